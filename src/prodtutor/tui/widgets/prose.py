"""Markdown of the lessons on the screen."""

from __future__ import annotations

import re

from textual.await_complete import AwaitComplete
from textual.widgets import Markdown

_FENCE = re.compile(r"^(?P<fence>```+|~~~+)(?P<language>[^\n]*)$", re.MULTILINE)


def with_languages(text: str) -> str:
    """Say `text` at each code block that names no language.

    Without a name Textual asks every lexer of Pygments whether the code might be its own: that takes a quarter of a
    second, and its guess is wrong as often as not.
    """
    inside = ""

    def name(match: re.Match[str]) -> str:
        nonlocal inside
        fence, language = match["fence"], match["language"].strip()
        if inside:
            inside = "" if fence.startswith(inside) and not language else inside
            return match.group()
        inside = fence
        return match.group() if language else f"{fence}text"

    return _FENCE.sub(name, text)


def portions(text: str, least: int) -> list[str]:
    """`text` cut before headings into pieces of at least `least` characters (the last may be shorter)."""
    pieces: list[str] = []
    begun, inside = 0, ""
    at = 0
    for line in text.splitlines(keepends=True):
        if fence := _FENCE.match(line):
            inside = "" if inside and fence["fence"].startswith(inside) else inside or fence["fence"]
        elif line.startswith("#") and not inside and at - begun >= least:
            pieces.append(text[begun:at])
            begun = at
        at += len(line)
    return [*pieces, text[begun:]]


class Prose(Markdown):
    """A page of Markdown. Links are shown and never opened: the tutor does not leave this machine."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(with_languages(text), id=id, classes=classes, open_links=False)

    def update(self, markdown: str) -> AwaitComplete:
        """Show another text."""
        return super().update(with_languages(markdown))

    async def add(self, markdown: str) -> None:
        """Show `markdown`, which begins with a heading, below the rest. (`append` would join it to the last block.)"""
        await self.mount_all(self._build_from_source(with_languages(markdown)))
