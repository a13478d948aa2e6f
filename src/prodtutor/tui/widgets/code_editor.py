"""The editor of one file: Textual's TextArea with marks where findings point, and the places that were searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from prodtutor.tui.look import editor_theme
from prodtutor.tui.widgets.line_edits import LineEdits
from prodtutor.tui.widgets.line_marks import LineMark, spans
from prodtutor.tui.widgets.text_search import Match
from prodtutor.untrusted import neutralise

_LANGUAGES = {".py": "python", ".toml": "toml", ".md": "markdown", ".yml": "yaml", ".yaml": "yaml"}
"""No JSON: its tree-sitter grammar ends the whole process with a segmentation fault (tree-sitter-json 0.24.8)."""
_OWN = ("f6", "f7", "home,ctrl+a", "delete,ctrl+d", "ctrl+k")
"""Keys of TextArea's that do something else here."""


def language_of(file: str) -> str | None:
    """The name of the colouring that fits a file, or None for plain text."""
    return _LANGUAGES.get(PurePosixPath(file).suffix.lower())


class CodeEditor(LineEdits, inherit_bindings=False):
    """One file's text. Tab indents; Escape leaves (`Left`), so that the keyboard is never caught."""

    COMPONENT_CLASSES = {"editor--must", "editor--advice", "editor--found"}  # noqa: RUF012 – as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        *[key for key in TextArea.BINDINGS if isinstance(key, Binding) and key.key not in _OWN],
        Binding("home", "cursor_line_start", "Beginning of the line", show=False),
        Binding("delete", "delete_right", "Delete character right", show=False),
        Binding("ctrl+a", "select_all", "Select all", show=False),
        Binding("ctrl+d", "duplicate", "Copy the lines below themselves", show=False),
        Binding("alt+up,ctrl+shift+up", "move_lines(-1)", "Move the lines up", show=False),
        Binding("alt+down,ctrl+shift+down", "move_lines(1)", "Move the lines down", show=False),
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
        self.given = False
        """The lesson's own file, that is there to be read."""
        self._sign = sign
        self._colour = colour
        self._marks: dict[int, LineMark] = {}
        self._marked: dict[int, str] = {}
        """The lines as they were when they were marked: what was changed since is not underlined any more."""
        self._found: dict[int, list[Match]] = {}

    def _watch_language(self, language: str | None) -> None:
        """TextArea makes its document for the text, and here once more for the language: 20 ms for nothing."""

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._dress())
        self._dress()

    def _dress(self) -> None:
        theme = editor_theme(self.app.current_theme, colour=self._colour)
        self.register_theme(theme)
        self.theme = theme.name

    @property
    def marks(self) -> Mapping[int, LineMark]:
        """Lines with findings, from 1, and what is said of each."""
        return self._marks

    def mark(self, lines: Mapping[int, LineMark]) -> None:
        """Mark these lines (from 1): a sign beside each, an underline where its findings begin."""
        count = self.document.line_count
        marked = {line: self.document.get_line(line - 1) for line in lines if line <= count}
        if (dict(lines), marked) != (self._marks, self._marked):
            self._marks, self._marked = dict(lines), marked
            self._draw_anew()

    def show_found(self, matches: Sequence[Match]) -> None:
        """Show these places as found; none: show nothing."""
        if matches or self._found:
            self._found = {}
            for match in matches:
                self._found.setdefault(match.row, []).append(match)
            self._draw_anew()

    def choose(self, match: Match) -> None:
        """Select a match, in the middle of the view when it was out of sight."""
        top = self.scroll_offset.y
        out = not top <= match.row < top + self.scrollable_content_region.height
        self.selection = Selection((match.row, match.start), (match.row, match.end))
        self.scroll_cursor_visible(center=out)

    def _draw_anew(self) -> None:
        self._line_cache.clear()
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line of the view, with what findings and a search point at."""
        text = super().get_line(line_index)
        mark = self._marks.get(line_index + 1)
        if mark is not None and mark.places and self._marked.get(line_index + 1) == text.plain:
            for start, end in spans(text.plain, mark.places):
                text.stylize(Style(underline=True), start, end)
        for match in self._found.get(line_index, ()):
            ground = self.background_colors[1] + self.get_component_styles("editor--found").background
            text.stylize(Style(bgcolor=ground.rich_color, underline=True), match.start, match.end)
        return text

    async def _on_mouse_move(self, event: events.MouseMove) -> None:
        """The mouse over a marked line shows what is said of it."""
        row = self.scroll_offset.y + event.y - self.gutter.top  # no soft wrap: a row of the view is a line
        mark = self._marks.get(row + 1)
        says = Content(neutralise("\n".join(mark.says))) if mark else None
        if says != self.tooltip:
            self.tooltip = says
        # Textual calls TextArea's own handler after this one.

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

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        mark = self._marks.get(self.scroll_offset.y + y + 1)  # no soft wrap: a row of the view is a line
        gutter = self.gutter_width
        if mark is None or gutter < 2:
            return strip
        style: Style = self.get_component_rich_style(f"editor--{mark.level}", partial=True)
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
        if event.key == "tab" and not self.read_only and len(self.lines_chosen()) > 1:
            event.stop()
            event.prevent_default()
            self.action_indent(1)
            return
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            self.new_line()
            return
        if action := self._ACTIONS.get(event.key):
            # A binding's key climbs to the app first, message queue by message queue, while letters are taken at once:
            # somebody who types fast would see a Backspace overtaken by what was typed after it.
            event.stop()
            event.prevent_default()
            await self.run_action(action)
        # Everything else is TextArea's own handler's: Textual calls it after this one.
