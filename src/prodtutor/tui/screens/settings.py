"""What is set, and how to set it otherwise. Nothing is changed here but the colours, which are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.settings import Settings
from prodtutor.tui.glyphs import MUTED
from prodtutor.tui.look import TITLES
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.tui.app import TutorApp


class SettingsScreen(ModalScreen[None]):
    """A table: what, its value, and what decides it."""

    app: TutorApp
    CSS_PATH = "paper.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close", show=False),
    ]

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def _lines(self) -> list[tuple[str, str, str]]:
        settings = self._settings
        return [
            ("Exercises", str(settings.home), "PRODTUTOR_HOME"),
            ("Progress", str(settings.state), "PRODTUTOR_STATE"),
            ("Lessons", str(settings.pack), "--pack"),
            ("Editor", " ".join(settings.editor) or "none", "VISUAL or EDITOR"),
        ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="paper") as paper:
            paper.border_title = Content("Settings")
            paper.border_subtitle = Content("Enter takes a colour, Esc closes")
            paper.can_focus = False
            for name, value, decides in self._lines():
                with Horizontal(classes="part"):
                    yield Static(Content(name), classes="label")
                    text = Content.assemble(neutralise(value), (f"\n{decides}", MUTED))
                    yield Static(text, classes="said")
            with Horizontal(classes="part"):
                yield Static(Content("Colours"), classes="label")
                if self._colourless:
                    yield Static("none: NO_COLOR or --plain switch them off", classes="said", markup=False)
                else:
                    yield OptionList(*self._options(), compact=True, markup=False, classes="said")

    @property
    def _colourless(self) -> bool:
        return self._settings.no_color or self._settings.plain

    def on_mount(self) -> None:
        for options in self.query(OptionList):
            if self.app.theme in TITLES:
                options.highlighted = list(TITLES).index(self.app.theme)
            options.focus()

    def _options(self) -> list[Option]:
        """Our themes, the one in use marked by a sign, and the way to all others."""
        options = [
            Option(f"{self.app.glyphs.mark if name == self.app.theme else ' '} {title}", id=name)
            for name, title in TITLES.items()
        ]
        other = "" if self.app.theme in TITLES else f" (now {self.app.theme})"
        return [
            *options,
            Option(f"{self.app.glyphs.mark if other else ' '} Others{self.app.glyphs.ellipsis}{other}", id="others"),
        ]

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == "others":
            self.dismiss(None)
            self.app.action_change_theme()
        elif event.option_id:
            self.app.theme = event.option_id  # the app remembers it
            at = event.option_list.highlighted
            event.option_list.set_options(self._options())
            event.option_list.highlighted = at
