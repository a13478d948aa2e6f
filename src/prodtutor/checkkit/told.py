"""What a check says about itself: what it did, what it saw, what that means in production."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Told:
    """Called by a check, several times if need be; the latest call is what a failure of the test reports.

    did: what was done, beginning with a verb in the past (`loaded SHOP_DEBUG=false`). saw: what came of it
    (`debug is True`). means: what it means in production (`debug pages with secrets are shown to customers`).
    file, line: where in the learner's files that is, if it is in one place; the finding leads there.
    """

    did: str = ""
    saw: str = ""
    means: str = ""
    file: str | None = None
    line: int | None = None

    def __call__(
        self, *, did: str = "", saw: object = "", means: str = "", file: str | None = None, line: int | None = None
    ) -> None:
        self.did, self.saw, self.means = did, str(saw), means
        self.file, self.line = file, line

    def sentence(self) -> str:
        """All of it as one line that reads well alone."""
        if not (self.did or self.saw):
            return _capital(self.means)
        first = ": ".join(part for part in (_capital(self.did), self.saw) if part)
        return f"{first.rstrip('.')}. {_capital(self.means)}" if self.means else first


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
