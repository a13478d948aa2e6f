"""What a grading result depends on, as numbers: the same three give the same verdict."""

from __future__ import annotations

import hashlib

import msgspec

from prodtutor.classroom.manifest import tool_versions
from prodtutor.curriculum.model import Lesson, Step
from prodtutor.curriculum.stored import walk
from prodtutor.errors import UsageProblem
from prodtutor.paths import package_folder

_SPECIMENS = ("accept/", "reject/")
_ROOMS = ("checking", "checkkit", "classroom", "curriculum", "processes", "workspace")
"""What a verdict is made by: another version of it may judge differently."""


def checks_digest(lesson: Lesson) -> str:
    """SHA-256 over what a verdict on this lesson is drawn from.

    The lesson's code without its specimens, and of its words what steps and goals ask for: another hint or another
    brief changes nothing. Raises UsageProblem when a file cannot be read.
    """
    total = hashlib.sha256()
    for name, path in walk(lesson.code):
        if not name.startswith(_SPECIMENS):
            try:
                _add(total, name, path.read_bytes())
            except OSError as error:
                raise UsageProblem("Cannot read the pack", f"{path}: {error.strerror}.") from None
    asked = (lesson.slug, lesson.entry, lesson.entry_may_go, lesson.python, lesson.tools, _asked(lesson.steps))
    _add(total, "lesson.toml", msgspec.json.encode(asked))
    return total.hexdigest()


def tools_digest() -> str:
    """SHA-256 over the versions of the tools, and over prodtutor's own code as it is now."""
    total = hashlib.sha256()
    _add(total, "versions", msgspec.json.encode(tool_versions(), order="sorted"))
    source = package_folder()
    for room in _ROOMS:
        for path in sorted((source / room).rglob("*.py")):
            _add(total, path.relative_to(source).as_posix(), path.read_bytes())
    return total.hexdigest()


def key(*parts: str) -> str:
    """One number for several texts."""
    total = hashlib.sha256()
    for part in parts:
        _add(total, "", part.encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _asked(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without what only people read."""
    return tuple(
        msgspec.structs.replace(
            step,
            title="",
            concept="",
            early="",
            goals=tuple(msgspec.structs.replace(goal, title="", hints=()) for goal in step.goals),
        )
        for step in steps
    )


def _add(total: hashlib._Hash, name: str, data: bytes) -> None:
    head = name.encode("utf-8", "surrogateescape")
    total.update(b"%d %d\n" % (len(head), len(data)) + head)
    total.update(data)
