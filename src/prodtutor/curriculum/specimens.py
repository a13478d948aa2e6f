"""Overlays: the reference, its stages, and the versions that must pass or must fail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from prodtutor.curriculum.model import Data, Lesson
from prodtutor.curriculum.reading import TomlFile
from prodtutor.curriculum.stored import lesson_files
from prodtutor.errors import UsageProblem

Kind = Literal["accept", "reject"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_BASE = re.compile(r"start|solution|stage:[A-Za-z0-9][A-Za-z0-9._-]*")


class Specimen(Data, frozen=True, kw_only=True):
    """What `specimen.toml` says about a version of the lesson's files."""

    base: str = "solution"
    """`start`, `solution` or `stage:4.2`: what the files here are laid over."""
    delete: tuple[str, ...] = ()
    """Laid-out names of the base's files that are not there."""
    fails: tuple[str, ...] = ()
    """Ids of exactly the steps that fail (reject; empty for accept)."""
    says: str = ""
    """A part of the message (reject)."""


class _Overlay(Data, frozen=True, kw_only=True):
    """What `overlay.toml` in solution/ or stages/X says."""

    delete: tuple[str, ...] = ()


def specimen_names(lesson: Lesson, kind: Kind) -> tuple[str, ...]:
    """The names under `accept/` or `reject/`, sorted."""
    folder = lesson.code / kind
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(item.name for item in folder.iterdir() if item.is_dir() and not item.name.startswith((".", "_")))
    )


def specimen(lesson: Lesson, kind: Kind, name: str) -> Specimen:
    """Read `accept/NAME/specimen.toml` or `reject/NAME/specimen.toml`.

    Raises UsageProblem when there is no such specimen or its file has a mistake.
    """
    folder = _specimen_folder(lesson, kind, name)
    path = folder / "specimen.toml"
    if not path.is_file():
        if kind == "reject":
            raise UsageProblem("The pack is incomplete", f"{path} is missing.", "It says which steps fail.")
        return Specimen()
    file = TomlFile(path, "base, delete, fails and says")
    said = file.as_(Specimen)
    if not _BASE.fullmatch(said.base):
        raise file.problem(("base",), 'Expected "start", "solution" or "stage:" and a step\'s id.')
    if said.base.startswith("stage:") and not _is_stage(lesson, said.base[6:]):
        raise file.problem(("base",), f"There is no folder stages/{said.base[6:]}.")
    if kind == "accept" and said.fails:
        raise file.problem(("fails",), "An accept passes every step.", "Move it to reject/, or drop this key.")
    if kind == "reject" and not said.fails:
        raise file.problem(("fails",), "Expected the ids of the steps that must fail.")
    for index, step_id in enumerate(said.fails):
        if step_id not in (step.id for step in lesson.steps):
            raise file.problem(("fails", index), f"There is no step {step_id}.")
    return said


def compose(lesson: Lesson, what: str) -> dict[str, bytes]:
    """All files of one version of the lesson, as laid out: POSIX name -> bytes.

    `what` is `start`, `solution`, `stage:4.2`, `accept:NAME` or `reject:NAME`. Raises UsageProblem when there is no
    such version.
    """
    if what == "start":
        return _start(lesson)
    if what == "solution":
        return _over_start(lesson, lesson.solution)
    kind, _, name = what.partition(":")
    if kind == "stage":
        step = lesson.step(name)
        label = step.id if step else name
        if not _is_stage(lesson, label):
            known = ", ".join(_stage_names(lesson)) or "none"
            raise UsageProblem("No such stage", f"{lesson.slug} has no stage {name!r}.", f"There are: {known}.")
        return _over_start(lesson, lesson.code / "stages" / label)
    if kind in ("accept", "reject"):
        side: Kind = "accept" if kind == "accept" else "reject"
        said = specimen(lesson, side, name)
        folder = _specimen_folder(lesson, side, name)
        return _laid_over(compose(lesson, said.base), folder, said.delete, folder / "specimen.toml")
    raise UsageProblem(
        "No such version",
        f"{what!r} is not a version of {lesson.slug}.",
        "Use start, solution, stage:ID, accept:NAME or reject:NAME.",
    )


def _over_start(lesson: Lesson, folder: Path) -> dict[str, bytes]:
    control = folder / "overlay.toml"
    delete: tuple[str, ...] = ()
    if control.is_file():
        delete = TomlFile(control, "the list `delete`").as_(_Overlay).delete
    return _laid_over(_start(lesson), folder, delete, control)


def _start(lesson: Lesson) -> dict[str, bytes]:
    return dict(sorted({**lesson.laid_indexes, **lesson_files(lesson.start)}.items()))


def _laid_over(base: dict[str, bytes], folder: Path, delete: tuple[str, ...], said_in: Path) -> dict[str, bytes]:
    files = dict(base)
    for name in delete:
        if files.pop(name, None) is None:
            raise UsageProblem(
                "The pack has a mistake", f"{said_in}: `delete` names {name!r}, which its base does not have."
            )
    files.update(lesson_files(folder))
    return dict(sorted(files.items()))


def _stage_names(lesson: Lesson) -> tuple[str, ...]:
    return tuple(step.id for step in lesson.steps if _is_stage(lesson, step.id))


def _is_stage(lesson: Lesson, name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and (lesson.code / "stages" / name).is_dir()


def _specimen_folder(lesson: Lesson, kind: Kind, name: str) -> Path:
    folder = lesson.code / kind / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        known = ", ".join(specimen_names(lesson, kind)) or "none"
        raise UsageProblem(f"No such {kind}", f"{lesson.slug} has no {kind} named {name!r}.", f"There are: {known}.")
    return folder
