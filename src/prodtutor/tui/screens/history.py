"""Every recorded state of the folder: look at one, or bring one back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.checking.verdict import Status
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.ask import yes_no
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.workspace.history import Entry


class HistoryScreen(Screen[bool]):
    """Gives back True when the folder was changed."""

    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("enter", "look", "Compare with now", priority=True),
        Binding("r", "restore", "Restore"),
        Binding("escape,q,f7", "back", "Back", priority=True),
    ]

    def __init__(self, desk: LessonDesk, glyphs: Glyphs) -> None:
        super().__init__()
        self._desk = desk
        self._glyphs = glyphs
        self._changed = False

    def compose(self) -> ComposeResult:
        yield Static(f"History of lesson {self._desk.lesson.number}", id="title", markup=False)
        yield Static(
            "Newest first. Nothing here is ever deleted; restoring an entry can be undone by restoring the one before.",
            id="about",
            markup=False,
        )
        yield OptionList(compact=True, markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        self._fill()

    @work(group="history", exclusive=True)
    @errand
    async def _fill(self) -> None:
        entries = await ask(self, self._desk.history)
        options = self.query_one(OptionList)
        options.set_options([Option(self._line(entry), id=str(entry.id)) for entry in reversed(entries)])
        if entries:
            options.highlighted = 0
        else:
            self.query_one("#about", Static).update("Nothing is recorded yet.")

    def _line(self, entry: Entry) -> Content:
        try:
            when = datetime.fromisoformat(entry.time).astimezone().strftime("%d %b %H:%M:%S")
        except ValueError:
            when = neutralise(entry.time)
        steps = self._steps(entry) if entry.steps else ""
        verdict = {"done": self._glyphs.done, "not_yet": self._glyphs.not_yet, "cannot_judge": self._glyphs.unknown}
        return Content.assemble(
            (f"{entry.id:>4}  ", MUTED),
            f"{when}  ",
            (f"{neutralise(entry.kind):<8} ", "$accent"),
            f"{verdict.get(entry.verdict or '', ' ')} {steps:<12} ",
            (neutralise(entry.note), MUTED),
        )

    def _steps(self, entry: Entry) -> str:
        """As the header of the lesson counts: the required steps, and the others apart."""
        done = {step for step, status in entry.steps.items() if status == Status.DONE.value}
        required = {step.id for step in self._desk.lesson.required}
        more = len(done & {step.id for step in self._desk.lesson.steps if step.optional})
        return f"{len(done & required)}/{len(required)} steps" + (f" +{more}" if more else "")

    def _chosen(self) -> int | None:
        options = self.query_one(OptionList)
        if options.highlighted is None:
            return None
        return int(options.get_option_at_index(options.highlighted).id or 0)

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
