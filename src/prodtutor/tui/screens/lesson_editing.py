"""The part of the lesson screen that helps with the text in front: finding, lines, and Ruff's format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType

from prodtutor.checking.verdict import Finding
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.ask import AskScreen, Choice, NameScreen
from prodtutor.tui.screens.lesson_base import LessonBase
from prodtutor.tui.widgets.code_editor import CodeEditor

_MENU: tuple[tuple[str, str, str, str], ...] = (
    ("format_file", "f", "Format the file with Ruff", ""),
    ("go_to_line", "g", "Go to line...", ""),
    ("explain_line", "x", "Explain what is marked on this line", ""),
    ("editor('comment')", "c", "Comment the lines out, or in again", "Ctrl+/"),
    ("editor('duplicate')", "d", "Copy the lines below themselves", "Ctrl+D"),
    ("editor('move_lines', -1)", "u", "Move the lines up", "Alt+Up"),
    ("editor('move_lines', 1)", "m", "Move the lines down", "Alt+Down"),
    ("editor('indent', 1)", "i", "Move the lines in", "Tab"),
    ("editor('indent', -1)", "o", "Move the lines out", "Shift+Tab"),
    ("editor('undo')", "z", "Undo", "Ctrl+Z"),
    ("editor('redo')", "y", "Redo", "Ctrl+Y"),
)
"""What the edit menu has: the action, its letter, what it does, and a key that does it at once."""
_ROOMY = 60
"""Columns from which the menu says the other keys, too."""
_PLACE = re.compile(r"(\d{1,7})(?:[:,]\s*(\d{1,5}))?")


class LessonEditing(LessonBase):
    """Verbs for the text in front. Each can be undone in the editor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "find", "Find and replace", show=False, priority=True),
        Binding("ctrl+k", "edit_menu", "Edit menu: format, go to line, move lines", show=False, priority=True),
    ]

    def open_finding(self, finding: Finding) -> None:
        """Show the whole of a finding."""
        raise NotImplementedError

    def _editor(self) -> CodeEditor | None:
        """The editor in front, brought to the front."""
        if self.editor_pane.editor is not None:
            self.bring("edit")
        return self.editor_pane.editor

    async def action_find(self) -> None:
        """Look for text in the file in front, and replace it."""
        self.bring("edit", focus=False)
        await self.editor_pane.open_find()

    def action_edit_menu(self) -> None:
        """Choose what to do with the text in front."""
        if self._editor() is None:
            return
        width = max(len(label) for _, _, label, _ in _MENU) if self.app.size.width >= _ROOMY else 0
        choices = [
            Choice(do, key, f"{label:<{width}}  {at_once}".rstrip() if width else label)
            for do, key, label, at_once in _MENU
        ]
        # Pushed here and now, not by a worker: the letter may come right behind Ctrl+K.
        self.app.push_screen(AskScreen("Edit", f"Ctrl+K, then a letter: {self.editor_pane.file}", choices), self.do)

    def action_editor(self, name: str, *arguments: int) -> None:
        """Do something that the editor can do."""
        if (editor := self._editor()) is not None:
            action: Callable[..., object] = getattr(editor, f"action_{name}")
            action(*arguments)

    @work(group="line")
    @errand
    async def action_go_to_line(self) -> None:
        """Go to a line of the file in front."""
        editor = self._editor()
        if editor is None:
            return
        count = editor.document.line_count
        screen = NameScreen("Go to line", f"1 to {count}; 12:5 is line 12, column 5.", "", self._no_line, "12")
        typed = await self.app.push_screen_wait(screen)
        if typed and (found := _PLACE.fullmatch(typed)):
            editor.go(int(found[1]), int(found[2] or 1))

    def _no_line(self, typed: str) -> str:
        """Why that is no place in the file in front."""
        found = _PLACE.fullmatch(typed)
        count = self.editor_pane.editor.document.line_count if self.editor_pane.editor else 0
        if found is None:
            return "A number, such as 12."
        return "" if 1 <= int(found[1]) <= count else f"There are lines 1 to {count}."

    @work(group="format", exclusive=True)
    @errand
    async def action_format_file(self) -> None:
        """Format the file in front with Ruff."""
        editor = self._editor()
        if editor is None or editor.read_only:
            return
        before = editor.text
        after = await ask(self, self.desk.tidy, editor.file, before)
        if editor.text != before:
            return  # somebody went on typing: theirs counts
        if after == before:
            self.inform(f"{editor.file} is as Ruff formats it.")
            return
        editor.take_text(after)
        self.inform(f"Formatted {editor.file}. Ctrl+Z undoes it.")

    def action_explain_line(self) -> None:
        """Open what is marked on the cursor's line."""
        editor = self.editor_pane.editor
        mark = editor.marks.get(editor.cursor_location[0] + 1) if editor else None
        if mark is None:
            self.inform("Nothing is marked on this line.")
        else:
            self.open_finding(mark.findings[0])

    def edit_commands(self) -> Iterable[SystemCommand]:
        """The menu's entries for the command palette."""
        for action, key, label, at_once in _MENU:
            keys = f"Ctrl+K {key}" + (f", or {at_once}" if at_once else "")

            async def do(action: str = action) -> None:
                await self.run_action(action)

            yield SystemCommand(label, f"Key: {keys}", do)
