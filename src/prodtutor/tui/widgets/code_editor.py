"""The editor of one file: Textual's TextArea with marks beside the lines that findings point at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from prodtutor.tui.look import editor_theme

_LANGUAGES = {".py": "python", ".toml": "toml", ".md": "markdown", ".yml": "yaml", ".yaml": "yaml"}
"""No JSON: its tree-sitter grammar ends the whole process with a segmentation fault (tree-sitter-json 0.24.8)."""


def language_of(file: str) -> str | None:
    """The name of the colouring that fits a file, or None for plain text."""
    return _LANGUAGES.get(PurePosixPath(file).suffix.lower())


class CodeEditor(TextArea, inherit_bindings=False):
    """One file's text. Tab indents; Escape leaves (`Left`), so that the keyboard is never caught."""

    COMPONENT_CLASSES = {"editor--must", "editor--advice"}  # noqa: RUF012 – as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        *[key for key in TextArea.BINDINGS if isinstance(key, Binding) and key.key not in ("f6", "f7")],
        Binding("ctrl+shift+z", "redo", "Redo", show=False),
        Binding("ctrl+home", "edge(0)", "Beginning of the file", show=False),
        Binding("ctrl+end", "edge(-1)", "End of the file", show=False),
        Binding("shift+tab", "indent(-1)", "Move lines out by one level", show=False),
        Binding("ctrl+slash,ctrl+underscore", "comment", "Comment lines out, or in again", show=False),
    ]

    _ACTIONS: ClassVar[Mapping[str, str]] = {
        key.strip(): binding.action
        for binding in BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }

    @dataclass
    class Left(Message):
        """Escape was pressed in the editor."""

        editor: CodeEditor

    def __init__(self, file: str, text: str, *, sign: str, colour: bool, read_only: bool) -> None:
        super().__init__(
            text,
            language=language_of(file),
            soft_wrap=False,
            tab_behavior="indent",
            show_line_numbers=True,
            read_only=read_only,
            compact=True,
            max_checkpoints=500,
        )
        self.file = file
        self.locked = False
        """The text cannot be written back as it was: it stays read-only."""
        self._sign = sign
        self._colour = colour
        self._marks: dict[int, str] = {}

    def _watch_language(self, language: str | None) -> None:
        """TextArea makes its document for the text, and here once more for the language: 20 ms for nothing."""

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._dress())
        self._dress()

    def _dress(self) -> None:
        dark = self.app.current_theme.dark
        theme = editor_theme(dark=dark, colour=self._colour)
        self.register_theme(theme)
        self.theme = theme.name

    @property
    def marks(self) -> Mapping[int, str]:
        """Lines with findings, from 1, and the heaviest level on each."""
        return self._marks

    def mark(self, lines: Mapping[int, str]) -> None:
        """Show a mark beside these lines (from 1), each with its level, `must` or `advice`."""
        if dict(lines) != self._marks:
            self._marks = dict(lines)
            self._line_cache.clear()
            self.refresh()

    def go(self, line: int, column: int = 1) -> None:
        """Put the cursor on a line and column (both from 1), in the middle of the view."""
        row = max(0, min(line - 1, self.document.line_count - 1))
        place = max(0, min(column - 1, len(self.document.get_line(row))))
        self.move_cursor((row, place), center=True)

    def on_resize(self) -> None:
        """What was scrolled for another width, or before there was one, is scrolled anew."""
        self.call_after_refresh(self.scroll_cursor_visible)

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """As in TextArea, and back to the first column as soon as the cursor can be seen from there."""
        moved = super().scroll_cursor_visible(center, animate)
        row, column = self.cursor_location
        room = self.scrollable_content_region.width - self.gutter_width - 1
        before = self.document.get_line(row)[:column] if row < self.document.line_count else ""
        if self.scroll_x and cell_len(before.expandtabs(self.indent_width)) < room:
            self.scroll_to(x=0, animate=False)
        return moved

    def replace_text(self, text: str) -> None:
        """Take other text over (it can be undone), with the cursor where it was as far as that is possible."""
        where = self.cursor_location
        read_only, self.read_only = self.read_only, False
        try:
            self.replace(text, (0, 0), self.document.end)
        finally:
            self.read_only = read_only
        row = min(where[0], self.document.line_count - 1)
        self.move_cursor((row, min(where[1], len(self.document.get_line(row)))))

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        level = self._marks.get(self.scroll_offset.y + y + 1)  # no soft wrap: a row of the view is a line
        gutter = self.gutter_width
        if level is None or gutter < 2:
            return strip
        style: Style = self.get_component_rich_style(f"editor--{level}", partial=True)
        beside = strip.crop(gutter - 2, gutter - 1)
        under = next((segment.style for segment in beside if segment.style), Style())
        sign = Segment(self._sign, under + style)
        return Strip.join([strip.crop(0, gutter - 2), Strip([sign], 1), strip.crop(gutter - 1)])

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(self))
            return
        if event.key == "tab" and not self.read_only and len(self._lines_chosen()) > 1:
            event.stop()
            event.prevent_default()
            self.action_indent(1)
            return
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            self._new_line()
            return
        if action := self._ACTIONS.get(event.key):
            # A binding's key climbs to the app first, message queue by message queue, while letters are taken at once:
            # somebody who types fast would see a Backspace overtaken by what was typed after it.
            event.stop()
            event.prevent_default()
            await self.run_action(action)
        # Everything else is TextArea's own handler's: Textual calls it after this one.

    # Whole lines

    def _lines_chosen(self) -> range:
        """The rows that the selection touches; a selection that ends before a row's first character leaves it out."""
        (first, _), (last, column) = sorted(self.selection)
        return range(first, last + (column > 0 or first == last))

    def _change_lines(self, change: Callable[[str], str]) -> None:
        """Change every chosen line, as one edit that is undone at once; the selection moves along."""
        rows = self._lines_chosen()
        old = [self.document.get_line(row) for row in rows]
        new = [change(line) for line in old]
        if old == new or self.read_only:
            return
        by = {row: len(after) - len(before) for row, before, after in zip(rows, old, new, strict=True)}
        start, end = self.selection
        self.replace("\n".join(new), (rows[0], 0), (rows[-1], len(old[-1])), maintain_selection_offset=False)
        self.selection = Selection(
            *((row, max(0, column + by.get(row, 0)) if column else 0) for row, column in (start, end))
        )

    def action_indent(self, by: int) -> None:
        """Move the chosen lines in or out by one level."""
        pad = " " * self.indent_width
        if by > 0:
            self._change_lines(lambda line: pad + line if line.strip() else line)
        else:
            self._change_lines(lambda line: line[min(len(line) - len(line.lstrip(" ")), self.indent_width) :])

    def action_comment(self) -> None:
        """Comment the chosen lines out; when all of them are comments, in again."""
        lines = [self.document.get_line(row) for row in self._lines_chosen()]
        full = [line for line in lines if line.strip()]
        if full and all(line.lstrip().startswith("#") for line in full):
            self._change_lines(lambda line: re.sub(r"^(\s*)# ?", r"\1", line))
        elif full:
            margin = min(len(line) - len(line.lstrip()) for line in full)
            self._change_lines(lambda line: line[:margin] + "# " + line[margin:] if line.strip() else line)

    def action_edge(self, at: int) -> None:
        """Go to the beginning or the end of the file."""
        self.move_cursor((0, 0) if at == 0 else self.document.end)

    def action_delete_left(self) -> None:
        """Delete a character; in a line's indentation, one level of it."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        level = self.indent_width
        if self.selection.is_empty and column and not before.strip(" ") and column % level == 0 and not self.read_only:
            self._delete_via_keyboard((row, column - level), (row, column))
        else:
            super().action_delete_left()

    def _new_line(self) -> None:
        """Break the line, indented as the one above; one level more after a colon."""
        start, end = self.selection
        row, column = min(start, end)
        before = self.document.get_line(row)[:column]
        indent = before[: len(before) - len(before.lstrip(" \t"))]
        if self.language == "python" and before.rstrip().endswith((":", "(", "[", "{")):
            indent += " " * self.indent_width
        self._replace_via_keyboard("\n" + indent, start, end)
