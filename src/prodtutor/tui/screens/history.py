"""The states of the folder as a timeline: look at one, compare it, or bring it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.checking.verdict import Status
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.ask import yes_no
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.history import Moment
    from prodtutor.workspace.history import Entry

_ROOMY = 60
"""Columns from which a line has everything."""


def _day(time: str) -> date | None:
    """The learner's own day; None for a time that cannot be read."""
    try:
        return datetime.fromisoformat(time).astimezone().date()
    except ValueError:
        return None


class HistoryScreen(Screen[bool]):
    """Gives back True when the folder was changed."""

    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("enter", "look", "Compare with now", priority=True),
        Binding("c", "changed", "What changed", tooltip="What changed in this state"),
        Binding("v", "view", "View", tooltip="The files as they were then"),
        Binding("r", "restore", "Restore", tooltip="Bring this state back"),
        Binding("escape,q,f7", "back", "Back", priority=True),
    ]

    def __init__(self, desk: LessonDesk, glyphs: Glyphs) -> None:
        super().__init__()
        self._desk = desk
        self._glyphs = glyphs
        self._changed = False
        self._moments: dict[int, Moment] = {}

    def compose(self) -> ComposeResult:
        yield Static(f"History of lesson {self._desk.lesson.number}", id="title", markup=False)
        yield Static(
            "Newest first. Nothing here is ever deleted, so a restore can be undone.", id="about", markup=False
        )
        yield OptionList(compact=True, markup=False)
        yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self._fill()

    @work(group="history", exclusive=True)
    @errand
    async def _fill(self) -> None:
        moments = await ask(self, self._desk.timeline)
        self._moments = {moment.entry.id: moment for moment in moments}
        options = self.query_one(OptionList)
        chosen = self._chosen()
        lines: list[Option] = []
        day: date | None = None
        for moment in reversed(moments):
            if (its_day := _day(moment.entry.time)) != day or not lines:
                day = its_day
                lines.append(Option(self._heading(day), disabled=True))
            lines.append(Option(self._line(moment), id=str(moment.entry.id)))
        options.set_options(lines)
        if not moments:
            self.query_one("#about", Static).update("Nothing is recorded yet.")
            return
        known = chosen is not None and chosen in self._moments
        options.highlighted = options.get_option_index(str(chosen)) if known else 1

    def _heading(self, day: date | None) -> Content:
        words = "Some day" if day is None else f"{day:%A} {day.day} {day:%B}"
        return Content.styled(words, "bold $accent")

    def _line(self, moment: Moment) -> Content:
        """Its time, how far the steps were, how many lines came and went, and what was done."""
        entry, glyphs = moment.entry, self._glyphs
        try:
            when = datetime.fromisoformat(entry.time).astimezone().strftime("%H:%M:%S")
        except ValueError:
            when = neutralise(entry.time)
        verdict = {"done": glyphs.done, "not_yet": glyphs.not_yet, "cannot_judge": glyphs.unknown}
        bar = [(glyphs.full, "$accent") if done else (glyphs.empty, MUTED) for done in self._required_done(entry)]
        lines = f"+{moment.added} -{moment.removed}" if moment.before and moment.files else ""
        room = len(self._desk.lesson.required)
        parts: list[tuple[str, str] | str] = [
            f"{when}  {verdict.get(entry.verdict or '', ' ')} ",
            *(bar if entry.steps else [(" " * room, "")]),
            f" {self._steps(entry) if entry.steps else '':<6} {lines:>9}  ",
        ]
        if self.app.size.width >= _ROOMY:
            parts.append((self._what(moment), "" if entry.kind in ("reset", "restore", "update", "undo") else MUTED))
        return Content.assemble(*parts)

    def _what(self, moment: Moment) -> str:
        entry = moment.entry
        if entry.kind == "start":
            return "as given"
        files = ", ".join(neutralise(name) for name in moment.files[:3])
        files += f" and {len(moment.files) - 3} more" if len(moment.files) > 3 else ""
        return neutralise(entry.note) or files or ("checked" if entry.kind == "check" else neutralise(entry.kind))

    def _required_done(self, entry: Entry) -> list[bool]:
        return [entry.steps.get(step.id) == Status.DONE.value for step in self._desk.lesson.required]

    def _steps(self, entry: Entry) -> str:
        """As the header of the lesson counts: the required steps, and the others apart."""
        done = {step for step, status in entry.steps.items() if status == Status.DONE.value}
        required = {step.id for step in self._desk.lesson.required}
        more = len(done & {step.id for step in self._desk.lesson.steps if step.optional})
        return f"{len(done & required)}/{len(required)}" + (f" +{more}" if more else "")

    def _chosen(self) -> int | None:
        options = self.query_one(OptionList)
        if options.highlighted is None:
            return None
        name = options.get_option_at_index(options.highlighted).id
        return int(name) if name else None

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_look()

    @work(group="look", exclusive=True)
    @errand
    async def action_look(self) -> None:
        """Compare the entry with the folder as it is now."""
        from prodtutor.tui.screens.diff import DiffScreen

        entry = self._chosen()
        if entry is not None:
            comparison = await ask(self, self._desk.diff, f"entry:{entry}")
            self.app.push_screen(DiffScreen(comparison, self._glyphs))

    @work(group="look", exclusive=True)
    @errand
    async def action_changed(self) -> None:
        """Show what changed in this state."""
        from prodtutor.tui.screens.diff import DiffScreen

        moment = self._moments.get(self._chosen() or 0)
        if moment is None or moment.before is None:
            self.notify("This is the first state: there is none before it.", markup=False)
            return
        against = f"entry:{moment.before.id}..{moment.entry.id}"
        self.app.push_screen(DiffScreen(await ask(self, self._desk.diff, against), self._glyphs))

    @work(group="look", exclusive=True)
    @errand
    async def action_view(self) -> None:
        """Show the files as they were then."""
        from prodtutor.tui.screens.past import PastScreen

        moment = self._moments.get(self._chosen() or 0)
        if moment is not None:
            texts = await ask(self, self._desk.files_of, moment.entry)
            files = {name: text for name, text in texts.items() if not self._desk.is_given(name)}
            when = _day(moment.entry.time)
            title = f"Entry {moment.entry.id}" + (f", {when:%A} {when.day} {when:%B}" if when else "")
            self.app.push_screen(PastScreen(title, files, self._desk, self._glyphs))

    @work(group="restore", exclusive=True)
    @errand
    async def action_restore(self) -> None:
        """Bring the entry back, after a confirmation."""
        entry = self._chosen()
        if entry is None:
            return
        if not self._desk.writable:
            self.notify("Another window has this lesson open.", severity="warning", markup=False)
            return
        screen = yes_no(
            f"Restore entry {entry}?",
            "All files become as they were then. What you have now is recorded first, so this can be undone.",
            f"Yes, restore entry {entry}",
        )
        if await self.app.push_screen_wait(screen) == "yes":
            await ask(self, self._desk.restore, entry)
            self._changed = True
            self.notify(f"Restored entry {entry}.", markup=False)
            self._fill()

    def action_back(self) -> None:
        """Back to the lesson."""
        self.dismiss(self._changed)
