"""What the shop tells about itself: events for what happened."""

import json
from datetime import UTC, datetime
from typing import TextIO


class EventLog:
    """One JSON object on each line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, level: str, event: str, **fields: object) -> None:
        line = {
            "ts": datetime.now(UTC).isoformat(),
            "level": level,
            "event": event,
            **fields,
        }
        self._out.write(json.dumps(line) + "\n")
