"""The one error type that is shown to people, and the exit statuses that go with it."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What a command tells the shell. The numbers are a contract."""

    DONE = 0
    NOT_YET = 1
    USAGE = 2
    CANNOT_JUDGE = 3
    INTERRUPTED = 130


class ProdtutorError(Exception):
    """Something a person has to know: what went wrong, where, and how to mend it.

    `title` is three to five words, `message` one sentence (what and where), `hint` how to mend it (may be empty).
    """

    status: ExitStatus = ExitStatus.USAGE

    def __init__(self, title: str, message: str, hint: str = "") -> None:
        super().__init__(f"{title}: {message}" + (f" {hint}" if hint else ""))
        self.title = title
        self.message = message
        self.hint = hint


class UsageProblem(ProdtutorError):
    """The command was asked for something that cannot be: exit status 2."""


class CannotJudge(ProdtutorError):
    """The machine, not the learner, stands in the way: exit status 3."""

    status = ExitStatus.CANNOT_JUDGE


class Interrupted(ProdtutorError):
    """Somebody pressed Ctrl-C: exit status 130."""

    status = ExitStatus.INTERRUPTED
