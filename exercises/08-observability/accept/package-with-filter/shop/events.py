"""The log: the standard library's, with a filter that knows the request, and a JSON writer of its own."""

from __future__ import annotations

import itertools
import logging
import traceback
from typing import TextIO

from shop.context import scope

_numbers = itertools.count()


def quoted(text: str) -> str:
    out = []
    for letter in text:
        if letter in '"\\':
            out.append("\\" + letter)
        elif letter < " " or letter == "\x7f":
            out.append(f"\\u{ord(letter):04x}")
        else:
            out.append(letter)
    return '"' + "".join(out) + '"'


def as_json(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return quoted(str(value))


class OfTheRequest(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        here = scope.get()
        record.request_id = here.request_id if here else None
        return True


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {"ts": record.created, "level": record.levelname, "event": record.msg}
        fields["request_id"] = getattr(record, "request_id", None)
        fields.update(getattr(record, "data", {}))
        if record.exc_info and record.exc_info[1]:
            fields["error"] = type(record.exc_info[1]).__name__
            fields["stack"] = "".join(traceback.format_exception(record.exc_info[1]))
        return "{" + ", ".join(f"{quoted(name)}: {as_json(value)}" for name, value in fields.items()) + "}"


def logger_for(out: TextIO) -> logging.Logger:
    made = logging.getLogger(f"shop.app{next(_numbers)}")
    made.setLevel(logging.INFO)
    made.propagate = False
    handler = logging.StreamHandler(out)
    handler.addFilter(OfTheRequest())
    handler.setFormatter(Lines())
    made.addHandler(handler)
    return made
