"""What the doctor says: one check, and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. A warning costs comfort; a problem stands in the way of a true verdict."""

    name: str
    status: Outcome
    message: str
    """What was found, in one sentence."""
    hint: str = ""
    """How to mend it; empty when there is nothing to mend."""

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "status": self.status, "message": self.message, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order in which they are shown."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way; warnings do not."""
        return all(check.status != "problem" for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """The object of `doctor --json`."""
        return {"schema": 1, "ok": self.ok, "checks": [check.to_json() for check in self.checks]}
