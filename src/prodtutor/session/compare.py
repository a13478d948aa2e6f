"""The learner's files beside something else: where they differ, and why the reference is as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Note
from prodtutor.errors import UsageProblem
from prodtutor.session.hint import find_step
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.compare import FileDiff, compare_files
from prodtutor.workspace.snapshot import take


@dataclass(frozen=True)
class Comparison:
    """The files that differ. Lines with `-` are from `old`, lines with `+` from `new`."""

    against: str
    """As it was asked for: `start`, `reference`, `step:4.2`, `step:4.1..4.2`, `entry:7` or `entry:6..7`."""
    old: str
    """What the old side is, in plain words."""
    new: str
    files: tuple[FileDiff, ...]
    """Only files that differ, the lesson's own program first, then other Python files."""


def diff(opened: OpenLesson, against: str) -> Comparison:
    """Compare the learner's files with something, both sides formatted first.

    `against` is `start` (what they were given: old is the start, new is theirs), `reference` or `step:4.2` (old is
    theirs, new is the reference, with the reason for each hunk), `step:4.1..4.2` (what the reference changes in step
    4.2, when 4.1 is where it was; `start` stands for what was given), `entry:7` (old is that entry of the history) or
    `entry:6..7` (both sides are entries).
    Raises UsageProblem when there is no such thing.
    """
    mine = take(opened.root).files
    kind, _, name = against.partition(":")
    if against == "start":
        return _compared(opened, against, "as given", base_files(opened), "yours", mine)
    if against == "reference":
        notes = opened.lesson.notes
        return _compared(opened, against, "yours", mine, "the reference", compose(opened.lesson, "solution"), notes)
    if kind == "step" and ".." in name:
        return between_steps(opened, *name.split("..", 1))
    if kind == "step" and name:
        return against_step(opened, name)
    numbers = name.split("..")
    if kind == "entry" and len(numbers) == 2 and all(number.isascii() and number.isdigit() for number in numbers):
        before, after = (opened.history.get(int(number[:9])) for number in numbers)
        old, new = opened.history.contents(before), opened.history.contents(after)
        return _compared(opened, against, f"entry {before.id}", old, f"entry {after.id}", new)
    if kind == "entry" and name.isascii() and name.isdigit():
        entry = opened.history.get(int(name[:9]))
        return _compared(opened, against, f"entry {entry.id}", opened.history.contents(entry), "now", mine)
    raise UsageProblem(
        "Nothing to compare with",
        f"{against!r} is not known here.",
        "Use start, reference, step:ID, step:ID..ID or entry:ID.",
    )


def against_step(opened: OpenLesson, step_id: str) -> Comparison:
    """The learner's files beside the reference as it is after that step. Raises UsageProblem for an unknown step."""
    step = find_step(opened, step_id)
    required = [other.id for other in opened.lesson.steps]
    until = set(required[: required.index(step.id) + 1])
    notes = tuple(note for note in opened.lesson.notes if note.step in until)
    mine = take(opened.root).files
    stage = compose(opened.lesson, f"stage:{step.id}")
    return _compared(opened, f"step:{step.id}", "yours", mine, f"the reference after step {step.id}", stage, notes)


def between_steps(opened: OpenLesson, before: str, after: str) -> Comparison:
    """What the reference changes from one step (or `start`) to another. Raises UsageProblem for an unknown step."""
    new = find_step(opened, after)
    if before == "start":
        old_name, old, passed = "as given", compose(opened.lesson, "start"), set[str]()
    else:
        old_step = find_step(opened, before)
        ids = [step.id for step in opened.lesson.steps]
        old_name, old = f"the reference after {old_step.id}", compose(opened.lesson, f"stage:{old_step.id}")
        passed = set(ids[: ids.index(old_step.id) + 1])
    notes = tuple(note for note in opened.lesson.notes if note.step not in passed)
    stage = compose(opened.lesson, f"stage:{new.id}")
    against = f"step:{before}..{new.id}"
    return _compared(opened, against, old_name, old, f"the reference after {new.id}", stage, notes)


def base_files(opened: OpenLesson) -> dict[str, bytes]:
    """The files as they were given for this folder: from its history, or from the pack when that has none."""
    base = opened.history.base()
    return base if base is not None else compose(opened.lesson, "start")


def _compared(
    opened: OpenLesson,
    against: str,
    old_name: str,
    old: Mapping[str, bytes],
    new_name: str,
    new: Mapping[str, bytes],
    notes: tuple[Note, ...] = (),
) -> Comparison:
    def place(diff: FileDiff) -> tuple[bool, bool, str]:
        return diff.file != opened.lesson.entry, not diff.file.endswith(".py"), diff.file

    files = sorted(compare_files(old, new, notes=notes), key=place)
    return Comparison(against=against, old=old_name, new=new_name, files=tuple(files))
