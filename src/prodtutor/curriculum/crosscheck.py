"""What must agree inside a lesson, beyond the types of its keys. Raises UsageProblem with file, line and key."""

from __future__ import annotations

import re

from prodtutor.curriculum.lines import Path as Place
from prodtutor.curriculum.model import Goal, Note, Question, Step
from prodtutor.curriculum.reading import TomlFile

MAX_GOALS = 5
MAX_HINTS = 3

_STEP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEST = re.compile(r"test_\w+")
_OBJECT = re.compile(r"[\w.]+:\w+")


def check_steps(file: TomlFile, steps: tuple[Step, ...]) -> None:
    """Ids and names unique, `after` known and earlier, goals and hints in their numbers, each test named once."""
    if not steps:
        raise file.problem(("steps",), "A lesson needs at least one step.")
    earlier: dict[str, Step] = {}
    names: set[str] = set()
    tests: dict[str, str] = {}
    for index, step in enumerate(steps):
        at: Place = ("steps", index)
        if not _STEP_ID.fullmatch(step.id):
            raise file.problem((*at, "id"), "Expected a label such as 4.2.")
        if step.id in earlier:
            raise file.problem((*at, "id"), f"There are two steps {step.id}.")
        if not _KEY.fullmatch(step.name):
            raise file.problem((*at, "name"), "Expected lower case letters, digits and single dashes.")
        if step.name in names:
            raise file.problem((*at, "name"), f"Two steps are named {step.name}.")
        _check_after(file, at, step, earlier, steps)
        _check_goals(file, at, step, tests)
        earlier[step.id] = step
        names.add(step.name)


def _check_after(file: TomlFile, at: Place, step: Step, earlier: dict[str, Step], steps: tuple[Step, ...]) -> None:
    for index, wanted in enumerate(step.after):
        place = (*at, "after", index)
        if wanted not in earlier:
            known = any(other.id == wanted for other in steps)
            reason = "is not an earlier step" if known else "is not a step of this lesson"
            raise file.problem(place, f"{wanted!r} {reason}.")
        if earlier[wanted].optional and not step.optional:
            raise file.problem(place, f"A required step cannot wait for {wanted}, which is optional.")


def _check_goals(file: TomlFile, at: Place, step: Step, tests: dict[str, str]) -> None:
    if not 1 <= len(step.goals) <= MAX_GOALS:
        raise file.problem((*at, "goals"), f"Expected 1 to {MAX_GOALS} goals, got {len(step.goals)}.")
    names: set[str] = set()
    for index, goal in enumerate(step.goals):
        place: Place = (*at, "goals", index)
        if not _KEY.fullmatch(goal.name):
            raise file.problem((*place, "name"), "Expected lower case letters, digits and single dashes.")
        if goal.name in names:
            raise file.problem((*place, "name"), f"Two goals of step {step.id} are named {goal.name}.")
        names.add(goal.name)
        _check_goal(file, place, goal)
        for number, test in enumerate(goal.tests):
            here = (*place, "tests", number)
            if not _TEST.fullmatch(test):
                raise file.problem(here, "Expected the name of a test function, beginning with test_.")
            if test in tests:
                raise file.problem(here, f"{test} proves {tests[test]} already; a test proves one goal.")
            tests[test] = f"{step.id} {goal.name}"


def _check_goal(file: TomlFile, place: Place, goal: Goal) -> None:
    if not (goal.tests or goal.asks_ruff or goal.asks_mypy):
        mend = "Name tests, ruff rules, formatted, types, strict or grows."
        raise file.problem(place, f"Nothing proves the goal {goal.name}.", mend)
    for number, growth in enumerate(goal.grows):
        for key in ("enum", "function"):
            if not _OBJECT.fullmatch(getattr(growth, key)):
                raise file.problem((*place, "grows", number, key), "Expected module:name, such as orders:Status.")
    if not 1 <= len(goal.hints) <= MAX_HINTS:
        raise file.problem((*place, "hints"), f"Expected 1 to {MAX_HINTS} hints, got {len(goal.hints)}.")
    for number, hint in enumerate(goal.hints):
        if not hint.strip():
            raise file.problem((*place, "hints", number), "This hint is empty.")


def check_notes(file: TomlFile, notes: tuple[Note, ...], steps: tuple[Step, ...]) -> None:
    """Every note speaks of a known step and of some code."""
    ids = {step.id for step in steps}
    for index, note in enumerate(notes):
        if note.step not in ids:
            raise file.problem(("notes", index, "step"), f"There is no step {note.step}.")
        if not note.code.strip():
            raise file.problem(("notes", index, "code"), "Expected a piece of a line of code.")


def check_questions(file: TomlFile, questions: tuple[Question, ...]) -> None:
    """Every question has a right answer and an explanation for each."""
    for index, question in enumerate(questions):
        at: Place = ("questions", index)
        count = len(question.answers)
        if count < 2:
            raise file.problem((*at, "answers"), "Expected at least two answers.")
        if not 0 <= question.right < count:
            raise file.problem((*at, "right"), f"Expected an index from 0 to {count - 1}.")
        if len(question.explanations) != count:
            raise file.problem((*at, "explanations"), f"Expected {count}, one for each answer.")
