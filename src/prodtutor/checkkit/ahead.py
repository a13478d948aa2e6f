"""Makes the next test's subject while this test runs: starting one takes longer than most checks."""

from __future__ import annotations

import threading

from prodtutor.checkkit.current import Current
from prodtutor.checkkit.subject import Subject
from prodtutor.errors import CannotJudge


class Ahead:
    """Hands out subjects of one run, each used once. `wanted` says how many tests will ask for one."""

    def __init__(self, current: Current, wanted: int) -> None:
        self._current = current
        self._wanted = wanted
        self._maker: threading.Thread | None = None
        self._made: Subject | None = None

    def take(self) -> Subject:
        """A fresh subject; the next one is begun in the background if a later test wants one."""
        made = self._collect() or Subject(self._current)
        self._wanted -= 1
        if self._wanted > 0:
            self._maker = threading.Thread(target=self._make, daemon=True, name="next subject")
            self._maker.start()
        return made

    def close(self) -> None:
        """End the subject that nobody has asked for, if there is one."""
        self._wanted = 0
        if left := self._collect():
            left.close()

    def _collect(self) -> Subject | None:
        maker, self._maker = self._maker, None
        if maker is not None:
            maker.join()
        made, self._made = self._made, None
        return made

    def _make(self) -> None:
        try:
            subject = Subject(self._current)
        except OSError:
            return  # whoever takes the next one makes it, and sees why it cannot be made
        try:
            subject.start()
        except CannotJudge:
            subject.close()
            return
        self._made = subject
