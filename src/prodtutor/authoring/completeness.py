"""What a lesson must have besides right verdicts: a reason for every hunk, a check for every goal, short concepts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from prodtutor.checking.syntax import parse
from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import ProdtutorError
from prodtutor.workspace.compare import FileDiff, compare_files

LONGEST_CONCEPT = 250
"""Words of a concept, its example not counted."""

_EXAMPLE = re.compile(r"^```python\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

Missing = tuple[str, str, str]
"""Where, what was expected, what is there instead."""


def missing_pieces(lesson: Lesson) -> list[Missing]:
    """Everything that is not there or not in its place, in the order in which an author would look for it."""
    return [*_concepts(lesson), *_checks(lesson), *_notes(lesson), *_stages(lesson)]


def _concepts(lesson: Lesson) -> Iterator[Missing]:
    for step in lesson.steps:
        where = f"concepts/{step.id}.md"
        words = len(_FENCED.sub("", step.concept).split())
        if words > LONGEST_CONCEPT:
            yield where, f"at most {LONGEST_CONCEPT} words", f"{words} words"
        examples = _EXAMPLE.findall(step.concept)
        if not examples:
            yield where, "one runnable example", "none"
        for example in examples:
            try:
                compile(example, where, "exec", dont_inherit=True)
            except SyntaxError as error:
                yield where, "an example that runs", f"{error.msg} on line {error.lineno} of it"


def _checks(lesson: Lesson) -> Iterator[Missing]:
    """Every test belongs to one goal, and every goal's test is there, in its step's file."""
    written: dict[str, set[str]] = {}
    for path in sorted(lesson.checks.glob("test_*.py")):
        tree = parse(path.read_text("utf-8"))
        written[path.name] = {
            node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        }
    for step in lesson.steps:
        file = f"test_{step.id.replace('.', '_')}.py"
        claimed = {test for goal in step.goals for test in goal.tests}
        there = written.pop(file, set())
        for test in sorted(claimed - there):
            yield f"step {step.id}", f"{test} in checks/{file}", "no such test"
        for test in sorted(there - claimed):
            yield f"checks/{file}", f"a goal that names {test}", "none: it would change no verdict"
        for goal in step.goals:
            for name in goal.types:
                if not (lesson.checks / name).is_file():
                    yield f"goal {goal.name}", f"checks/{name}", "no such file"
    for file, tests in written.items():
        if tests:
            yield f"checks/{file}", "a step of that number", "none"


def _notes(lesson: Lesson) -> Iterator[Missing]:
    sides = {"start": compose(lesson, "start"), "solution": compose(lesson, "solution")}
    for note in lesson.notes:
        text = sides[note.side].get(note.file, b"").decode("utf-8", "replace")
        if note.code not in text:
            yield "notes.toml", f"{note.code!r} in the {note.side}'s {note.file}", "not found"
    for diff in compare_files(sides["start"], sides["solution"], notes=lesson.notes):
        yield from _bare_hunks(diff)


def _bare_hunks(diff: FileDiff) -> Iterator[Missing]:
    for number, hunk in enumerate(diff.hunks, 1):
        if not hunk.notes:
            line = next((text for tag, text in hunk.lines if tag != " " and text.strip()), "")
            yield "notes.toml", f"a reason for hunk {number} of {diff.file} ({line.strip()[:60]!r})", "none"


def _stages(lesson: Lesson) -> Iterator[Missing]:
    for step in lesson.steps:
        try:
            compose(lesson, f"stage:{step.id}")
        except ProdtutorError as error:
            yield f"stages/{step.id}", "the reference after this step", error.message
    if lesson.required:
        last = lesson.required[-1].id
        try:
            if compose(lesson, f"stage:{last}") != compose(lesson, "solution"):
                yield f"stages/{last}", "the solution, byte for byte", "something else"
        except ProdtutorError:
            return
