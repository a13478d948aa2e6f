"""What is set, and how to set it otherwise. Nothing is changed here but the colours, which are kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from prodtutor.settings import Settings
from prodtutor.tui.glyphs import MUTED
from prodtutor.untrusted import neutralise


class SettingsScreen(ModalScreen[None]):
    """A table: what, its value, and what decides it."""

    CSS_PATH = "paper.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(None)", "Close", show=False),
        Binding("t", "theme", "Change the colours", show=False),
    ]

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def _lines(self) -> list[tuple[str, str, str]]:
        settings = self._settings
        colours = "none" if settings.no_color or settings.plain else self.app.theme
        return [
            ("Exercises", str(settings.home), "PRODTUTOR_HOME"),
            ("Progress", str(settings.state), "PRODTUTOR_STATE"),
            ("Lessons", str(settings.pack), "--pack"),
            ("Editor", " ".join(settings.editor) or "none", "VISUAL or EDITOR"),
            ("Colours", colours, "t here; NO_COLOR and --plain switch them off"),
        ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="paper") as paper:
            paper.border_title = Content("Settings")
            paper.border_subtitle = Content("t changes the colours, Esc closes")
            for name, value, decides in self._lines():
                with Horizontal(classes="part"):
                    yield Static(Content(name), classes="label")
                    text = Content.assemble(neutralise(value), (f"\n{decides}", MUTED))
                    yield Static(text, classes="said")

    def action_theme(self) -> None:
        """Choose other colours."""
        self.dismiss(None)
        self.app.action_change_theme()
