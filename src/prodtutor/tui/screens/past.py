"""Files as they were at some time: to look at, and to copy from. Nothing here can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Static

from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.widgets.code_editor import CodeEditor
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.tui.widgets.tab_strip import Tab, TabStrip
from prodtutor.untrusted import neutralise


class PastScreen(Screen[None]):
    """A row of tabs over editors that only read."""

    CSS_PATH = "past.tcss"
    AUTO_FOCUS = "CodeEditor"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("n,ctrl+pagedown", "turn(1)", "Next file", key_display="n", priority=True),
        Binding("p,ctrl+pageup", "turn(-1)", "Previous file", key_display="p", priority=True),
        Binding("escape,q", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, title: str, files: Mapping[str, str], desk: LessonDesk, glyphs: Glyphs) -> None:
        super().__init__()
        self._title = title
        self._files = dict(sorted(files.items(), key=lambda each: (each[0] != desk.lesson.entry, each[0])))
        self._colour = not (desk.settings.no_color or desk.settings.plain)
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        yield Static(neutralise(self._title), id="title", markup=False)
        names = list(self._files)
        yield TabStrip([Tab(name, neutralise(name)) for name in names], id="files")
        with ContentSwitcher(id="editors", initial="past-0" if names else None):
            for number, (name, text) in enumerate(self._files.items()):
                editor = CodeEditor(name, text, sign=self._glyphs.mark, colour=self._colour, read_only=True)
                editor.id = f"past-{number}"
                yield editor
        yield KeyBar(show_command_palette=False)

    def action_turn(self, by: int) -> None:
        """Show the next or previous file."""
        names = list(self._files)
        strip = self.query_one(TabStrip)
        if names:
            self._show(names[(names.index(strip.active) + by) % len(names)])

    @on(TabStrip.Picked)
    def _picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self._show(event.tab)

    def _show(self, file: str) -> None:
        number = list(self._files).index(file)
        self.query_one(TabStrip).active = file
        self.query_one(ContentSwitcher).current = f"past-{number}"
        self.query_one(f"#past-{number}", CodeEditor).focus()
