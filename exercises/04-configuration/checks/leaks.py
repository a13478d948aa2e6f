"""Finds a secret in a text: whole, in part, or in disguise."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import quote, unquote

SHOWN = 4
"""So many characters in a row are a leak. A mask may show as many at the end, and no more."""


def leak(text: str, secret: str) -> str:
    """How the secret shows in the text, in words; empty when it does not."""
    for form in dict.fromkeys((secret, unquote(secret), quote(unquote(secret), safe=""))):
        if run := longest_run(text, form, SHOWN, end_may_show=True):
            return f"{len(run)} characters of it in a row ({run})"
    return disguise(text, secret)


def disguise(text: str, secret: str) -> str:
    """How the secret shows in the text when it is turned round or encoded; empty when it does not."""
    for form in dict.fromkeys((secret, unquote(secret))):
        if run := longest_run(text, form[::-1], 6):
            return f"{len(run)} characters of it, backwards ({run})"
        for encoded in base64_pieces(form):
            if run := longest_run(text, encoded, 8):
                return f"a part of it in base64 ({run})"
        if run := longest_run(text.lower(), form.encode().hex(), 12):
            return f"a part of it in hexadecimal ({run})"
    return ""


def longest_run(text: str, secret: str, least: int, *, end_may_show: bool = False) -> str:
    """The longest piece of the secret, `least` characters or more, that stands in the text.

    end_may_show: the last `least` characters alone do not count.
    """
    best = ""
    for first in range(len(secret) - least + 1):
        if end_may_show and first == len(secret) - least:
            break
        size = least
        while first + size <= len(secret) and secret[first : first + size] in text:
            best = max(best, secret[first : first + size], key=len)
            size += 1
    return best


def base64_pieces(secret: str) -> Iterator[str]:
    """The parts of the secret's base64 that do not depend on what stands before or after it."""
    data = secret.encode()
    for before, from_here in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(data)) // 3 * 4
        encoded = base64.b64encode(b"\0" * before + data).decode()[from_here:whole]
        yield encoded
        yield encoded.replace("+", "-").replace("/", "_")
