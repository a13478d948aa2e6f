"""The whole of one finding: what was done and seen, what it means, and the details."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from prodtutor.checking.verdict import Finding
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.widgets.finding_text import in_code, place, rule, told
from prodtutor.tui.widgets.prose import Prose
from prodtutor.untrusted import neutralise


class FindingScreen(ModalScreen[Finding | None]):
    """Gives back the finding when the learner wants to go to its line."""

    CSS_PATH = "paper.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f4", "dismiss(None)", "Close", show=False),
        Binding("enter", "go", "Go to the line", show=False),
    ]

    def __init__(self, finding: Finding, glyphs: Glyphs, desk: LessonDesk) -> None:
        super().__init__()
        self._desk = desk
        self._finding = finding
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        finding = self._finding
        with VerticalScroll(classes="paper") as paper:
            paper.border_title = Content("Finding")
            paper.border_subtitle = Content("Enter goes to the line, Esc closes" if finding.file else "Esc closes")
            labels = {"did": "I did", "saw": "I saw", "so": "It means"}
            for word, text in told(finding):
                with Horizontal(classes="part"):
                    yield Static(Content(labels[word]), classes="label")
                    yield Static(in_code(neutralise(text)), classes="said")
            if not told(finding):
                yield Static(in_code(neutralise(finding.message)).stylize_before("bold"), classes="paragraph")
            where = f" {self._glyphs.dot} ".join(
                part for part in (place(finding), rule(finding), "advice" if finding.level == "advice" else "") if part
            )
            if where:
                yield Static(Content.styled(where, MUTED), classes="paragraph")
            if detail := neutralise(finding.detail).strip("\n"):
                short = "\n" not in detail  # an address, say: no ground of its own for that
                body = Content.styled(detail, MUTED) if short else Content(detail)
                yield Static(body, classes="paragraph" if short else "detail")

    def on_mount(self) -> None:
        self._explain()

    @work(group="explain")
    @errand
    async def _explain(self) -> None:
        """Add what the tool itself says of its rule, when it says more."""
        text = await ask(self, self._desk.explain, self._finding)
        if text:
            await self.query_one(".paper").mount(Prose(text, classes="rule"))

    def action_go(self) -> None:
        """Close, and go to the line."""
        self.dismiss(self._finding if self._finding.file else None)
