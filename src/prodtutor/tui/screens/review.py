"""A change to review: walk through its lines, mark those that must not go live, and have the marks judged."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.curriculum.review import Review, ReviewLine
from prodtutor.session.review import Judged, Mark, ReviewVerdict, summary
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.list_screen import ListScreen
from prodtutor.tui.widgets.finding_text import in_code
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.untrusted import neutralise

_STYLES = {"found": "$text-success", "other": "$text-warning", "debatable": MUTED, "alarm": "$text-error"}


class ReviewScreen(ListScreen[None]):
    """Lines with marks. The letter of a kind marks the line that is highlighted, or takes the mark away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,enter", "judge", "Judge my marks", priority=True, key_display="F5"),
        Binding("n", "next_mark", "Next mark", tooltip="Go to the next line with a mark"),
        Binding("pagedown,space", "scroll(1)", "Scroll what is said", show=False),
        Binding("pageup", "scroll(-1)", "Scroll back", show=False),
        Binding("escape,q", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, desk: Desk, review: Review, glyphs: Glyphs) -> None:
        super().__init__(desk, glyphs)
        self._review = review
        self.marks: set[Mark] = set()
        self._judged: dict[Mark, Judged] = {}
        """What marks were worth when they were last judged."""

    def compose(self) -> ComposeResult:
        yield Static(neutralise(self._review.title), id="title", markup=False)
        yield Static(self._keys(), id="about", markup=False)
        yield OptionList(compact=True, markup=False)
        with VerticalScroll(id="below", can_focus=False):
            yield Static(neutralise(self._review.about), id="said", markup=False)
        yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        listed = self.query_one(OptionList)
        options: list[Option] = []
        file = ""
        for line in self._review.lines:
            if line.file != file:
                file = line.file
                options.append(Option(Content.styled(neutralise(file), "bold $accent"), disabled=True))
            options.append(Option(self._shown(line), id=str(line.number)))
        listed.set_options(options)
        listed.highlighted = 1
        listed.focus()

    def _keys(self) -> Content:
        parts: list[str | tuple[str, str]] = ["Mark a line that "]
        for number, kind in enumerate(self._review.kinds):
            parts += [", " if number else "", (f"{kind.key} ", "bold $accent"), neutralise(kind.title)]
        return Content.assemble(*parts, ".")

    def _shown(self, line: ReviewLine) -> Content:
        marks = sorted(mark for mark in self.marks if mark.line == line.number)
        keys = "".join(self._key(mark) for mark in marks)
        worth = next((self._judged[mark].worth for mark in marks if mark in self._judged), "")
        look = f"bold {_STYLES.get(worth, '$accent')}"
        sign = {"found": self._glyphs.done, "alarm": self._glyphs.unknown, "other": self._glyphs.not_yet}.get(
            worth, " "
        )
        return Content.assemble(
            (f"{keys:>2}{sign}", look), (f"{line.number:>4}  ", MUTED), neutralise(line.text.replace("\t", "    "))
        )

    def _key(self, mark: Mark) -> str:
        kind = self._review.kind(mark.kind)
        return kind.key if kind else "?"

    @property
    def _line(self) -> int | None:
        option = self.query_one(OptionList).highlighted_option
        return int(option.id) if option and option.id else None

    def on_key(self, event: events.Key) -> None:
        kind = next((kind for kind in self._review.kinds if event.character == kind.key), None)
        line = self._line
        if kind is not None and line is not None:
            event.stop()
            event.prevent_default()
            self.marks ^= {Mark(line, kind.name)}
            self._draw(line)

    def _draw(self, number: int) -> None:
        self.query_one(OptionList).replace_option_prompt(str(number), self._shown(self._review.lines[number - 1]))

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        """What was said of a mark stands below its line."""
        event.stop()
        line = self._line
        told = [self._judged[mark] for mark in sorted(self.marks) if mark.line == line and mark in self._judged]
        if told:
            self._say(Content("\n").join(in_code(neutralise(judged.says)) for judged in told))

    @work(group="judge", exclusive=True)
    @errand
    async def action_judge(self) -> None:
        """Say what the marks are worth, and what to look at for what was missed."""
        if not self.marks:
            self._say(Content("No line is marked yet. Read on; the letters above mark the line that you are at."))
            return
        verdict = await ask(self, self._desk.review_change, self._review, tuple(self.marks))
        self._judged = {judged.mark: judged for judged in verdict.marks}
        for line in {mark.line for mark in self.marks}:
            self._draw(line)
        self._say(self._words(verdict))

    def _words(self, verdict: ReviewVerdict) -> Content:
        lines = [Content.styled(summary(self._review, verdict), "bold")]
        if verdict.done:
            lines.append(Content("n goes from mark to mark, with what there is to say about each."))
        lines += [Content.assemble(f"{self._glyphs.dot} ", in_code(neutralise(fault.hint))) for fault in verdict.missed]
        return Content("\n").join(lines)

    def _say(self, text: Content) -> None:
        self.query_one("#said", Static).update(text)
        self.query_one("#below", VerticalScroll).scroll_home(animate=False)

    def action_next_mark(self) -> None:
        """Go to the next line with a mark; after the last comes the first."""
        marked = sorted({mark.line for mark in self.marks})
        if marked:
            here = self._line or 0
            number = next((line for line in marked if line > here), marked[0])
            listed = self.query_one(OptionList)
            listed.highlighted = listed.get_option_index(str(number))
