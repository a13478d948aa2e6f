"""The learner's open files: what is typed is saved, what is changed outside is noticed, and no conflict is decided."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from prodtutor.errors import ProdtutorError
from prodtutor.session.edit import ChangedOutside
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.problems import ask, tell
from prodtutor.tui.widgets.code_editor import CodeEditor
from prodtutor.tui.widgets.pane import Pane


@dataclass
class Buffer:
    """An open file: its editor, and the text that the file on disk had when the tutor last looked."""

    editor: CodeEditor
    saved: str | None
    """None: the file is not there (any more)."""
    shown: str | None
    """The text of the editor at that moment; None when it has to be written anew."""
    sent: str | None = None
    """The text that was last handed to a thread to be saved."""
    asking: bool = False
    """The learner is being asked which of two texts shall stand: nothing is saved meanwhile."""

    @property
    def seen(self) -> bytes | None:
        return None if self.saved is None else self.saved.encode()

    @property
    def edited(self) -> bool:
        return self.editor.text != self.shown

    def is_on_disk(self, text: str) -> None:
        """The disk has `text`, and so has the editor."""
        self.saved = self.shown = text


class OpenFiles(Pane):
    """Buffers over the files on disk. The pane built on it shows them."""

    @dataclass
    class Edited(Message):
        """A key changed the text of a file."""

        file: str

    @dataclass
    class Saved(Message):
        """Files were written."""

        files: tuple[str, ...]

    @dataclass
    class Conflict(Message):
        """A file was changed both here and outside. `theirs` is None when it was deleted outside."""

        file: str
        mine: str
        theirs: str | None

    @dataclass
    class Reloaded(Message):
        """Files that were changed outside were taken over."""

        files: tuple[str, ...]

    @dataclass
    class Shown(Message):
        """Another file is in front."""

        file: str

    def __init__(self, desk: LessonDesk, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._desk = desk
        self._buffers: dict[str, Buffer] = {}
        self._files: tuple[str, ...] = ()
        self._pen = asyncio.Lock()  # one save or reload at a time
        self.file = ""
        """The file in front."""

    @property
    def files(self) -> tuple[str, ...]:
        """Every text file of the exercise."""
        return self._files

    @property
    def editor(self) -> CodeEditor | None:
        """The editor in front, or None before the first file is there."""
        buffer = self._buffers.get(self.file)
        return buffer.editor if buffer else None

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Files whose text here is not (yet) what the disk has."""
        return tuple(file for file, buffer in self._buffers.items() if buffer.edited)

    async def show(self, file: str, line: int | None = None, column: int = 1) -> None:
        """Bring a file to the front. Raises NotDone when it cannot be read (the learner has been told)."""
        raise NotImplementedError

    def _tabs(self) -> None:
        """The names of the files, or which of them is in front, may have changed."""
        raise NotImplementedError

    # Saving

    async def save(self, on_disk: Callable[[], None] | None = None) -> tuple[str, ...]:
        """Write what was edited and give back the names of the files written. Conflicts are posted, not decided.

        on_disk: called from another thread when the last file is written, but not in the history yet.
        """
        if not self._desk.writable:
            return ()
        written: list[str] = []
        async with self._pen:
            edited = [(file, each) for file, each in self._buffers.items() if each.edited and not each.asking]
            for file, buffer in edited:
                text = buffer.editor.text
                buffer.sent = text
                try:
                    at_last = on_disk if file == edited[-1][0] else None
                    await asyncio.to_thread(self._desk.save, file, text, buffer.seen, at_last)
                except ChangedOutside:
                    await self._meet(file, buffer)
                except (ProdtutorError, OSError) as error:
                    tell(self, error)
                else:
                    buffer.is_on_disk(text)
                    written.append(file)
                    if buffer.edited:  # while it was written; an undo to the text before was taken for no edit
                        self.post_message(self.Edited(file))
        if written:
            self._tabs()
            self.post_message(self.Saved(tuple(written)))
        return tuple(written)

    def flush(self) -> tuple[str, ...]:
        """Write at once, on this thread: the tutor is about to end or to stand still.

        Where somebody else wrote the file too, theirs stays on disk and the learner's own goes into the history; the
        names of such files are given back.
        """
        aside: list[str] = []
        for file, buffer in self._buffers.items() if self._desk.writable else ():
            if not buffer.edited:
                continue
            text = buffer.editor.text
            try:
                try:
                    self._desk.save(file, text, buffer.seen)
                except ChangedOutside as changed:
                    ours = buffer.sent is not None and changed.now == buffer.sent.encode()
                    if ours and not buffer.asking:  # a save of an older text was under way
                        self._desk.save(file, text, changed.now)
                    else:
                        self._desk.set_aside(file, text)
                        aside.append(file)
            except (ProdtutorError, OSError) as error:
                tell(self, error)
            else:
                if file not in aside:
                    buffer.is_on_disk(text)
        return tuple(aside)

    # What happens outside

    async def look_outside(self) -> bool:
        """Compare with the disk; take over what changed there. True when anything was different."""
        async with self._pen:
            files = await ask(self, self._desk.text_files)
            changed = files != self._files
            self._files = files
            reloaded: list[str] = []
            for file, buffer in list(self._buffers.items()):
                if buffer.asking:
                    continue
                if await self._compare(file, buffer, files):
                    reloaded.append(file)
            if self.file not in self._buffers:
                await self.show(files[0] if files else "")
        self._tabs()
        if reloaded:
            self.post_message(self.Reloaded(tuple(reloaded)))
        return changed or bool(reloaded)

    async def _compare(self, file: str, buffer: Buffer, files: tuple[str, ...]) -> bool:
        theirs = await ask(self, self._desk.read, file) if file in files else None
        if theirs == buffer.saved:
            return False
        if theirs == buffer.editor.text:
            buffer.is_on_disk(theirs)
            return False
        if buffer.edited:
            self._ask_which(file, buffer, theirs)
            return False
        if theirs is None:
            await self._close(file)
        else:
            buffer.editor.take_text(theirs)
            buffer.saved, buffer.shown = theirs, buffer.editor.text
        return True

    async def _meet(self, file: str, buffer: Buffer) -> None:
        """A save found another text on disk than was seen."""
        files = await ask(self, self._desk.text_files)
        theirs = await ask(self, self._desk.read, file) if file in files else None
        if theirs == buffer.editor.text:
            buffer.is_on_disk(theirs)
        else:
            self._ask_which(file, buffer, theirs)

    def _ask_which(self, file: str, buffer: Buffer, theirs: str | None) -> None:
        buffer.asking = True
        self.post_message(self.Conflict(file, buffer.editor.text, theirs))

    async def decide(self, file: str, keep_mine: bool, theirs: str | None) -> None:
        """The learner's answer to a conflict: their own text stands, or the one from outside."""
        buffer = self._buffers.get(file)
        if buffer is None:
            return
        buffer.asking = False
        if keep_mine:
            buffer.saved, buffer.shown = theirs, None  # so that it counts as edited
            await self.save()
        elif theirs is None:
            await self._close(file)
        else:
            buffer.editor.take_text(theirs)
            buffer.saved, buffer.shown = theirs, buffer.editor.text

    async def forget(self, file: str) -> None:
        """Close a file that was renamed or deleted, without saving it."""
        async with self._pen:
            await self._close(file)

    async def _close(self, file: str) -> None:
        buffer = self._buffers.pop(file, None)
        if buffer is not None:
            await buffer.editor.remove()
        if self.file == file:
            self.file = ""
