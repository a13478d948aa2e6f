"""A migration is made whole or not at all, after a backup; several processes may try at once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.progress.database import open_database
from prodtutor.progress.migrations import MIGRATIONS, Migration, version_of

NEXT = Migration(
    MIGRATIONS[-1].version + 1,
    "colours",
    ("ALTER TABLE facts ADD COLUMN colour TEXT", "UPDATE facts SET colour = 'red'"),
)


def _old(path: Path) -> None:
    connection, _ = open_database(path)
    connection.execute("INSERT INTO facts (name, value) VALUES ('a', 'b')")
    connection.close()


def test_numbers_follow_each_other() -> None:
    assert [migration.version for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_migration_keeps_what_is_there_and_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    _old(path)
    connection, notices = open_database(path, (*MIGRATIONS, NEXT))
    assert notices == []
    assert connection.execute("SELECT * FROM facts").fetchall() == [("a", "b", "red")]
    assert version_of(connection) == NEXT.version
    connection.close()
    backup = sqlite3.connect(tmp_path / f"p.sqlite3.before-{NEXT.version:03d}-colours")
    assert backup.execute("SELECT * FROM facts").fetchall() == [("a", "b")]
    assert version_of(backup) == NEXT.version - 1
    backup.close()


def test_a_migration_that_fails_leaves_the_old_database(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    _old(path)
    broken = Migration(NEXT.version, "broken", (*NEXT.statements, "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(Exception, match="nowhere"):
        open_database(path, (*MIGRATIONS, broken))
    connection, notices = open_database(path)
    assert notices == []
    assert connection.execute("SELECT * FROM facts").fetchall() == [("a", "b")]
    connection.close()


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from prodtutor.progress import migrations
from prodtutor.progress.database import open_database
path, at = Path(sys.argv[1]), int(sys.argv[2])
statements = ("ALTER TABLE facts ADD COLUMN colour TEXT", "SELECT die()", "UPDATE facts SET colour = 'red'")
made = migrations.Migration(migrations.LATEST + 1, "colours", statements)
connect = sqlite3.connect
def connecting(*a, **k):
    connection = connect(*a, **k)
    connection.create_function("die", 0, lambda: k.get("check_same_thread") is False and os.kill(os.getpid(), 9))
    return connection
sqlite3.connect = connecting
open_database(path, (*migrations.MIGRATIONS, made))
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_midway_leaves_the_old_database(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    _old(path)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), "0"], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    connection, notices = open_database(path)
    assert notices == []
    assert connection.execute("SELECT * FROM facts").fetchall() == [("a", "b")]
    connection.close()
    connection, _ = open_database(path, (*MIGRATIONS, NEXT))
    assert connection.execute("SELECT * FROM facts").fetchall() == [("a", "b", "red")]
    connection.close()


MIGRATES = """
import sys
from pathlib import Path
from prodtutor.progress import migrations
from prodtutor.progress.database import open_database
made = migrations.Migration(migrations.LATEST + 1, "more", ("UPDATE facts SET value = value || '!'",))
open_database(Path(sys.argv[1]), (*migrations.MIGRATIONS, made))[0].close()
"""


def test_several_processes_migrate_once(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    _old(path)
    several = [subprocess.Popen([sys.executable, "-c", MIGRATES, str(path)]) for _ in range(4)]
    assert [process.wait(timeout=60) for process in several] == [0] * 4
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT value FROM facts").fetchall() == [("b!",)]
    connection.close()
    assert [name for name in os.listdir(tmp_path) if name.endswith(".tmp")] == []
