"""The database's shape, as named steps from an empty file to the present one."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prodtutor.workspace.files import sync_folder


@dataclass(frozen=True)
class Migration:
    """One step: its number is the version that it leads to. Once released it is never changed."""

    version: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        "first",
        (
            """CREATE TABLE attempts (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                lesson TEXT NOT NULL,
                digest TEXT NOT NULL,
                lesson_digest TEXT NOT NULL,
                engine TEXT NOT NULL,
                status TEXT NOT NULL,
                verdict BLOB,
                at TEXT NOT NULL
            ) STRICT""",
            "CREATE INDEX attempts_by_lesson ON attempts (lesson, seq)",
            "CREATE INDEX attempts_by_digest ON attempts (lesson, digest)",
            """CREATE TABLE steps (
                lesson TEXT NOT NULL, step TEXT NOT NULL,
                status TEXT NOT NULL, ever_done INTEGER NOT NULL,
                PRIMARY KEY (lesson, step)
            ) STRICT""",
            """CREATE TABLE goals (
                lesson TEXT NOT NULL, step TEXT NOT NULL, goal TEXT NOT NULL,
                failures INTEGER NOT NULL DEFAULT 0,
                hints INTEGER NOT NULL DEFAULT 0,
                failures_at_hint INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (lesson, step, goal)
            ) STRICT""",
            """CREATE TABLE reveals (
                lesson TEXT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL,
                PRIMARY KEY (lesson, step)
            ) STRICT""",
            """CREATE TABLE places (
                lesson TEXT PRIMARY KEY,
                file TEXT NOT NULL, line INTEGER NOT NULL, column_ INTEGER NOT NULL,
                step TEXT NOT NULL, pane TEXT NOT NULL
            ) STRICT""",
            "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        ),
    ),
)

LATEST = MIGRATIONS[-1].version


def version_of(connection: sqlite3.Connection) -> int:
    """The number of the last migration that was made; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, path: Path | None, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the database to the latest version: each migration in one transaction, after a backup beside the file.

    A kill at any moment leaves either the old version or the new one. Several processes may do this at once. `path`
    is None for a database in memory. Raises sqlite3.Error, OSError when the backup cannot be written.
    """
    for migration in migrations:
        if version_of(connection) >= migration.version:
            continue
        if path is not None and version_of(connection) > 0:
            back_up(connection, path.with_name(f"{path.name}.before-{migration.version:03d}-{migration.name}"))
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version_of(connection) == migration.version - 1:  # else another process was faster
                for statement in migration.statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {migration.version:d}")
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def back_up(connection: sqlite3.Connection, path: Path) -> None:
    """Copy the database, whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as copy:
            connection.backup(copy)
        descriptor = os.open(temporary, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)
