"""Home: the lessons, how far the learner is, and one key to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from prodtutor.checking.verdict import Status
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import NotDone, ask, errand, sentence
from prodtutor.tui.widgets.finding_text import hung
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.tui.widgets.lesson_list import LessonList
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.course import RouteState
    from prodtutor.session.overview import LessonOverview
    from prodtutor.tui.app import TutorApp


class HomeScreen(Screen[None]):
    """The ten lessons."""

    app: TutorApp
    CSS_PATH = "home.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 – as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("enter", "open", "Open", tooltip="Open the lesson", priority=True),
        Binding("c", "go_on", "Continue", tooltip="Go on where you were"),
        Binding("t", "routes", "Route", tooltip="Choose a way through the lessons"),
        Binding("r", "app.cards", "Cards", tooltip="Read the cards"),
        Binding("g", "app.glossary", "Glossary", show=False, tooltip="What a word means"),
        Binding("v", "app.review", "Review", tooltip="Review a change that looks right"),
        Binding("b", "app.badges", "Badges", tooltip="Your badges, and the checklist"),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]

    def __init__(self, desk: Desk, glyphs: Glyphs) -> None:
        super().__init__()
        self._desk = desk
        self._glyphs = glyphs
        self._last: str | None = None
        self._opening = False
        self._route: RouteState | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="home"):
            yield Static(
                Content.assemble(("prodtutor", "bold $accent"), ("   from a tutorial to production Python", MUTED)),
                id="name",
            )
            yield Static("", id="welcome", markup=False)
            yield Static("", id="route", markup=False)
            yield LessonList(self._glyphs)
            yield Static("", id="detail", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(LessonList).focus()
        self._fill()

    @work(group="home", exclusive=True)
    @errand
    async def _fill(self) -> None:
        try:
            lessons = await ask(self, self._desk.overview)
        except NotDone as told:
            self.query_one("#welcome", Static).update(sentence(told.__cause__ or told)[1])
            return
        self._last = await ask(self, self._desk.last_lesson)
        self._route = next((state for state in await ask(self, self._desk.routes) if state.chosen), None)
        names = {lesson.slug: lesson for lesson in lessons}
        last = names.get(self._last or "")
        welcome = self.query_one("#welcome", Static)
        if lessons and all(lesson.ready and lesson.done == lesson.required for lesson in lessons):
            welcome.update("Every step of every lesson is done. b shows your badges, and the checklist to take along.")
        elif last is not None:
            onward = f" goes on with lesson {last.number}, where you were."
            welcome.update(Content.assemble(("c", "bold $accent"), onward))
        else:
            ready = next((lesson for lesson in lessons if lesson.ready), None)
            if ready:
                welcome.update(
                    "Welcome. Each lesson is a working script that breaks in production, and yours to mend. "
                    "Choose one and press Enter; any order is fine."
                )
            else:
                welcome.update("This pack has no lesson that is ready.")
        self._show_route()
        self.query_one(LessonList).show(lessons, self._last, self._route.route.lessons if self._route else ())

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        lesson = self.query_one(LessonList).lesson_at(event.option_index)
        self.query_one("#detail", Static).update(self._detail(lesson) if lesson else "")

    def _detail(self, lesson: LessonOverview) -> Content:
        if lesson.problem:
            return Content(neutralise(lesson.problem))
        if not lesson.ready:
            return Content("Planned: this lesson is not written yet.")
        lines = []
        on_route = {stop.step for stop in self._route.stops if stop.lesson == lesson.slug} if self._route else set()
        for step in lesson.steps:
            done = step.status is Status.DONE
            again = step.ever_done and not done
            sign = self._glyphs.done if done else self._glyphs.broke if again else self._glyphs.not_yet
            beyond = step.optional and not step.title.startswith("Beyond")
            word = f" {self._glyphs.dot} broke again" if again else f" {self._glyphs.dot} beyond" if beyond else ""
            if step.id in on_route:
                word += f" {self._glyphs.dot} on your route"
            label = f"{sign} {step.id} "
            width = self.query_one("#detail").content_size.width or self.app.size.width
            lines.append(Content(label) + hung(step.title + word, width, len(label)))
        return Content("\n").join(lines)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_id)

    def action_open(self) -> None:
        """Open the highlighted lesson."""
        options = self.query_one(LessonList)
        lesson = options.lesson_at(options.highlighted)
        self._choose(lesson.slug if lesson else None)

    def action_go_on(self) -> None:
        """Open the lesson opened last; the highlighted one on the first run."""
        if self._last:
            self._choose(self._last)
        else:
            self.action_open()

    def _show_route(self) -> None:
        """One line on the route, below the welcome; none when no route is followed."""
        shown = self.query_one("#route", Static)
        state = self._route
        shown.display = state is not None
        self.query_one("#welcome", Static).display = state is None or self._last is not None
        if state is not None:
            stop = state.next
            step = f", step {stop.step}" if stop and stop.step else ""
            onward = f"next: lesson {stop.number}{step}" if stop else "all that is ready is done"
            title = neutralise(state.route.title)
            shown.update(f"Your route: {title} {self._glyphs.dot} {state.done} of {len(state.stops)} done, {onward}.")

    def action_routes(self) -> None:
        """Choose a way through the lessons."""
        from prodtutor.tui.screens.routes import RoutesScreen

        self.app.push_screen(RoutesScreen(self._desk, self._glyphs), self._after_routes)

    def _after_routes(self, changed: bool | None) -> None:
        if changed:
            self._fill()

    def action_move(self, by: int) -> None:
        options = self.query_one(LessonList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def _choose(self, slug: str | None) -> None:
        if slug and not self._opening:
            self._opening = True
            self._open(slug)

    @work(group="open")
    @errand
    async def _open(self, slug: str) -> None:
        try:
            lesson = await ask(self, self._desk.open, slug)
        finally:
            self._opening = False
        self.app.show_lesson(lesson)

    def on_screen_resume(self) -> None:
        if self.is_mounted and self._last is not None:
            self._fill()
