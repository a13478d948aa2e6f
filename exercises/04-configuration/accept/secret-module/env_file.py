"""Reads `.env` with a regular expression."""

import re
from pathlib import Path

LINE = re.compile(
    r"""^\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>.*?))\s*$"""
)


def read(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    values = {}
    for line in text.splitlines():
        if match := LINE.match(line):
            values[match["name"]] = match["double"] or match["single"] or match["plain"] or ""
    return values
