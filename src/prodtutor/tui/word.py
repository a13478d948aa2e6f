"""The word that a learner is at: what is selected, or what stands at the editor's cursor."""

from __future__ import annotations

import re

from textual.screen import Screen
from textual.widgets import TextArea

_WORD = re.compile(r"[\w.]+")
_LONGEST = 40
"""Characters of a selection that can be a term."""


def word_here(screen: Screen[object]) -> str:
    """The text selected on the screen or in the editor, else the word at the editor's cursor; empty when none is."""
    selected = (screen.get_selected_text() or "").strip()
    editor = screen.focused
    if not selected and isinstance(editor, TextArea):
        selected = editor.selected_text.strip() or _at_cursor(editor)
    return selected if len(selected) <= _LONGEST and "\n" not in selected else ""


def _at_cursor(editor: TextArea) -> str:
    row, column = editor.cursor_location
    line = editor.document.get_line(row)
    return next((found.group() for found in _WORD.finditer(line) if found.start() <= column <= found.end()), "")
