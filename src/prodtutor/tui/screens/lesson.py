"""The lesson screen: read, edit, see what the checks say, run. Side by side where there is room, one pane at a time
where there is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Input, TextArea

from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.ask import AskScreen, Choice
from prodtutor.tui.screens.lesson_base import PANES
from prodtutor.tui.screens.lesson_checks import LessonChecks
from prodtutor.tui.screens.lesson_editing import LessonEditing
from prodtutor.tui.screens.lesson_files import LessonFiles
from prodtutor.tui.screens.lesson_findings import LessonFindings
from prodtutor.tui.widgets.code_editor import CodeEditor
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.tui.widgets.tab_strip import TabStrip

WIDE = 100
"""Columns from which panes stand side by side."""
VERY_WIDE = 150
"""Columns from which there are three of them."""
SHORT = 18
"""Rows up to which frames are left out."""
_IDS = {"read": "read", "edit": "edit", "steps": "steps-pane", "run": "run"}


class LessonScreen(LessonFindings, LessonChecks, LessonEditing, LessonFiles):
    """One open lesson."""

    CSS_PATH = "lesson.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+r", "run", "Run", priority=True, tooltip="Run the program, or stop it"),
        Binding("f2", "hint", "Hint", priority=True, tooltip="A hint for the goal you are at"),
        Binding("f4", "next", "Next", priority=True, tooltip="Next finding; after the last one, the next step"),
        Binding("f5", "check", "Check", priority=True, tooltip="Save and check now"),
        Binding("f6", "diff", "Diff", priority=True, tooltip="Compare with the reference or the start"),
        Binding("f3", "next_pane", "Pane", priority=True, tooltip="Next pane: read, edit, steps, run"),
        Binding("f1", "app.help", "Help", priority=True),
        Binding("shift+f3", "next_pane(-1)", "Previous pane", show=False, priority=True),
        Binding("f7", "history", "History", show=False, priority=True),
        Binding("f8", "zoom", "Zoom the pane, or show all", show=False, priority=True),
        Binding("ctrl+t", "recap", "Questions on the lesson", show=False, priority=True),
        Binding("ctrl+l", "home", "All lessons", show=False, priority=True),
        Binding("1", "front('read')", "Read; again: the next page (brief, concept, cards)", show=False),
        Binding("2", "front('edit')", "Edit", show=False),
        Binding("3", "front('steps')", "Steps", show=False),
        Binding("4", "front('run')", "Run pane", show=False),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._zoomed = False
        self._wanted = ""
        """The pane that gets the focus after the next refresh; empty when none waits for it."""
        self._left = False

    def compose(self) -> ComposeResult:
        # Before the parts are styled, which would have to be done again for another layout.
        self._arrive()
        self.add_class(*self.app.classes_for(self.app.size))
        width, height = self.app.size
        self._arrange(width, height)
        outer = width if self._single else 52 if width >= VERY_WIDE else width - 44  # as lesson.tcss has it
        rows = height - 3 if self._single else height - 2 - (height - 2) * 4 // 7  # likewise
        self.steps_pane.expect(outer, rows, 2 if height >= SHORT else 0)
        yield self.status_line
        yield self.banner
        with Container(id="panes"):
            yield self.read_pane
            yield self.editor_pane
            yield self.steps_pane
            yield self.run_pane
        yield self.pane_bar
        yield self.driver
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_steps()
        if self.desk.opened.update:
            self.banner.say(f"{self.desk.opened.update} To move: Ctrl+P, “move”.")
        if not self.desk.writable:
            self.banner.say(
                "Another window has this lesson open: here you can only read. Close it there, then press F5.", "warn"
            )
        self.app.app_suspend_signal.subscribe(self, lambda _app: self.editor_pane.flush(), immediate=True)
        if (editor := self.editor_pane.editor) and (place := self.desk.arrival.place):
            editor.go(place.line, place.column)
        self.bring(self.front)
        self.call_after_refresh(self.call_after_refresh, self._begin)  # the steps are drawn after the first layout

    def _arrive(self) -> None:
        """Come back to where the learner was. Nothing is mounted yet, so that the first frame shows it."""
        arrival = self.desk.arrival
        place, known = arrival.place, arrival.known
        self.ever_done = arrival.ever_done
        if place and place.step:
            self.steps_pane.choose(place.step)
        if known is not None:
            self.verdict = known if known.problem is None else None
            self.verdicts = {step.id: step for step in known.steps}
        self.read_pane.show_step(self.steps_pane.step)
        pane, _, page = (place.pane if place else "").partition(" ")
        self.read_pane.resume(page)
        if pane not in ("read", "edit", "steps"):  # what a program printed is gone: to its source then
            pane = "edit" if pane or self.app.size.width >= WIDE else "read"
        self.front = pane

    @work(group="open")
    @errand
    async def _begin(self) -> None:
        """What can be later than the first frames."""
        self.read_pane.complete()
        if self.desk.arrival.problem is not None:
            raise self.desk.arrival.problem
        self.request_check()
        self.start_watching()
        self.learn_given()
        for notice in await ask(self, self.desk.notices):
            self.inform(notice, timeout=12)

    # Layout

    @property
    def _single(self) -> bool:
        return self.has_class("-single")

    def on_resize(self, event: events.Resize) -> None:
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int, height: int) -> None:
        self.set_class(width < WIDE or self._zoomed, "-single")
        self.set_class(width >= VERY_WIDE and not self._zoomed, "-three")
        self.set_class(height < SHORT, "-short")
        self._put_front()

    def _put_front(self) -> None:
        for name, _label in PANES:
            self.set_class(name == self.front, f"-front-{name}")
        if self.front in ("steps", "run"):
            self.set_class(self.front == "run", "-lower-run")
        self.pane_bar.active = self.front

    def bring(self, pane: str, *, focus: bool = True) -> None:
        self.front = pane
        self._put_front()
        if focus:
            self._wanted = pane
            self.call_after_refresh(self._focus_wanted)

    def _focus_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if not wanted or self.app.screen is not self:
            return
        {
            "read": self.read_pane.focus_page,
            "edit": self.editor_pane.focus_editor,
            "steps": self.steps_pane.focus_list,
            "run": self.run_pane.focus_log,
        }[wanted]()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if self._wanted or event.widget is not self.focused:
            return  # late news: the learner is on the way to another pane
        typing = isinstance(event.widget, TextArea | Input) and not getattr(event.widget, "read_only", False)
        self.pane_bar.hint = "Esc, then 1 to 4" if typing else ""
        node: Widget | None = event.widget
        while node is not None and node is not self:
            for name, widget_id in _IDS.items():
                if node.id == widget_id and self.front != name:
                    self.front = name
                    self._put_front()
            node = node.parent if isinstance(node.parent, Widget) else None

    def action_front(self, pane: str) -> None:
        """Bring a pane to the front; what there is to read turns its page when it is there already."""
        if pane == self.front == "read":
            self.read_pane.turn(1)
        self.bring(pane)

    def action_next_pane(self, by: int = 1) -> None:
        """Go to the next pane."""
        names = [name for name, _label in PANES]
        self.bring(names[(names.index(self.front) + by) % len(names)])

    def action_zoom(self) -> None:
        """Give one pane the whole screen, or show all again."""
        self._zoomed = not self._zoomed
        self._arrange(self.size.width, self.size.height)

    @on(TabStrip.Picked, "#panes-bar")
    def _pane_picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.bring(event.tab, focus=not self.pane_bar.has_focus)

    @on(TabStrip.Entered, "#panes-bar")
    def _pane_entered(self, event: TabStrip.Entered) -> None:
        event.stop()
        self.bring(self.front)

    @on(CodeEditor.Left)
    def _editor_left(self, event: CodeEditor.Left) -> None:
        event.stop()
        if self._single:
            self.pane_bar.focus()
        else:
            self.bring("steps")

    # Help on the way

    def action_check(self) -> None:
        """Save and check at once, and show the steps where the program's output was."""
        super().action_check()
        if self.front == "run":
            self.bring("steps")
        else:
            self.remove_class("-lower-run")

    @work(group="run")
    @errand
    async def action_run(self) -> None:
        """Run the program as it is now; when it runs, stop it."""
        if self.run_pane.running:
            self.run_pane.stop()
            return
        await self.editor_pane.save()
        self.run_pane.start()
        # The steps stand where the output goes: who is in them would be left in a pane that nobody sees.
        self.bring("run", focus=self._single or self.front == "steps")

    @work(group="diff")
    @errand
    async def action_diff(self) -> None:
        """Compare: with the reference after a pass, with the start at any time."""
        await self.editor_pane.save()
        against = "reference"
        if not await ask(self, self.desk.may_show_reference):
            step = self.steps_pane.step
            choices = [Choice("start", "s", "Compare mine with the start")]
            if step is not None:
                choices.append(Choice("show", "r", f"Show me the reference of {step.id} all the same"))
            title, message = "Not yet", "The whole reference opens when all required steps are done. It keeps."
            answer = await self.app.push_screen_wait(AskScreen(title, message, choices))
            if answer is None:
                return
            against = "start" if answer == "start" else f"step:{step.id}" if step else "start"
            if answer == "show" and step is not None:
                await ask(self, self.desk.reveal, step.id)
        await self._show_diff(against)

    async def _show_diff(self, against: str) -> None:
        from prodtutor.tui.screens.diff import DiffScreen

        comparison = await ask(self, self.desk.diff, against)
        await self.app.push_screen_wait(DiffScreen(comparison, self.glyphs, self.desk))

    @work(group="history")
    @errand
    async def action_history(self) -> None:
        """Look at earlier states, and bring one back."""
        from prodtutor.tui.screens.history import HistoryScreen

        await self.editor_pane.save()
        async with self.own_change():
            changed = await self.app.push_screen_wait(HistoryScreen(self.desk, self.glyphs))
            if changed:
                await self.editor_pane.look_outside()
        if changed:
            self.request_check()

    def action_recap(self) -> None:
        """Questions on the lesson, and pieces of the diff to match."""
        from prodtutor.tui.screens.recap import RecapScreen

        self.app.push_screen(RecapScreen(self.desk, self.glyphs))

    @work(group="move")
    @errand
    async def action_move(self) -> None:
        """Move to the newer version of the lesson."""
        await self.editor_pane.save()
        async with self.own_change():
            for notice in await ask(self, self.desk.move):
                self.inform(notice, timeout=12)
            await self.editor_pane.look_outside()
        self.learn_given()
        self.request_check()

    def commands(self) -> Iterable[SystemCommand]:
        """What the command palette has besides the keys."""
        for name, label in (
            ("rename_file", "Rename file"),
            ("delete_file", "Delete file"),
            ("undo_files", "Undo the last change to files"),
            *([("reset_file", "Reset this file")] if self.is_given_back(self.editor_pane.file) else []),
            ("reset_lesson", "Reset the whole lesson"),
        ):
            yield SystemCommand(label, "Files", getattr(self, f"action_{name}"))
        yield from self.edit_commands()
        yield SystemCommand("Read the brief", "Reading", lambda: self._read("brief"))
        yield SystemCommand("Read the concept of this step", "Reading", lambda: self._read("concept"))
        if self.lesson.cards:
            yield SystemCommand("Read the cards", "Reading", lambda: self._read("cards"))
        yield SystemCommand("Open the finding", "All of it, with details", self.steps_pane.action_open_finding)
        if self.desk.opened.update:
            yield SystemCommand("Move to the newer version", "Your edits are kept", self.action_move)

    def _read(self, page: str) -> None:
        self.read_pane.show_page(page)
        self.bring("read")

    # Leaving

    def action_home(self) -> None:
        """Go to the list of lessons; everything is saved."""
        self.leave()
        self.app.show_home()

    def leave(self) -> None:
        """Save what is not saved, remember the place, end what runs. Does so once."""
        if self._left:
            return
        self._left = True
        self.stop_watching()
        self.driver.stop()
        self.run_pane.stop()
        for file in self.editor_pane.flush():
            self.app.parting.append(
                f"{file} was changed both here and outside. On disk is the one from outside; yours is in the history: "
                f"prodtutor history {self.lesson.number}"
            )
        self.editor_pane.keep_undos()
        self.keep_place()
        self.desk.close()

    def _whereabouts(self) -> str:
        """The pane in front, then the page that is read and how far down."""
        return f"{self.front} {self.read_pane.bookmark()}"

    def keep_place(self) -> None:
        """Remember file, cursor, step, pane and page."""
        editor = self.editor_pane.editor
        if editor is None or not self.desk.writable:
            return
        row, column = editor.cursor_location
        try:
            self.desk.keep_place(editor.file, row + 1, column + 1, self.steps_pane.step_id, self._whereabouts())
        except Exception as error:  # noqa: BLE001 – a place that is lost is no reason not to leave
            self.log.warning(error)

    def on_unmount(self) -> None:
        self.leave()
