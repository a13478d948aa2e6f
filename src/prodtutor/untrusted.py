"""Text that is not ours: what a learner's program printed, file names, messages of other tools.

Everything that reaches a screen or a report goes through `neutralise` once. Terminal escapes, direction marks and
other invisible characters become visible, so that they can neither steer a terminal nor hide what a line says.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_KEPT = frozenset("\n\t")


def neutralise(text: str) -> str:
    """Return `text` with every character of the Unicode classes Cc, Cf, Cs, Co, Zl and Zp made visible.

    Newline and tab stay. Control characters become their Unicode pictures (ESC is shown as U+241B), the others
    `\\u{…}` with the code point in hexadecimal.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in _KEPT or unicodedata.category(c) not in _HIDDEN else _picture(c) for c in text)


def _picture(character: str) -> str:
    point = ord(character)
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    return f"\\u{{{point:x}}}"
