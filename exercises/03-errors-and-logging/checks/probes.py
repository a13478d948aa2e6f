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
    import sqlite3

    if hasattr(sqlite3.connect, "failing"):
        return
    real = sqlite3.connect
    failing: list[bool] = []

    def connect(*args, **kwargs):  # type: ignore[no-untyped-def]
        connection = real(*args, **kwargs)
        if failing:
            connection.execute("PRAGMA query_only = ON")
        return connection

    connect.failing = failing  # type: ignore[attr-defined]
    sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[attr-defined]


def fail_databases() -> int:
    """From now on no connection of this process can write. How many are open."""
    import gc
    import sqlite3

    sqlite3.connect.failing.append(True)  # type: ignore[attr-defined]
    found = 0
    # Not from a list of ours: that would keep connections open that nobody needs any more.
    for connection in [thing for thing in gc.get_objects() if isinstance(thing, sqlite3.Connection)]:
        try:
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error:  # closed, or of another thread
            continue
        found += 1
    return found


def mend_databases() -> None:
    """From now on new connections work again."""
    import sqlite3

    getattr(sqlite3.connect, "failing", []).clear()


def loggers() -> dict[str, list[object]]:
    """Each logger's level and how many handlers it has; "" is the root logger."""
    import logging

    root = logging.getLogger()
    found: dict[str, list[object]] = {"": [root.level, len(root.handlers)]}
    for name, logger in list(logging.Logger.manager.loggerDict.items()):
        if isinstance(logger, logging.Logger):
            found[name] = [logger.level, sum(not isinstance(h, logging.NullHandler) for h in logger.handlers)]
    return found
