"""Reviewing a change: the learner marks lines, and what they mark and miss is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from prodtutor.curriculum.review import Fault, Review, load_review, review_names
from prodtutor.errors import UsageProblem
from prodtutor.session.tutor import Tutor

_MARK = re.compile(r"([0-9]{1,6}):?([a-z][a-z-]*)")


@dataclass(frozen=True, order=True)
class Mark:
    """A line, and what the learner says is wrong with it."""

    line: int
    kind: str
    """Name of the kind."""


@dataclass(frozen=True)
class Judged:
    """What one mark is worth."""

    mark: Mark
    worth: str
    """`found`, `other` (something is wrong there, but not that), `debatable` or `alarm`."""
    says: str


@dataclass(frozen=True)
class ReviewVerdict:
    """What a review is worth."""

    marks: tuple[Judged, ...]
    found: tuple[Fault, ...]
    missed: tuple[Fault, ...]
    alarms: int
    """Marks on lines that are right."""
    done: bool
    """Everything was found, and hardly anything besides."""


def reviews(tutor: Tutor) -> tuple[tuple[Review, bool], ...]:
    """The review drills of the pack, each with whether it was done. Raises UsageProblem when one has a mistake."""
    found = [load_review(tutor.pack, name) for name in review_names(tutor.pack)]
    return tuple((review, tutor.progress.fact(_fact(tutor, review)) == "done") for review in found)


def find_review(tutor: Tutor, wanted: str | None) -> Review:
    """The review of that name, or beginning; None means the only one.

    Raises UsageProblem, listing what there is, when none or more than one is meant.
    """
    names = review_names(tutor.pack)
    text = (wanted or "").strip().lower()
    found = [name for name in names if name == text] or [name for name in names if name.startswith(text)]
    if len(found) != 1:
        listed = f"There are: {', '.join(names)}." if names else "This pack has no reviews."
        raise UsageProblem("Which review?", f"There is no one review {text!r}." if text else "No one is meant.", listed)
    return load_review(tutor.pack, found[0])


def parse_marks(review: Review, words: Iterable[str]) -> tuple[Mark, ...]:
    """Marks as people type them: `41:secret` or `41s`. Raises UsageProblem, naming the one that cannot be read."""
    marks: set[Mark] = set()
    kinds = ", ".join(f"{kind.key} ({kind.name})" for kind in review.kinds)
    for word in words:
        read = _MARK.fullmatch(word.strip().lower())
        kind = review.kind(read[2]) if read else None
        if read is None or kind is None:
            raise UsageProblem(
                "Not a mark", f"{word!r} is not a line and a kind.", f"As in 12:{review.kinds[0].name}. Kinds: {kinds}."
            )
        if not 1 <= int(read[1]) <= len(review.lines):
            raise UsageProblem(
                "No such line", f"There is no line {int(read[1])}.", f"The last one is {len(review.lines)}."
            )
        marks.add(Mark(int(read[1]), kind.name))
    return tuple(sorted(marks))


def judge(review: Review, marks: Iterable[Mark]) -> ReviewVerdict:
    """What these marks are worth."""
    places = {fault.name: review.numbers(fault.lines) for fault in review.faults}
    judged = tuple(_judged(review, places, mark) for mark in sorted(set(marks)))
    hits = {mark.mark for mark in judged if mark.worth == "found"}
    found = tuple(
        fault
        for fault in review.faults
        if any(hit.line in places[fault.name] and hit.kind == fault.kind for hit in hits)
    )
    missed = tuple(fault for fault in review.faults if fault not in found)
    alarms = sum(mark.worth == "alarm" for mark in judged)
    return ReviewVerdict(judged, found, missed, alarms, not missed and alarms <= review.alarms)


def review_change(tutor: Tutor, review: Review, marks: Iterable[Mark]) -> ReviewVerdict:
    """Judge the marks, and remember that the review was done when it was."""
    verdict = judge(review, marks)
    if verdict.done:
        tutor.progress.set_fact(_fact(tutor, review), "done")
    return verdict


def summary(review: Review, verdict: ReviewVerdict) -> str:
    """The verdict in a sentence or two."""
    found = f"{len(verdict.found)} of {len(review.faults)} found, {verdict.alarms} false alarms."
    if verdict.done:
        return f"Done · {found}"
    if not verdict.missed:
        return f"Not yet · {found} All is found, but a review that marks too much is not read: at most {review.alarms}."
    return f"Not yet · {found}"


def _judged(review: Review, places: dict[str, frozenset[int]], mark: Mark) -> Judged:
    here = next((fault for fault in review.faults if mark.line in places[fault.name]), None)
    if here is not None:
        if here.kind == mark.kind:
            return Judged(mark, "found", here.says)
        return Judged(mark, "other", "Something is wrong here, but not that. Look again.")
    for worth, remarks in (("debatable", review.debatable), ("alarm", review.fine)):
        for remark in remarks:
            if mark.line in review.numbers(remark.lines):
                return Judged(mark, worth, remark.says)
    return Judged(mark, "alarm", "This line does its work. Could you say what it would break?")


def _fact(tutor: Tutor, review: Review) -> str:
    return f"review {tutor.pack.name}:{review.name}"
