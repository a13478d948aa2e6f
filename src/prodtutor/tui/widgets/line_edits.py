"""Editing by whole lines: what a code editor adds to a text area. Each of these is one edit, undone at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from textual.widgets import TextArea
from textual.widgets.text_area import Selection

_HASH = frozenset({".py", ".pyi", ".toml", ".yml", ".yaml", ".cfg", ".ini", ".sh", ".txt", ".env", ".lock", ""})
"""Endings of files whose comments begin with `#`; the empty one is for `.env`, `.gitignore`, `Dockerfile`."""


class LineEdits(TextArea):
    """Indents, comments, moves and doubles lines. Nothing happens while the text is read-only."""

    file: str

    def lines_chosen(self) -> range:
        """The rows that the selection touches; a selection that ends before a row's first character leaves it out."""
        (first, _), (last, column) = sorted(self.selection)
        return range(first, last + (column > 0 or first == last))

    def _change_lines(self, change: Callable[[str], str]) -> None:
        """Change every chosen line; the selection moves along."""
        rows = self.lines_chosen()
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
        if PurePosixPath(self.file).suffix.lower() not in _HASH:
            return  # `#` is no comment there
        lines = [self.document.get_line(row) for row in self.lines_chosen()]
        full = [line for line in lines if line.strip()]
        if full and all(line.lstrip().startswith("#") for line in full):
            self._change_lines(lambda line: re.sub(r"^(\s*)# ?", r"\1", line))
        elif full:
            margin = min(len(line) - len(line.lstrip()) for line in full)
            self._change_lines(lambda line: line[:margin] + "# " + line[margin:] if line.strip() else line)

    def action_move_lines(self, by: int) -> None:
        """Move the chosen lines up (-1) or down (1) by one, past the line there."""
        rows = self.lines_chosen()
        count = self.document.line_count
        last = count - 1 if count > 1 and not self.document.get_line(count - 1) else count  # the end of the last line
        if self.read_only or (by < 0 and rows[0] == 0) or (by > 0 and rows[-1] + 1 >= last) or rows[-1] >= last:
            return
        first, end = (rows[0] - 1, rows[-1]) if by < 0 else (rows[0], rows[-1] + 1)
        lines = [self.document.get_line(row) for row in range(first, end + 1)]
        lines = [*lines[1:], lines[0]] if by < 0 else [lines[-1], *lines[:-1]]
        start, stop = self.selection
        whole = (end, len(self.document.get_line(end)))
        self.replace("\n".join(lines), (first, 0), whole, maintain_selection_offset=False)
        self.selection = Selection((start[0] + by, start[1]), (stop[0] + by, stop[1]))

    def action_duplicate(self) -> None:
        """Put a copy of the chosen lines below them; the copy is chosen then."""
        if self.read_only:
            return
        rows = self.lines_chosen()
        lines = [self.document.get_line(row) for row in rows]
        start, stop = self.selection
        end = (rows[-1], len(lines[-1]))
        self.replace("\n" + "\n".join(lines), end, end, maintain_selection_offset=False)
        self.selection = Selection((start[0] + len(rows), start[1]), (stop[0] + len(rows), stop[1]))

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

    def new_line(self) -> None:
        """Break the line, indented as the one above; one level more after a colon."""
        start, end = self.selection
        row, column = min(start, end)
        before = self.document.get_line(row)[:column]
        indent = before[: len(before) - len(before.lstrip(" \t"))]
        if self.language == "python" and before.rstrip().endswith((":", "(", "[", "{")):
            indent += " " * self.indent_width
        self._replace_via_keyboard("\n" + indent, start, end)

    def take_text(self, text: str) -> None:
        """Take other text over, as one edit: only the lines that differ are touched, the cursor stays in its place."""
        old, new = self.text.split(self.document.newline), text.split(self.document.newline)
        same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        room = min(len(old), len(new)) - same
        tail = next((at for at in range(room) if old[-1 - at] != new[-1 - at]), room)
        if old == new:
            return
        row, column = self.cursor_location
        scroll = self.scroll_offset
        read_only, self.read_only = self.read_only, False
        try:
            if same == len(old) or same == len(new) or len(old) == tail + same or len(new) == tail + same:
                self.replace(text, (0, 0), self.document.end)  # whole lines come or go: there is no middle to replace
            else:
                first, last = (same, 0), (len(old) - tail - 1, len(old[-1 - tail]))
                self.replace("\n".join(new[same : len(new) - tail]), first, last, maintain_selection_offset=False)
        finally:
            self.read_only = read_only
        if row >= len(old) - tail:
            row += len(new) - len(old)
        row = max(0, min(row, self.document.line_count - 1))
        self.move_cursor((row, min(column, len(self.document.get_line(row)))))
        self.scroll_to(y=scroll.y, animate=False)
        self.scroll_cursor_visible()
