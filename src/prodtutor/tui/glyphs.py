"""Signs on the screen, in Unicode and in ASCII. A state is told by its sign and its word, never by colour alone."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum

from prodtutor.checking.verdict import Status, StepVerdict


class StepState(StrEnum):
    """What a learner sees of a step or a goal."""

    DONE = "done"
    NOT_YET = "not yet"
    WAITING = "waiting"
    BROKE_AGAIN = "broke again"
    CANNOT_JUDGE = "cannot judge"
    UNSEEN = "not checked"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs. Every one is a single cell wide, but for `ellipsis` and the arrows."""

    done: str
    not_yet: str
    waiting: str
    broke: str
    unknown: str
    full: str
    empty: str
    point: str
    mark: str
    rule: str
    dot: str
    ellipsis: str
    right: str
    left: str
    back: str
    bar: str
    dash: str
    ascii: bool

    def state(self, state: StepState) -> str:
        """The sign of a state."""
        return {
            StepState.DONE: self.done,
            StepState.NOT_YET: self.not_yet,
            StepState.WAITING: self.waiting,
            StepState.BROKE_AGAIN: self.broke,
            StepState.CANNOT_JUDGE: self.unknown,
            StepState.UNSEEN: self.not_yet,
        }[state]


UNICODE = Glyphs(
    done="✓",
    not_yet="○",
    waiting="·",
    broke="!",
    unknown="?",
    full="●",
    empty="○",
    point="▸",
    mark="●",
    rule="─",
    dot="·",
    ellipsis="…",
    right="→",
    left="←",
    back="↩",
    bar="│",
    dash="–",
    ascii=False,
)
ASCII = Glyphs(
    done="+",
    not_yet="o",
    waiting=".",
    broke="!",
    unknown="?",
    full="#",
    empty="-",
    point=">",
    mark="*",
    rule="-",
    dot="-",
    ellipsis="...",
    right="->",
    left="<-",
    back="<",
    bar="|",
    dash="-",
    ascii=True,
)


def choose(plain: bool, encoding: str | None = None) -> Glyphs:
    """The signs that the terminal can show: ASCII with `--plain`, or where standard output is not Unicode."""
    name = (encoding or getattr(sys.__stdout__, "encoding", None) or "ascii").lower().replace("_", "-")
    return ASCII if plain or not name.startswith("utf") else UNICODE


def step_state(verdict: StepVerdict | None, ever_done: bool) -> StepState:
    """What to show for a step: its verdict, seen with what it waits for and whether it was done before."""
    if verdict is None:
        return StepState.UNSEEN
    if verdict.status is Status.DONE:
        return StepState.DONE
    if verdict.status is Status.CANNOT_JUDGE:
        return StepState.CANNOT_JUDGE
    if ever_done:
        return StepState.BROKE_AGAIN
    return StepState.WAITING if verdict.waits_for else StepState.NOT_YET


def goal_state(status: Status) -> StepState:
    """What to show for a goal."""
    return {
        Status.DONE: StepState.DONE,
        Status.NOT_YET: StepState.NOT_YET,
        Status.CANNOT_JUDGE: StepState.CANNOT_JUDGE,
    }[status]


MUTED = "$foreground 60%"
"""Quiet text inside a line (the style sheets' `$text-muted` works for whole widgets only)."""
STYLES: dict[StepState, str] = {
    StepState.DONE: "$text-success",
    StepState.NOT_YET: "$foreground",
    StepState.WAITING: MUTED,
    StepState.BROKE_AGAIN: "$text-error",
    StepState.CANNOT_JUDGE: "$text-warning",
    StepState.UNSEEN: MUTED,
}
"""Colours that go with the signs."""
