"""What the shop tells about itself: events for what happened."""

import json
import re
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def id_for(wanted: str) -> str:
    """The caller's request id if it can do no harm, else a new one."""
    return wanted if GOOD_ID.fullmatch(wanted) else secrets.token_hex(8)


class EventLog:
    """One JSON object on each line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, level: str, event: str, **fields: object) -> None:
        line = {
            "ts": datetime.now(UTC).isoformat(),
            "level": level,
            "event": event,
            "request_id": request_id.get(),
            **fields,
        }
        self._out.write(json.dumps(line) + "\n")
