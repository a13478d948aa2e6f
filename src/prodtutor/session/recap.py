"""The end of a lesson: a few questions, and pieces of the diff to match with the failures that they prevent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Note, Question
from prodtutor.session.compare import base_files
from prodtutor.session.course import badges
from prodtutor.session.open import OpenLesson
from prodtutor.session.reveal import may_show_reference
from prodtutor.workspace.compare import Hunk, Tag, compare_files, line_with
from prodtutor.workspace.snapshot import take

_AROUND = 3
"""Lines shown before and after the line that matters."""
_PREVENTS = "Which failure do these lines prevent?"
_GOES = "These lines go away. Which failure goes with them?"


@dataclass(frozen=True)
class Piece:
    """A few lines of a diff."""

    file: str
    lines: tuple[tuple[Tag, str], ...]
    yours: bool
    """From the learner's version to the reference; otherwise from the start, where the learner's has no difference."""


@dataclass(frozen=True)
class RecapItem:
    """One thing to answer: a question, with a piece of the diff when it is about one."""

    question: Question
    piece: Piece | None = None


@dataclass(frozen=True)
class Recap:
    """Everything to answer after a lesson."""

    items: tuple[RecapItem, ...]
    withheld: int
    """How many pieces wait until the reference may be seen."""
    badges: tuple[str, ...] = ()
    """Titles of the badges that are earned now, and by steps of this lesson among others."""


def recap(opened: OpenLesson) -> Recap:
    """The lesson's questions; then, once the reference may be seen, its hunks to match with failures.

    The answers of a match stand in an order that is the same each time. Raises UsageProblem when the learner's files
    cannot be read.
    """
    questions = [RecapItem(question) for question in opened.lesson.questions]
    earned = _badges(opened)
    notes = [note for note in opened.lesson.notes if note.prevents]
    if len(notes) < 2:
        return Recap(tuple(questions), 0, earned)
    if not may_show_reference(opened):
        return Recap(tuple(questions), len(notes), earned)
    pieces = _pieces(opened, notes)
    order = list(range(len(notes)))
    random.Random(opened.lesson.slug).shuffle(order)  # noqa: S311 – mixed, not secret
    answers = [notes[at] for at in order]
    matches = [
        RecapItem(_question(note, answers), piece)
        for note, piece in zip(notes, pieces, strict=True)
        if piece is not None
    ]
    return Recap((*questions, *matches), 0, earned)


def _badges(opened: OpenLesson) -> tuple[str, ...]:
    slug = opened.lesson.slug
    return tuple(
        state.badge.title
        for state in badges(opened.tutor)
        if state.earned and any(step.lesson == slug for step in state.steps)
    )


def _question(note: Note, answers: Sequence[Note]) -> Question:
    """`note` among all the failures; a wrong answer says which code prevents that one."""
    return Question(
        question=_PREVENTS if note.side == "solution" else _GOES,
        answers=tuple(other.prevents for other in answers),
        right=answers.index(note),
        explanations=tuple(
            " ".join(note.text.split()) if other is note else f"That one is prevented by {_where(other)}."
            for other in answers
        ),
    )


def _where(note: Note) -> str:
    code = " ".join(note.code.split())
    what = f"`{code}`" if note.side == "solution" else f"what replaces `{code}`"
    return f"{what} in {note.file}"


def _pieces(opened: OpenLesson, notes: Sequence[Note]) -> list[Piece | None]:
    """For each note the lines that it speaks of; None when no diff shows them."""
    solution = compose(opened.lesson, "solution")
    files = {note.file for note in notes}
    diffs: list[tuple[bool, dict[str, tuple[Hunk, ...]]]] = []
    for yours, old in ((True, take(opened.root).files), (False, base_files(opened))):
        wanted = {name: data for name, data in old.items() if name in files}
        found = compare_files(wanted, {name: data for name, data in solution.items() if name in files})
        diffs.append((yours, {diff.file: diff.hunks for diff in found}))
    return [_piece(note, diffs) for note in notes]


def _piece(note: Note, diffs: Sequence[tuple[bool, dict[str, tuple[Hunk, ...]]]]) -> Piece | None:
    tag: Tag = "+" if note.side == "solution" else "-"
    for yours, hunks in diffs:
        for hunk in hunks.get(note.file, ()):
            at = line_with(hunk, note.code, tag)
            if at is not None:
                return Piece(note.file, _trimmed(hunk.lines[max(0, at - _AROUND) : at + _AROUND + 1]), yours)
    return None


def _trimmed(lines: tuple[tuple[Tag, str], ...]) -> tuple[tuple[Tag, str], ...]:
    """Without the blank lines at both ends."""
    full = [at for at, (_tag, text) in enumerate(lines) if text.strip()]
    return lines[full[0] : full[-1] + 1] if full else lines
