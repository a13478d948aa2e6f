"""The part of the lesson screen that makes, renames, deletes, resets and brings back files. All of it can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.ask import AskScreen, Choice, NameScreen, yes_no
from prodtutor.tui.screens.lesson_base import LessonBase
from prodtutor.tui.widgets.editor_pane import EditorPane


class LessonFiles(LessonBase):
    """Verbs for files. Each ends with a look at the folder and a check."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "new_file", "New file", show=False, priority=True),
        Binding("ctrl+b", "files_menu", "Files: rename, delete, undo, reset", show=False, priority=True),
        Binding("ctrl+o", "own_editor", "Open in your own editor", show=False, priority=True),
        Binding("ctrl+pagedown", "turn(1)", "Next file", show=False, priority=True),
        Binding("ctrl+pageup", "turn(-1)", "Previous file", show=False, priority=True),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._given: frozenset[str] = frozenset()
        """The files that the learner was given; none until that is known."""

    def request_check(self) -> None:
        """Ask for a verdict on what is on disk."""
        raise NotImplementedError

    @work(group="given", exclusive=True)
    @errand
    async def learn_given(self) -> None:
        """Find out which files can be put back to what they were."""
        self._given = await ask(self, self.desk.given_files)

    def is_given_back(self, file: str) -> bool:
        """Whether a reset of that file alone has something to put back: the learner's own files were never given."""
        return file in self._given

    async def _changed(self, file: str = "") -> None:
        """The folder was changed from here: look, show `file`, judge."""
        await self.editor_pane.look_outside()
        if file:
            await self.editor_pane.show(file)
        self.request_check()

    @on(EditorPane.Shown)
    def _shown_file(self, event: EditorPane.Shown) -> None:
        event.stop()
        self.editor_pane.tell_place()  # each file has its own cursor

    def _may_write(self) -> bool:
        if not self.desk.writable:
            self.inform("Another window has this lesson open: here it can only be read.", tone="warning")
        return self.desk.writable

    @work(group="show")
    @errand
    async def action_turn(self, by: int) -> None:
        """Go to the next or previous file."""
        self.bring("edit")
        await self.editor_pane.show(self.editor_pane.step_file(by))
        self.editor_pane.focus_editor()

    def action_files_menu(self) -> None:
        """Choose what to do with files."""
        file = self.editor_pane.file
        choices = [Choice("new_file", "n", "New file"), Choice("undo_files", "u", "Undo the last change to files")]
        if file:
            choices[1:1] = [
                Choice("rename_file", "r", f"Rename {file}"),
                Choice("delete_file", "d", f"Delete {file}"),
            ]
        if self.is_given_back(file):
            choices.append(Choice("reset_file", "f", f"Reset {file} to what you were given"))
        choices.append(Choice("reset_lesson", "l", "Reset the whole lesson"))
        # Pushed here and now, not by a worker: the letter may come right behind Ctrl+B.
        self.app.push_screen(AskScreen("Files", "Everything here can be undone.", choices), self.do)

    @work(group="files")
    @errand
    async def action_new_file(self) -> None:
        """Make a new, empty file."""
        if not self._may_write():
            return
        name = await self.app.push_screen_wait(
            NameScreen(
                "New file", "Its name. Names such as .env and folders such as pkg/mod.py are fine.", "", self._refuse
            )
        )
        if name:
            async with self.own_change():
                made = await ask(self, self.desk.create, name)
                await self._changed(made)
            self.bring("edit")

    @work(group="files")
    @errand
    async def action_rename_file(self) -> None:
        """Give the file in front another name."""
        file = self.editor_pane.file
        if not file or not self._may_write():
            return
        name = await self.app.push_screen_wait(NameScreen(f"Rename {file}", "Its new name.", file, self._refuse))
        if name and name != file:
            await self.editor_pane.save()
            async with self.own_change():
                made = await ask(self, self.desk.rename, file, name)
                await self.editor_pane.forget(file)
                await self._changed(made)

    @work(group="files")
    @errand
    async def action_delete_file(self) -> None:
        """Delete the file in front, after a confirmation."""
        file = self.editor_pane.file
        if not file or not self._may_write():
            return
        screen = yes_no(f"Delete {file}?", "It stays in the history, and you can undo this.", f"Yes, delete {file}")
        if await self.app.push_screen_wait(screen) == "yes":
            await self.editor_pane.save()
            async with self.own_change():
                await ask(self, self.desk.delete, file)
                await self.editor_pane.forget(file)
                await self._changed()
            self.inform(f"Deleted {file}. To have it back: Ctrl+B, then u.")

    @work(group="files")
    @errand
    async def action_undo_files(self) -> None:
        """Undo the last change to files."""
        if self._may_write():
            await self.editor_pane.save()
            async with self.own_change():
                said = await ask(self, self.desk.undo)
                await self._changed()
            self.inform(said)

    @work(group="files")
    @errand
    async def action_reset_file(self) -> None:
        """Put the file in front back to what it was at the start."""
        if self.editor_pane.file:
            await self._reset((self.editor_pane.file,), self.editor_pane.file)

    @work(group="files")
    @errand
    async def action_reset_lesson(self) -> None:
        """Put every file back to what it was at the start."""
        await self._reset((), "the whole lesson")

    async def _reset(self, files: Iterable[str], what: str) -> None:
        if not self._may_write():
            return
        message = (
            "It goes back to what you were given. What you have now stays in the history (F7), and you can undo this."
        )
        if await self.app.push_screen_wait(yes_no(f"Reset {what}?", message, f"Yes, reset {what}")) == "yes":
            await self.editor_pane.save()
            async with self.own_change():
                done = await ask(self, self.desk.reset, tuple(files))
                await self._changed()
            self.inform(f"Put back: {', '.join(done.files) or 'nothing, it was as given'}. Undo: Ctrl+B, then u.")

    @work(group="files")
    @errand
    async def action_own_editor(self) -> None:
        """Open the file in front in the learner's own editor (VISUAL or EDITOR)."""
        file = self.editor_pane.file
        if not self.desk.settings.editor:
            self.inform(
                f"Set EDITOR to your editor's command, or open the folder in it: {self.desk.opened.root}",
                "Your own editor",
                timeout=12,
            )
            return
        if not file or not self._may_write():
            return
        await self.editor_pane.save()
        with self.app.suspend():
            self.desk.edit_outside(file)
        await self._changed(file)

    def _refuse(self, name: str) -> str:
        """Why a new name cannot be taken; what is left is for session to refuse."""
        return f"There is a {name} already." if name in self.editor_pane.files else ""

    # Two versions of one file

    @on(EditorPane.Conflict)
    def _conflict(self, event: EditorPane.Conflict) -> None:
        event.stop()
        self._settle(event.file, event.mine, event.theirs)

    @work(group="conflict")
    @errand
    async def _settle(self, file: str, mine: str, theirs: str | None) -> None:
        from prodtutor.tui.screens.diff import DiffScreen, two_texts

        what = "was deleted" if theirs is None else "was changed"
        choices = [
            Choice("mine", "m", "Keep mine (what is on disk goes to the history)"),
            Choice("theirs", "t", "Take the one on disk" if theirs is not None else "Let it be deleted"),
        ]
        if theirs is not None:
            choices.append(Choice("look", "l", "Look at the difference first"))
        while True:
            answer = await self.app.push_screen_wait(
                AskScreen(
                    f"{file} {what} outside", "You have edits here that are not saved yet. Which text stands?", choices
                )
            )
            if answer in ("mine", "theirs"):
                break
            if answer == "look" and theirs is not None:
                await self.app.push_screen_wait(DiffScreen(two_texts(file, mine, theirs), self.glyphs))
        await self.editor_pane.decide(file, answer == "mine", theirs)
        self.request_check()
