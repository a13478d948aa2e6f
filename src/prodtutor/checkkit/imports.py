"""Which modules a learner's files name in their imports: a guess at what their programs will need."""

from __future__ import annotations

import re
from collections.abc import Iterable

_STATEMENT = re.compile(rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(.*)|import[ \t]+(.*))", re.MULTILINE)
_NAME = re.compile(rb"[A-Za-z_][\w.]*")
_ALIAS = re.compile(rb"\bas[ \t]+\w+")


def imports(sources: Iterable[bytes]) -> frozenset[str]:
    """All names that these texts of Python code import, with the packages that they are in.

    A text that does not parse will do; a name that is none of a module's does no harm.
    """
    found: set[str] = set()
    for source in sources:
        for package, items, names in _STATEMENT.findall(source):
            words = [word.decode() for word in _NAME.findall(_ALIAS.sub(b"", items or names))]
            prefix = f"{package.decode()}." if package else ""
            for name in (*([package.decode()] if package else []), *(f"{prefix}{word}" for word in words)):
                parts = name.split(".")
                found.update(".".join(parts[: count + 1]) for count in range(len(parts)))
    return frozenset(name for name in found if name)
