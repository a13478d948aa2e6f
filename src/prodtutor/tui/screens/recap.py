"""The recap: a few questions, and pieces of the diff to match with failures. Every answer is explained; no marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.curriculum.model import Question
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.widgets.finding_text import hung, in_code
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.tui.widgets.prose import Prose
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.recap import RecapItem

_LETTERS = "abcdefgh"


class RecapScreen(Screen[None]):
    """One question at a time. A letter, a number or Enter answers; the explanation stays until the learner goes on."""

    CSS_PATH = "recap.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("a,1", "answer(0)", "Answer", key_display="a b c", tooltip="Answer: a, b, c, or 1, 2, 3"),
        *[Binding(f"{key},{at + 1}", f"answer({at})", show=False) for at, key in enumerate(_LETTERS) if at],
        Binding("n", "turn(1)", "Next question"),
        Binding("p", "turn(-1)", "Previous"),
        Binding("r", "cards", "Cards", tooltip="Read this lesson's cards"),
        Binding("escape,q", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, desk: LessonDesk, glyphs: Glyphs) -> None:
        super().__init__()
        self._desk = desk
        self._lesson = desk.lesson
        self._glyphs = glyphs
        self._items: tuple[RecapItem, ...] = ()
        self._withheld = 0
        self._badges: tuple[str, ...] = ()
        self._at = 0
        self._tried: set[int] = set()
        self._done: set[int] = set()
        """Questions that were answered, rightly or not."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page"):
            yield Static("", id="count", markup=False)
            yield Static("", id="piece", markup=False)
            yield Prose(id="question")
            yield OptionList(id="answers", compact=True, markup=False)
            yield Static("", id="why", markup=False)
        yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self._begin()

    @work(exclusive=True, group="begin")
    @errand
    async def _begin(self) -> None:
        found = await ask(self, self._desk.recap)
        self._items, self._withheld, self._badges = found.items, found.withheld, found.badges
        self._show()

    @property
    def _question(self) -> Question | None:
        return self._items[self._at].question if self._at < len(self._items) else None

    @work(exclusive=True, group="recap")
    @errand
    async def _show(self) -> None:
        question = self._question
        answers = self.query_one("#answers", OptionList)
        why = self.query_one("#why", Static)
        why.remove_class("-shown")
        self.set_class(question is not None, "-asking")
        self._tried = set()
        many = len(self._items)
        self._show_piece()
        count = self.query_one("#count", Static)
        if question is None:
            count.update("")
            answers.set_options([])
            skipped = len(self._done) < many
            counted = (
                f"That was it: {len(self._done)} of {many} answered. **p** goes back." if skipped else "That was it."
            )
            text = counted if many else "This lesson has no questions."
            if self._withheld:
                text += (
                    f"\n\n{self._withheld} pieces of the diff join in when all required steps are done: "
                    "which failure does each of them prevent?"
                )
            for title in self._badges:
                text += f"\n\n**Badge earned: {neutralise(title)}.**"
            nexts = (
                "\n\n- **r**: the cards, on what this lesson could not show"
                "\n- **F6** in the lesson: yours beside the reference, with the reasons"
                "\n- **Ctrl+L** in the lesson: all lessons, your route and your badges"
            )
            await self.query_one("#question", Prose).update(text + nexts)
            return
        letters = list(_LETTERS[: len(question.answers)])
        keys = f"{', '.join(letters[:-1])} or {letters[-1]} answers" if len(letters) > 1 else "Enter answers"
        dot = self._glyphs.dot
        count.update(f"Lesson {self._lesson.number} {dot} question {self._at + 1} of {many} {dot} {keys}")
        await self.query_one("#question", Prose).update(question.question)
        self._fill(question)
        answers.highlighted = 0
        answers.focus()

    def _fill(self, question: Question) -> None:
        answers = self.query_one("#answers", OptionList)
        highlighted = answers.highlighted
        width = answers.scrollable_content_region.width or self.app.size.width - 4
        options = []
        for number, answer in enumerate(question.answers):
            sign, style = " ", ""
            if number in self._tried:
                right = number == question.right
                sign = self._glyphs.done if right else self._glyphs.broke
                style = "$text-success" if right else "$text-error"
            letter = _LETTERS[number % len(_LETTERS)]
            label = f"{sign} {letter}  "
            line = Content.assemble((label, style or "$accent"), hung(answer, width, len(label)))
            options.append(Option(line, id=str(number)))
        answers.set_options(options)
        answers.highlighted = highlighted

    def on_resize(self) -> None:
        """Fold the answers for the new width."""
        if (question := self._question) is not None:
            self.call_after_refresh(self._fill, question)

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self._answer(int(event.option_id))

    def action_answer(self, number: int) -> None:
        """Choose that answer, and give it."""
        question = self._question
        answers = self.query_one("#answers", OptionList)
        if question is not None and number < min(len(question.answers), answers.option_count):
            answers.highlighted = number
            self._answer(number)

    def _answer(self, number: int) -> None:
        question = self._question
        if question is None:
            return
        self._tried.add(number)
        self._done.add(self._at)
        self._fill(question)
        right = number == question.right
        word = (f"{self._glyphs.done} Yes. ", "bold $text-success") if right else ("Not quite. ", "bold $text-warning")
        why = self.query_one("#why", Static)
        more = "\n\nn: next question" if right else ""
        why.update(Content.assemble(word, in_code(neutralise(question.explanations[number])), (more, MUTED)))
        why.add_class("-shown")
        self.call_after_refresh(why.scroll_visible, animate=False)

    def action_turn(self, by: int) -> None:
        """Next or previous question."""
        self._at = max(0, min(len(self._items), self._at + by))
        self._show()

    def _show_piece(self) -> None:
        shown = self.query_one("#piece", Static)
        piece = self._items[self._at].piece if self._at < len(self._items) else None
        shown.set_class(piece is not None, "-shown")
        if piece is not None:
            side = "yours, and the reference" if piece.yours else "as given, and the reference"
            styles = {"+": "$text-success", "-": "$text-error", " ": MUTED}
            lines = [Content.styled(f"{neutralise(piece.file)} ({side})", MUTED)]
            lines += [Content.styled(tag + " " + neutralise(text), styles[tag]) for tag, text in piece.lines]
            shown.update(Content("\n").join(lines))

    def action_cards(self) -> None:
        """Read what the lesson could not show."""
        from prodtutor.tui.screens.page import PageScreen, Sheet

        sheets = [Sheet(f"Lesson {self._lesson.number}", card.text) for card in self._lesson.cards]
        if sheets:
            self.app.push_screen(PageScreen(sheets, self._glyphs))
        else:
            self.notify("This lesson has no cards.")
