"""The recap: a few questions, every answer explained. Nothing is counted."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.curriculum.model import Lesson, Question
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import errand
from prodtutor.tui.widgets.prose import Prose


class RecapScreen(Screen[None]):
    """One question at a time. Enter answers; the explanation stays until the learner goes on."""

    CSS_PATH = "recap.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("n", "turn(1)", "Next question"),
        Binding("p", "turn(-1)", "Previous"),
        Binding("escape,q", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, lesson: Lesson, glyphs: Glyphs) -> None:
        super().__init__()
        self._lesson = lesson
        self._glyphs = glyphs
        self._at = 0
        self._tried: set[int] = set()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page"):
            yield Static("", id="count", markup=False)
            yield Prose(id="question")
            yield OptionList(id="answers", compact=True, markup=False)
            yield Static("", id="why", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        self._show()

    @property
    def _question(self) -> Question | None:
        questions = self._lesson.questions
        return questions[self._at] if self._at < len(questions) else None

    @work(exclusive=True, group="recap")
    @errand
    async def _show(self) -> None:
        question = self._question
        answers = self.query_one("#answers", OptionList)
        why = self.query_one("#why", Static)
        why.remove_class("-shown")
        self._tried = set()
        many = len(self._lesson.questions)
        count = self.query_one("#count", Static)
        if question is None:
            count.update("")
            answers.set_options([])
            text = "That was it." if many else "This lesson has no questions."
            nexts = (
                "\n\n- **F6** in the lesson: yours beside the reference, with the reasons"
                "\n- **Ctrl+L** in the lesson: the next lesson"
            )
            await self.query_one("#question", Prose).update(text + nexts)
            return
        count.update(f"Lesson {self._lesson.number} {self._glyphs.dot} question {self._at + 1} of {many}")
        await self.query_one("#question", Prose).update(question.question)
        self._fill(question)
        answers.highlighted = 0
        answers.focus()

    def _fill(self, question: Question) -> None:
        answers = self.query_one("#answers", OptionList)
        highlighted = answers.highlighted
        options = []
        for number, answer in enumerate(question.answers):
            sign, style = " ", ""
            if number in self._tried:
                right = number == question.right
                sign = self._glyphs.done if right else self._glyphs.broke
                style = "$text-success" if right else "$text-error"
            letter = "abcdefgh"[number % 8]
            options.append(Option(Content.assemble((f"{sign} {letter}  ", style or "$accent"), answer), id=str(number)))
        answers.set_options(options)
        answers.highlighted = highlighted

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        question = self._question
        if question is None or event.option_id is None:
            return
        number = int(event.option_id)
        self._tried.add(number)
        self._fill(question)
        right = number == question.right
        word = (f"{self._glyphs.done} Yes. ", "bold $text-success") if right else ("Not quite. ", "bold $text-warning")
        why = self.query_one("#why", Static)
        more = "\n\nn: next question" if right else ""
        why.update(Content.assemble(word, question.explanations[number], (more, MUTED)))
        why.add_class("-shown")

    def action_turn(self, by: int) -> None:
        """Next or previous question."""
        self._at = max(0, min(len(self._lesson.questions), self._at + by))
        self._show()
