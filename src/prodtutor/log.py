"""The log: JSON lines in the state folder, one record one line. Never in the way of anything."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

LARGEST = 1_000_000
"""Bytes after which the log is set aside as `.1` and begun anew: the two files together stay below twice that."""


class _JsonLine(logging.Formatter):
    """A record as one line of JSON. Line ends inside of it are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        data = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            data["traceback"] = self.formatException(record.exc_info)
        return json.dumps(data)


class LogFile(logging.FileHandler):
    """Opens its file with the first record; sets it aside when it has grown large; fails without a word."""

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self._path = path
        self._largest = largest
        self.failed = False
        """Whether a record could not be written."""
        self.setFormatter(_JsonLine())

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size > self._largest:
                self.close()
                self._path.replace(self._path.with_name(self._path.name + ".1"))
            super().emit(record)
        except OSError:
            self.failed = True

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802
        self.failed = True


def start_log(path: Path, largest: int = LARGEST) -> LogFile:
    """Send what `prodtutor.*` loggers say, from INFO up, to the file `path`. Nothing is opened or made yet.

    A second call replaces the first one's file.
    """
    logger = logging.getLogger("prodtutor")
    stop_log()
    handler = LogFile(path, largest)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return handler


def stop_log() -> None:
    """Close the log's file and take it away from the loggers."""
    logger = logging.getLogger("prodtutor")
    for handler in list(logger.handlers):
        if isinstance(handler, LogFile):
            logger.removeHandler(handler)
            handler.close()
