"""What the screens of one open lesson ask of `session`. Each part of it is imported when it is first asked for.

Every method may block and may raise ProdtutorError: screens call them off the event loop (see `problems`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from prodtutor.errors import ProdtutorError
from prodtutor.settings import Settings
from prodtutor.tui.undos import Undos

if TYPE_CHECKING:
    from prodtutor.checking.verdict import CheckEvent, Finding, Verdict
    from prodtutor.curriculum.model import Lesson
    from prodtutor.progress.store import Place
    from prodtutor.session.compare import Comparison
    from prodtutor.session.hint import Hint, Offer
    from prodtutor.session.history import Moment
    from prodtutor.session.open import OpenLesson
    from prodtutor.session.recap import Recap
    from prodtutor.session.reset import ResetDone
    from prodtutor.session.run import ProgramRun
    from prodtutor.workspace.history import Entry
    from prodtutor.workspace.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the first frame of a lesson shows. It is read before there is a screen, so that nothing on it jumps."""

    files: tuple[str, ...] = ()
    file: str = ""
    """The file in front; empty when the folder holds no text."""
    text: str = ""
    place: Place | None = None
    ever_done: frozenset[str] = frozenset()
    known: Verdict | None = None
    """The last verdict, whatever the files look like now."""
    problem: Exception | None = None
    """Why there is nothing of all this."""


