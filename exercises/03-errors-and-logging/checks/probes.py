"""Functions that run in the subject, beside the learner's code. They report what they see and know no answers."""

from __future__ import annotations

from collections.abc import Callable


def gateway(submit: Callable[..., None]) -> object:
    """A gateway whose `submit` is a lent function: lent whole, it would be asked for its attribute each time."""

    class Gateway:
        def submit(self, order_id: str, payload: dict[str, object]) -> None:
            submit(order_id, payload)

    return Gateway()


def watch_databases() -> None:
    """From now on every connection that is opened can be made to fail by `fail_databases`.

    Before the learner's modules are imported: `from sqlite3 import connect` keeps what it finds.
    """
    import contextlib
    import sqlite3

    if hasattr(sqlite3.connect, "failing"):
        return
    real = sqlite3.connect
    failing: list[str] = []

    def connect(*args, **kwargs):  # type: ignore[no-untyped-def]
        connection = real(*args, **kwargs)
        # Nobody waits for the disk. What a killed process has written is safe with the system all the same.
        with contextlib.suppress(sqlite3.Error):  # no database: the learner's code finds that out by itself
            connection.execute("PRAGMA synchronous = OFF")
        for statement in failing:
            connection.execute(statement)
        return connection

    connect.real = real  # type: ignore[attr-defined]
    connect.failing = failing  # type: ignore[attr-defined]
    sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[attr-defined]


def set_databases(statement: str) -> int:
    """Execute it on all connections of this process, and from now on on each new one. How many are open."""
    import gc
    import sqlite3

    sqlite3.connect.failing.append(statement)  # type: ignore[attr-defined]
    found = 0
    # Not from a list of ours: that would keep connections open that nobody needs any more.
    for connection in [thing for thing in gc.get_objects() if isinstance(thing, sqlite3.Connection)]:
        try:
            connection.execute(statement)
        except sqlite3.Error:  # closed, or of another thread
            continue
        found += 1
    return found


def hold_database(path: str) -> bool:
    """Read the database in a transaction that stays open: whoever commits has to wait.

    False if that is not possible, because the learner's own transaction keeps others out at this moment.
    """
    import sqlite3

    holder = sqlite3.connect.real(path, isolation_level=None, timeout=0)  # type: ignore[attr-defined]
    try:
        holder.execute("BEGIN")
        holder.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlite3.Error:
        holder.close()
        return False
    sqlite3.connect.holder = holder  # type: ignore[attr-defined]
    return True


def spoil_database(path: str) -> bool:
    """Write nonsense over the database, in the same file.

    False if the learner's own transaction is open at this moment: it may put its pages over the nonsense.
    """
    import sqlite3

    alone = sqlite3.connect.real(path, isolation_level=None, timeout=0)  # type: ignore[attr-defined]
    try:
        alone.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        return False
    finally:
        alone.close()
    with open(path, "r+b") as file:
        file.write(b"Milk, bread, tea. " * 400)
    return True


def mend_databases() -> None:
    """From now on new connections work again."""
    import sqlite3

    getattr(sqlite3.connect, "failing", []).clear()
    if (holder := getattr(sqlite3.connect, "holder", None)) is not None:
        holder.close()
        sqlite3.connect.holder = None  # type: ignore[attr-defined]


def fail_file(name: str) -> int:
    """From now on a file of this name cannot be written, whether it is open or not. How many were open."""
    import gc
    import io
    import os

    full = "/dev/full" if os.path.exists("/dev/full") else os.devnull
    found = 0
    for file in [thing for thing in gc.get_objects() if isinstance(thing, io.FileIO)]:
        if not file.closed and str(file.name).endswith(name):
            # Nothing can be written to either: one is full, the other is open for reading.
            other = os.open(full, os.O_WRONLY if full != os.devnull else os.O_RDONLY)
            os.dup2(other, file.fileno())
            os.close(other)
            found += 1
    if os.path.exists(name):
        os.unlink(name)
    os.mkdir(name)
    with open(os.path.join(name, "file"), "w"):
        return found


def loggers() -> dict[str, list[object]]:
    """Each logger's level and how many handlers it has; "" is the root logger."""
    import logging

    root = logging.getLogger()
    found: dict[str, list[object]] = {"": [root.level, len(root.handlers)]}
    for name, logger in list(logging.Logger.manager.loggerDict.items()):
        if isinstance(logger, logging.Logger):
            found[name] = [logger.level, sum(not isinstance(h, logging.NullHandler) for h in logger.handlers)]
    return found
