"""One subject for several tests: made at first use, made anew when its process has ended."""

from __future__ import annotations

from prodtutor.checkkit.current import Current
from prodtutor.checkkit.subject import Subject


class SharedSubject:
    """Holds the subject that the tests of one file share."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._subject: Subject | None = None

    def take(self) -> Subject:
        """The subject as the test before has left it; a fresh one when that has ended its process."""
        if self._subject is not None and self._subject.ended:
            self.close()
        if self._subject is None:
            self._subject = Subject(self._current)
        return self._subject

    def close(self) -> None:
        """End the subject, if there is one."""
        subject, self._subject = self._subject, None
        if subject is not None:
            subject.close()
