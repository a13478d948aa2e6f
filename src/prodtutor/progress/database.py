"""Opening the progress file: safe settings, a look at its health, and what is not usable set aside."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from prodtutor.errors import UsageProblem
from prodtutor.progress.migrations import MIGRATIONS, Migration, migrate, version_of
from prodtutor.workspace.files import reason

APPLICATION = 0x70726F64
"""SQLite's application id of our files ("prod")."""

BUSY_S = 10.0
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "ncpfs", "glusterfs"})
_MAX_ASIDE = 1000


class _UnusableError(Exception):
    """The file is there and is no database of ours that this version can use."""

    def __init__(self, word: str, sentence: str) -> None:
        super().__init__(sentence)
        self.word = word
        self.sentence = sentence


def open_database(
    path: Path | None, migrations: Sequence[Migration] = MIGRATIONS
) -> tuple[sqlite3.Connection, list[str]]:
    """Open (or make) the database; also returns sentences about what had to be set aside.

    None opens one in memory. A damaged or newer file is renamed, never deleted, and a new one begins. Raises
    UsageProblem when the folder or the file cannot be used at all.
    """
    if path is None:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        migrate(connection, None, migrations)
        return connection, []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(path, reason(error)) from error
    try:
        return _opened(path, migrations), []
    except _UnusableError:
        return _replaced(path, migrations)


def _replaced(path: Path, migrations: Sequence[Migration]) -> tuple[sqlite3.Connection, list[str]]:
    """Set the file aside and begin a new one; one process at a time, and only if it is still unusable."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(path.with_name(path.name + ".lock"), timeout=BUSY_S):
            try:
                return _opened(path, migrations), []
            except _UnusableError as problem:
                aside = _set_aside(path, problem.word)
                notice = (
                    f"Your progress file {problem.sentence}. It was kept as {aside}, and a new one was begun. "
                    "Your exercise folders and their history are not touched."
                )
                return _opened(path, migrations), [notice]
    except Timeout:
        raise _cannot(path, "another window is mending it") from None
    except _UnusableError as problem:
        raise _cannot(path, problem.sentence) from None
    except OSError as error:
        raise _cannot(path, reason(error)) from error


def _opened(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """Raises _UnusableError for damaged and newer files, UsageProblem for what the system refuses."""
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        _look(connection, migrations)
        _settle(connection, path)
        migrate(connection, path, migrations)
        _check_tables(connection, migrations)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.OperationalError):  # locked, read-only, full: the file itself may be sound
            raise _cannot(path, str(error)) from error
        if isinstance(error, sqlite3.DatabaseError):
            raise _UnusableError("damaged", f"is damaged ({error})") from error
        if isinstance(error, OSError):
            raise _cannot(path, reason(error)) from error
        raise
    return connection


def _look(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Raises _UnusableError, before anything was changed."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if not found or found[0] != "ok":
        raise _UnusableError("damaged", "is damaged")
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = version_of(connection)
    if version > migrations[-1].version:
        raise _UnusableError("newer", "was written by a newer version of prodtutor")
    if application != APPLICATION and (application or version or _tables(connection)):
        raise _UnusableError("foreign", "is another program's database")


def _settle(connection: sqlite3.Connection, path: Path) -> None:
    """Every write is on the disk before it counts; readers and one writer at once where the disk allows it."""
    wanted = "delete" if _on_network(path) else "wal"
    end = time.monotonic() + BUSY_S
    while True:
        try:
            mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
            if mode != wanted:
                # Where WAL is refused the answer is the old mode, a rollback journal, and that is fine too.
                connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
            break
        except sqlite3.OperationalError as error:  # changing the mode does not wait for others by itself
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA synchronous = FULL")
    if int(connection.execute("PRAGMA application_id").fetchone()[0]) != APPLICATION:
        connection.execute(f"PRAGMA application_id = {APPLICATION:d}")


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {str(row[0]) for row in rows}


def _check_tables(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Compared with a fresh database: a table may be gone from a file that is sound by SQLite's own measure."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(fresh, None, migrations)
        missing = _tables(fresh) - _tables(connection)
    finally:
        fresh.close()
    if missing:
        raise _UnusableError("damaged", f"is damaged (it lacks {', '.join(sorted(missing))})")


def _set_aside(path: Path, word: str) -> Path:
    """Rename the file and its journals to a free numbered name, and return that."""
    number = 1
    while os.path.lexists(path.with_name(f"{path.name}.{word}-{number}")) and number < _MAX_ASIDE:
        number += 1
    aside = path.with_name(f"{path.name}.{word}-{number}")
    os.rename(path, aside)
    for suffix in ("-wal", "-shm", "-journal"):
        journal = path.with_name(path.name + suffix)
        if journal.exists():
            os.rename(journal, aside.with_name(aside.name + suffix))
    return aside


def _on_network(path: Path) -> bool:
    """Whether the file lies on a network drive, where WAL's shared memory does not work. Known on Linux only; elsewhere
    SQLite itself refuses."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return kind_of_disk(str(path.parent.resolve()), mounts) in _NETWORK


def kind_of_disk(folder: str, mounts: str) -> str:
    """The file system type of `folder` by the text of /proc/self/mounts; empty when it is not known."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def _cannot(path: Path, why: str) -> UsageProblem:
    return UsageProblem(
        "Progress cannot be kept",
        f"The progress file {path} cannot be used: {why}.",
        "Make its folder writable, or set PRODTUTOR_STATE to another one.",
    )
