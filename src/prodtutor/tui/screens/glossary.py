"""The glossary: type a few letters, and read what a term means."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import MUTED
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.widgets.finding_text import in_code
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.curriculum.glossary import Term


class GlossaryScreen(Screen[None]):
    """What is typed narrows the list; the arrow keys choose; the meaning of the chosen term stands below."""

    CSS_PATH = "list.tcss"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next", priority=True, key_display="↓", tooltip="Next term"),
        Binding("up", "move(-1)", "Previous", priority=True, key_display="↑", tooltip="Previous term"),
        Binding("pagedown", "move(10)", "Further down", show=False, priority=True),
        Binding("pageup", "move(-10)", "Further up", show=False, priority=True),
        Binding("f1", "app.help", "Help", priority=True),
        Binding("escape", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, desk: Desk, term: str = "") -> None:
        """term: what to look up at once."""
        super().__init__()
        self._desk = desk
        self._wanted = term
        self._terms: tuple[Term, ...] = ()
        self._shown: tuple[Term, ...] = ()
        self._numbers: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        yield Static("Glossary", id="title", markup=False)
        yield Input("", placeholder="type a few letters of a term", select_on_focus=False)
        yield OptionList(compact=True, markup=False)
        yield Static("", id="said", markup=False)
        yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False  # the keys go to the line above, and choose here all the same
        self._begin()

    @work(group="glossary", exclusive=True)
    @errand
    async def _begin(self) -> None:
        self._terms = await ask(self, self._desk.glossary)
        self._numbers = {entry.slug: entry.number for entry in self._desk.tutor.pack.lessons}
        if not self._named(self._wanted):
            self._wanted = ""  # the word at the cursor is no term
        self.query_one(Input).value = self._wanted
        self._narrow(self._wanted)

    def _named(self, text: str) -> bool:
        from prodtutor.curriculum.glossary import find_term

        return find_term(self._terms, text) is not None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        from prodtutor.curriculum.glossary import find_term, matching

        exact = find_term(self._terms, text) if text.strip() else None
        found = matching(self._terms, text)
        self._shown = (exact, *(term for term in found if term is not exact)) if exact else found
        listed = self.query_one(OptionList)
        listed.set_options([Option(self._line(term)) for term in self._shown])
        if self._shown:
            listed.highlighted = 0
        elif self._terms:
            self.query_one("#said", Static).update(Content("No such term here. Fewer letters may find it."))
        else:
            self.query_one("#said", Static).update(Content("This pack has no glossary."))

    def _line(self, term: Term) -> Content:
        also = f"  {', '.join(term.also)}" if term.also else ""
        return Content.assemble(neutralise(term.term), (neutralise(also), MUTED))

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index < len(self._shown):
            term = self._shown[event.option_index]
            number = self._numbers.get(term.lesson)
            see = (f"\nSee lesson {number}." if number else "", MUTED)
            said = in_code(neutralise(term.says))
            self.query_one("#said", Static).update(
                Content.assemble((neutralise(term.term), "bold $accent"), "\n", said, see)
            )

    def on_click(self) -> None:
        self.query_one(Input).focus()

    def action_move(self, by: int) -> None:
        """Choose the next or previous term."""
        listed = self.query_one(OptionList)
        if self._shown:
            at = listed.highlighted or 0
            listed.highlighted = max(0, min(len(self._shown) - 1, at + by))
