"""One tutor: its settings, and the parts that are made when they are first asked for."""

from __future__ import annotations

import contextlib
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

from prodtutor.curriculum.load import find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.errors import UsageProblem
from prodtutor.settings import Settings

if TYPE_CHECKING:
    from prodtutor.checking.judge import Judge
    from prodtutor.progress.store import Progress


class Tutor:
    """What both front ends hold: settings, pack, progress and judge. Safe to use from several threads.

    Nothing is read or started before it is asked for. Close it, or use it as a context manager.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._guard = threading.RLock()
        self._pack: Pack | None = None
        self._lessons: dict[str, Lesson] = {}
        self._progress: Progress | None = None
        self._judge: Judge | None = None
        self.locks: dict[str, Any] = {}
        """The writer locks held, by history id (see `session.lock`)."""

    def __enter__(self) -> Tutor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pack(self) -> Pack:
        """The pack in use. Raises UsageProblem when it cannot be read."""
        with self._guard:
            if self._pack is None:
                self._pack = load_pack(self.settings.pack)
            return self._pack

    @property
    def progress(self) -> Progress:
        """The learner's progress. Never raises for a bad state folder: then it is kept in memory only, and
        `notices` says so."""
        with self._guard:
            if self._progress is None:
                from prodtutor.progress.store import Progress

                try:
                    self._progress = Progress(self.settings.database)
                except UsageProblem as problem:
                    self._progress = Progress(None)
                    self._progress.note(f"{problem.message} Your progress is not kept this time. {problem.hint}")
            return self._progress

    @property
    def judge(self) -> Judge:
        """The warm judge."""
        with self._guard:
            if self._judge is None:
                from prodtutor.checking.judge import Judge

                self._judge = Judge(sandboxed=self.settings.isolation == "auto")
            return self._judge

    @property
    def notices(self) -> tuple[str, ...]:
        """What the learner should know about the progress database, one sentence each (empty if not opened)."""
        with self._guard:
            return () if self._progress is None else tuple(self._progress.notices)

    def lesson(self, wanted: str) -> Lesson:
        """The lesson that `wanted` means: a number, a slug, or the beginning of one.

        Raises UsageProblem when there is none, when it is only planned, and when the pack has a mistake.
        """
        entry = find_entry(self.pack, wanted)
        with self._guard:
            if entry.slug not in self._lessons:
                self._lessons[entry.slug] = load_lesson(self.pack, entry)
            return self._lessons[entry.slug]

    def close(self) -> None:
        """End the judge, let go of the locks and close the database. Safe to call twice."""
        with self._guard:
            judge, self._judge = self._judge, None
            progress, self._progress = self._progress, None
            locks, self.locks = self.locks, {}
        with contextlib.ExitStack() as stack:
            for lock in locks.values():
                stack.callback(lock.release)
            if progress is not None:
                stack.callback(progress.close)
            if judge is not None:
                stack.callback(judge.close)
