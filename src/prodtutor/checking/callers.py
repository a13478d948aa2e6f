"""Who is meant by what mypy says: which goal owns an error in the learner's files, and how a grown copy is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Protocol

from prodtutor.checking.growth import Grown, grow, lines_behind
from prodtutor.checking.stage import Stage
from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Growth

EVERY_FILE = "*.py"
_ONLY_IN_COPIES = frozenset({"exhaustive-match"})
"""Codes that an option of a lesson brings, and that say something about a grown copy alone."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Ids of a step and the name of its goal."""

    step: str
    goal: str


@dataclass(frozen=True, slots=True)
class Strict:
    """One entry of a goal's `strict`: a file or `*.py`, and the codes it is about (empty: the rest)."""

    owner: Owner
    name: str
    codes: tuple[str, ...] = ()


class Said(Protocol):
    """One error or note of mypy's."""

    @property
    def line(self) -> int: ...
    @property
    def code(self) -> str | None: ...
    @property
    def severity(self) -> str: ...


def importable(names: Iterable[str]) -> list[str]:
    """The files that can be imported by their name: mypy refuses to begin with any other (`my-notes.py`)."""
    return [name for name in names if all(part.isidentifier() for part in PurePosixPath(name).with_suffix("").parts)]


def owners_of(code: str | None, file: str, strict: Sequence[Strict]) -> list[Owner]:
    """Whose error it is: the goals that name its code; if none does, those that name no codes."""
    if code in _ONLY_IN_COPIES:
        return []
    about = [wanted for wanted in strict if wanted.name in (file, EVERY_FILE)]
    named = [wanted.owner for wanted in about if (code or "misc") in wanted.codes]
    return named or [wanted.owner for wanted in about if not wanted.codes]


def grown_copies(stage: Stage, names: Iterable[str], growths: Mapping[str, Growth]) -> list[Grown]:
    """A grown copy of the files `names` for each growth, meant for the folder that is its key."""
    sources = {name: stage.python[name] for name in names}
    return [grow(sources, growth.enum, folder) for folder, growth in growths.items()]


def judge_growth(
    copy: Grown, growth: Growth, stage: Stage, reports: Mapping[str, Sequence[Said]], owner: Owner
) -> list[Finding]:
    """Mypy must say something in the function that it does not say without the new member."""
    enum, function = (name.rpartition(":")[2] for name in (growth.enum, growth.function))
    if copy.member is None:
        text = f"I found no enum {enum} whose members I can read, such as `class {enum}(Enum):` with one line for each."
        return [_finding(text, owner)]
    sources = {name: stage.python[name] for name in copy.files}
    region = lines_behind(sources, function)
    if not region:
        return [_finding(f"There is no function {function} yet.", owner)]
    before = {(name, said.line, said.code) for name in copy.files for said in reports.get(name, ())}
    for name in copy.files:
        for said in reports.get(f"{copy.folder}/{name}", ()):
            new = (name, said.line, said.code) not in before
            if said.severity == "error" and new and (name, said.line) in region:
                return []
    did = f"added the member {copy.member} to {enum} in a copy of your files and asked mypy"
    saw = f"mypy finds nothing wrong with {function}, though {function} knows nothing of {copy.member}"
    file, line = min(region)
    message = f"{_capital(did)}: {saw}. {growth.means}"
    return [replace(_finding(message, owner, did, saw, growth.means), file=file, line=line)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _finding(message: str, owner: Owner, did: str = "", saw: str = "", means: str = "") -> Finding:
    return Finding(
        "mypy", "exhaustive-match", "must", message, step=owner.step, goal=owner.goal, did=did, saw=saw, means=means
    )