class LessonDesk:
    """One open lesson as its screens see it."""

    def __init__(self, opened: OpenLesson, undos: Undos, *, writable: bool) -> None:
        self.opened = opened
        self.undos = undos
        self.writable = writable
        """False in a second window: everything can be looked at, nothing is written."""
        self.arrival = Arrival()

    def arrive(self) -> None:
        """Read what the first frame shows. Raises nothing: what goes wrong is told on the screen."""
        try:
            files, place = self.text_files(), self.place()
            file = place.file if place else self.lesson.entry
            file = file if file in files else files[0] if files else ""
            text = self.read(file) if file else ""
            self.arrival = Arrival(files, file, text, place, self.ever_done(), self.last_verdict())
        except (ProdtutorError, OSError) as error:
            self.arrival = Arrival(problem=error)

    @property
    def lesson(self) -> Lesson:
        return self.opened.lesson

    @property
    def settings(self) -> Settings:
        return self.opened.tutor.settings

    # Files

    def text_files(self) -> tuple[str, ...]:
        from prodtutor.session.edit import text_files

        return text_files(self.opened)

    def read(self, file: str) -> str:
        from prodtutor.session.edit import read

        return read(self.opened, file)

    def save(self, file: str, text: str, seen: bytes | None, on_disk: Callable[[], None] | None = None) -> None:
        """Write `text`, call `on_disk`, record it; raises ChangedOutside when the file is not what was `seen`."""
        from prodtutor.session.edit import save

        save(self.opened, file, text, seen, on_disk=on_disk)

    def is_given(self, file: str) -> bool:
        """Whether the lesson gives that file to be read, and no step asks for another one."""
        return any(file.startswith(f"{index.folder}/") for index in self.lesson.indexes)

    def given_files(self) -> frozenset[str]:
        """The names of the files that the learner was given: these can be reset one by one."""
        from prodtutor.session.compare import base_files

        return frozenset(base_files(self.opened))

    def tidy(self, file: str, text: str) -> str:
        """The text as Ruff formats it. Raises UsageProblem when it is no Python, or none that can be read."""
        from prodtutor.session.tidy import tidy

        return tidy(file, text)

    def set_aside(self, file: str, text: str) -> None:
        """Put `text` into the history, while the disk keeps what it has: for leaving with two versions of a file."""
        from prodtutor.session.edit import delete, overwrite, read, text_files

        now = read(self.opened, file) if file in text_files(self.opened) else None
        overwrite(self.opened, file, text)
        if now is None:
            delete(self.opened, file)
        else:
            overwrite(self.opened, file, now)

    def create(self, file: str) -> str:
        """Make an empty file; gives back its name in the usual form."""
        from prodtutor.session.edit import create

        return create(self.opened, file)

    def rename(self, file: str, to: str) -> str:
        """Rename a file; gives back its new name in the usual form."""
        from prodtutor.session.edit import rename

        return rename(self.opened, file, to)

    def delete(self, file: str) -> None:
        from prodtutor.session.edit import delete

        delete(self.opened, file)

    def undo(self) -> str:
        """Take back the last new file, rename, delete, reset or restore; says what was undone."""
        from prodtutor.session.edit import FILE_CHANGES, undo

        return undo(self.opened, FILE_CHANGES)  # what was typed has the editor's own undo

    def reset(self, files: Sequence[str] = ()) -> ResetDone:
        from prodtutor.session.reset import reset

        return reset(self.opened, files)

    # Judging and running

    def check(
        self,
        first: str | None,
        on_event: Callable[[CheckEvent], None],
        cancel: threading.Event,
        *,
        again: bool = False,
        tried: bool = True,
    ) -> Verdict:
        from prodtutor.session.check import check

        return check(self.opened, first=first, on_event=on_event, cancel=cancel, again=again, tried=tried)

    def warm_up(self) -> None:
        """Start what the next check would wait for."""
        from prodtutor.session.check import warm_up

        warm_up(self.opened)

    def last_verdict(self) -> Verdict | None:
        return self.opened.tutor.progress.last_verdict(self.lesson.slug)

    def ever_done(self) -> frozenset[str]:
        """Ids of the steps that were done at some time."""
        statuses = self.opened.tutor.progress.step_statuses(self.lesson.slug)
        done = {name for name, progress in statuses.items() if progress.ever_done}
        return frozenset(step.id for step in self.lesson.steps if step.name in done)

    def is_prepared(self) -> bool:
        """Whether the lesson's libraries stand ready; the first run or check puts them together."""
        from prodtutor.session.run import is_prepared

        return is_prepared(self.opened)

    def run(
        self, on_output: Callable[[str, bytes], None], cancel: threading.Event, stdin: IO[bytes] | None = None
    ) -> ProgramRun:
        from prodtutor.session.run import run_program

        return run_program(self.opened, None, on_output=on_output, cancel=cancel, stdin=b"" if stdin is None else stdin)

    def watch(self, stop: threading.Event) -> Iterator[Snapshot]:
        from prodtutor.session.watch import watch

        return watch(self.opened, stop)

    # Learning

    def explain(self, finding: Finding) -> str:
        """Markdown on the rule that a finding is of; empty when there is no more to say."""
        from prodtutor.session.explain import explain

        return explain(finding)

    def shown_hints(self, step: str, goal: str) -> tuple[str, ...]:
        from prodtutor.session.hint import shown_hints

        return shown_hints(self.opened, step, goal)

    def next_hint(self, step: str, goal: str) -> Hint:
        from prodtutor.session.hint import next_hint

        return next_hint(self.opened, step, goal)

    def offer(self) -> Offer | None:
        """The goal to offer a hint for, after three failed tries."""
        from prodtutor.session.hint import offer

        return offer(self.opened)

    def may_show_reference(self) -> bool:
        """Whether the reference opens without a question."""
        from prodtutor.session.reveal import may_show_reference

        return may_show_reference(self.opened)

    def reveal(self, step: str) -> Comparison:
        from prodtutor.session.reveal import reveal

        return reveal(self.opened, step)

    def diff(self, against: str) -> Comparison:
        from prodtutor.session.compare import diff

        return diff(self.opened, against)

    def recap(self) -> Recap:
        """What to answer at the end of the lesson."""
        from prodtutor.session.recap import recap

        return recap(self.opened)

    # History and place

    def history(self) -> tuple[Entry, ...]:
        from prodtutor.session.history import history

        return history(self.opened)

    def timeline(self) -> tuple[Moment, ...]:
        """The states of the folder, oldest first, with what changed in each."""
        from prodtutor.session.history import timeline

        return timeline(self.opened)

    def files_of(self, entry: Entry) -> dict[str, str]:
        """The text files of a state of the history, by name, as they were then."""
        from prodtutor.session.edit import as_text

        found = self.opened.history.salvage(entry)[0]
        return {name: text for name, data in found.items() if (text := as_text(data)) is not None}

    def restore(self, entry: int) -> Entry:
        from prodtutor.session.history import restore

        return restore(self.opened, entry)

    def place(self) -> Place | None:
        return self.opened.tutor.progress.place(self.lesson.slug)

    def keep_place(self, file: str, line: int, column: int, step: str, pane: str) -> None:
        from prodtutor.progress.store import Place

        self.opened.tutor.progress.set_place(
            self.lesson.slug, Place(file=file, line=line, column=column, step=step, pane=pane)
        )

    def take_pen(self) -> bool:
        """Try to become the window that writes."""
        from prodtutor.session.lock import acquire

        self.writable = acquire(self.opened)
        return self.writable

    def move(self) -> tuple[str, ...]:
        """Move to the newer version of the lesson, the learner's edits kept; gives back what to tell the learner."""
        from prodtutor.session.update import move

        self.opened = move(self.opened)
        return self.opened.notices

    def notices(self) -> tuple[str, ...]:
        """What the learner should be told once."""
        return (*self.opened.notices, *self.opened.tutor.notices)

    def close(self) -> None:
        """Let another window write."""
        from prodtutor.session.lock import release

        if self.writable:
            release(self.opened)

    def edit_outside(self, file: str) -> None:
        """Open the learner's own editor on `file` and wait until it ends."""
        from prodtutor.session.editor import edit_outside

        edit_outside(self.opened, file)
