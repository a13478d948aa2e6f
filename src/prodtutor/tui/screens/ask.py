"""Small questions over a screen: choose one of a few, or type a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.untrusted import neutralise


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: what it stands for, the key that gives it, and how it reads."""

    id: str
    key: str
    label: str


class AskScreen(ModalScreen[str | None]):
    """A question with a few answers. Gives back the id of the answer; None when it was left with Escape."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave", show=False)]

    def __init__(self, title: str, message: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._message = message
        self._choices = tuple(choices)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="ask-box") as box:
            box.border_title = Content(neutralise(self._title))
            box.border_subtitle = Content("Enter chooses, Esc leaves")
            box.can_focus = False
            yield Static(neutralise(self._message), classes="ask-message", markup=False)
            yield OptionList(
                *[
                    Option(Content.assemble((f"{choice.key}  ", "$accent"), choice.label), id=choice.id)
                    for choice in self._choices
                ],
                compact=True,
            )

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if event.character and event.character.lower() == choice.key:
                event.stop()
                self.dismiss(choice.id)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


def yes_no(title: str, message: str, yes: str, no: str = "No, leave it as it is") -> AskScreen:
    """A confirmation: the answer is "yes", "no" or None."""
    return AskScreen(title, message, (Choice("no", "n", no), Choice("yes", "y", yes)))


class NameScreen(ModalScreen[str | None]):
    """Asks for a name, or something else that fits on a line. Gives back what was typed, or None."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave", show=False)]

    def __init__(
        self, title: str, message: str, value: str, refuse: Callable[[str], str], example: str = "settings.py"
    ) -> None:
        """`refuse` gives the reason why a name cannot be taken, or an empty text."""
        super().__init__()
        self._title = title
        self._message = message
        self._value = value
        self._refuse = refuse
        self._example = example

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="ask-box") as box:
            box.border_title = Content(neutralise(self._title))
            box.border_subtitle = Content("Enter takes it, Esc leaves")
            box.can_focus = False
            yield Static(neutralise(self._message), classes="ask-message", markup=False)
            yield Input(self._value, placeholder=self._example, select_on_focus=False)
            yield Static("", classes="ask-problem", markup=False)

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        name = event.value.strip()
        if problem := self._refuse(name) if name else "Type something, or press Escape to leave it.":
            self.query_one(".ask-problem", Static).update(neutralise(problem))
        else:
            self.dismiss(name)
