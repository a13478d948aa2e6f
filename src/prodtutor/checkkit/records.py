"""The log records that the learner's code makes in the subject: pytest's `caplog` cannot see into another process.

    with recorded(subject) as log:
        subject.call("shop:run", ...)
    warnings = [record for record in log if record.level == "WARNING"]

All levels are recorded, whatever the loggers' defaults; the learner's own handlers are left alone and keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from prodtutor.checkkit.errors import SubjectError
from prodtutor.checkkit.subject import Subject


@dataclass(frozen=True, slots=True)
class Record:
    """One log record, as plain data. What it says comes from the learner's code."""

    logger: str
    """The logger's name."""
    level: str
    message: str
    """With its arguments filled in; when they do not fit, what went wrong."""
    extra: dict[str, Any] = field(default_factory=dict)
    """What `extra` (or an adapter) put on the record: plain values as they are, others as their `repr`."""
    error: str | None = None
    """`module:Class` of the exception in `exc_info`, or None."""
    error_text: str = ""

    def comes_from(self, logger: str) -> bool:
        """Whether it was made by `logger` or one below it."""
        return self.logger == logger or self.logger.startswith(f"{logger}.")


@contextmanager
def recorded(subject: Subject) -> Iterator[list[Record]]:
    """Record what is logged in the block. The list is filled when the block ends, not if it raises."""
    log: list[Record] = []
    subject.probe(_begin)
    try:
        yield log
    except BaseException:
        with suppress(SubjectError):  # it may be dead
            subject.probe(_end)
        raise
    log += [Record(*row) for row in subject.probe(_end)]


def _begin() -> None:
    import logging

    plain = (str, int, float, bool, type(None))
    standard = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
    most, longest = 5_000, 2_000

    class Recorder(logging.Handler):
        """Keeps the data of each record at once: arguments may change later."""

        def __init__(self, level_before: int) -> None:
            super().__init__(logging.NOTSET)
            self.level_before = level_before
            self.rows: list[tuple[object, ...]] = []

        def emit(self, record: logging.LogRecord) -> None:
            if len(self.rows) >= most:
                return
            try:
                message = str(record.getMessage())[:longest]
            except Exception as problem:  # noqa: BLE001  (any argument may be at fault)
                message = f"(cannot be shown: {problem})"
            extra = {
                name: value if type(value) in plain else repr(value)[:longest]
                for name, value in vars(record).items()
                if name not in standard
            }
            error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
            kind = f"{type(error).__module__}:{type(error).__qualname__}" if error is not None else None
            text = str(error)[:longest] if error is not None else ""
            self.rows.append((record.name, record.levelname, message, extra, kind, text))

    root = logging.getLogger()
    for left in [handler for handler in root.handlers if type(handler).__name__ == "Recorder"]:
        root.removeHandler(left)
    recorder = Recorder(root.level)
    root.addHandler(recorder)
    root.setLevel(1)


def _end() -> list[tuple[object, ...]]:
    import logging

    root = logging.getLogger()
    rows: list[tuple[object, ...]] = []
    for handler in list(root.handlers):
        if type(handler).__name__ == "Recorder":
            root.removeHandler(handler)
            root.setLevel(handler.level_before)  # type: ignore[attr-defined]
            rows += handler.rows  # type: ignore[attr-defined]
    return rows


PROBES = (_begin, _end)
"""For `keep_ready`."""
