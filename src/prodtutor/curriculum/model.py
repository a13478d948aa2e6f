"""What a pack says: typed, frozen data. Read from TOML and Markdown by `load`."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every table of a pack's TOML files: an unknown key is an error."""


class Growth(Data, frozen=True, kw_only=True):
    """An enum that will have another member one day, and a function where mypy must notice (see `checking.growth`)."""

    enum: str
    """`module:Class`"""
    function: str
    """`module:function`"""
    means: str
    """What a learner reads when mypy notices nothing."""


class Goal(Data, frozen=True, kw_only=True):
    """The smallest thing that ticks. At least one of tests, ruff, formatted, types, strict, grows proves it."""

    name: str
    """The stable key, unique in its step: lower case with dashes."""
    title: str
    """What to achieve, in plain words."""
    hints: tuple[str, ...]
    """One to three, from a question to nearly the answer (Markdown)."""
    tests: tuple[str, ...] = ()
    """Names of test functions in `checks/test_<step id with _>.py`; all their parametrised cases must pass."""
    ruff: tuple[str, ...] = ()
    """Ruff rules that must be clean in every Python file of the learner's."""
    formatted: tuple[str, ...] = ()
    """Files of the learner's that must be as `ruff format` writes them; `*.py` is every Python file."""
    types: tuple[str, ...] = ()
    """Hidden callers in `checks/`, judged by mypy beside the learner's files (see `checking.mypy`)."""
    strict: tuple[str, ...] = ()
    """Files of the learner's that must be clean under `mypy --strict`; `*.py` is every Python file."""
    codes: tuple[str, ...] = ()
    """The mypy codes that `strict` is about; empty: all that no other goal with `strict` names."""
    grows: tuple[Growth, ...] = ()
    """Enums that get one more member in a copy: mypy must complain in the function named."""

    @property
    def asks_ruff(self) -> bool:
        """Whether Ruff has a say in it, as a linter or as a formatter."""
        return bool(self.ruff or self.formatted)

    @property
    def asks_mypy(self) -> bool:
        """Whether mypy has a say in it."""
        return bool(self.types or self.strict or self.grows)


class Step(Data, frozen=True, kw_only=True):
    """One page of work: what to understand, and one to five goals."""

    id: str
    """A label such as "4.2"."""
    name: str
    """The stable key in progress."""
    title: str
    goals: tuple[Goal, ...]
    after: tuple[str, ...] = ()
    """Ids of steps that must stand first."""
    optional: bool = False
    """A Beyond: never part of the verdict or the score."""
    advice: tuple[str, ...] = ()
    """Ruff rules whose findings are shown as advice."""
    early: str = ""
    """Why the stage before this step passes it already (empty: it must not)."""
    concept: str = ""
    """The Markdown of `concepts/<id>.md` (filled in by the loader)."""


class Tools(Data, frozen=True, kw_only=True):
    """What a lesson's programs may import besides the standard library: top-level module names."""

    libraries: tuple[str, ...] = ()
    mypy: tuple[str, ...] = ()
    """More options for mypy than `--strict`, which the brief names."""


class RunCommand(Data, frozen=True, kw_only=True):
    """What `prodtutor run` runs: a script of the learner's with arguments.

    `services` names fixtures of checkkit that are started first; `{shop_api.url}` in an argument is filled in.
    """

    script: str
    arguments: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class Index(Data, frozen=True, kw_only=True):
    """A package index of the lesson's own, which is laid out with the learner's files (see `simple_index`)."""

    folder: str
    """Its folder among the learner's files."""
    sources: tuple[str, ...]
    """Folders of `exercises/<slug>` with what it is made of; what a later one has counts."""


class Note(Data, frozen=True, kw_only=True):
    """The reason for one hunk of the diff to the reference, found again by the code that it speaks of."""

    file: str
    code: str
    """A piece of a line in the solution's file (or, with side = "start", in the start's: for code that goes away)."""
    text: str
    prevents: str = ""
    """The failure that this hunk prevents, in a sentence: the recap asks which hunk prevents which."""
    step: str
    side: Literal["start", "solution"] = "solution"


class Question(Data, frozen=True, kw_only=True):
    """A recap question: one right answer, each answer explained."""

    question: str
    answers: tuple[str, ...]
    right: int
    """Index of the right answer."""
    explanations: tuple[str, ...]
    """One for each answer."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A short reading page: `cards/<slug>.md`; its first heading is the title."""

    slug: str
    title: str
    text: str


class Lesson(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A lesson that is there: its words and where its code lies."""

    number: int
    slug: str
    title: str
    minutes: str
    mirrors: str
    entry: str
    """The file opened first, and the program."""
    entry_may_go: bool = False
    """Whether a learner may delete it: a lesson about moving code into a package leaves it behind."""
    knows: tuple[str, ...]
    learns: tuple[str, ...]
    python: str
    tools: Tools
    run: RunCommand
    indexes: tuple[Index, ...] = ()
    steps: tuple[Step, ...]
    brief: str
    notes: tuple[Note, ...]
    questions: tuple[Question, ...]
    cards: tuple[Card, ...]
    words: Path
    """`lessons/<slug>`"""
    code: Path
    """`exercises/<slug>`"""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every file of both folders, in hexadecimal. Read from disk when first asked for."""
        from prodtutor.curriculum.digest import digest_of

        return digest_of(self.words, self.code)

    @property
    def start(self) -> Path:
        return self.code / "start"

    @property
    def checks(self) -> Path:
        return self.code / "checks"

    @property
    def solution(self) -> Path:
        return self.code / "solution"

    @property
    def required(self) -> tuple[Step, ...]:
        """The steps that the verdict counts."""
        return tuple(step for step in self.steps if not step.optional)

    @cached_property
    def laid_indexes(self) -> dict[str, bytes]:
        """The files of all package indexes, as laid out: POSIX name -> bytes. Made when first asked for.

        Raises UsageProblem when their sources have a mistake.
        """
        from prodtutor.curriculum.simple_index import index_files

        return {
            f"{index.folder}/{name}": data
            for index in self.indexes
            for name, data in index_files([self.code / source for source in index.sources]).items()
        }

    @cached_property
    def indexed(self) -> frozenset[str]:
        """The top-level modules of all packages in the lesson's indexes: what a learner may install and import."""
        names = frozenset[str]()
        for source in {source for index in self.indexes for source in index.sources}:
            names |= {path.stem for path in (self.code / source).glob("*/*/*") if path.is_dir() or path.suffix == ".py"}
        return names

    def step(self, step_id: str) -> Step | None:
        """The step with that id or name, or None."""
        return next((s for s in self.steps if step_id in (s.id, s.name)), None)


class LessonEntry(Data, frozen=True, kw_only=True):
    """A line of `pack.toml`. `lesson` is read when it is asked for (see `load.load_lesson`)."""

    number: int
    slug: str
    title: str
    minutes: str
    mirrors: str = ""


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A folder with `lessons/` and `exercises/`."""

    name: str
    version: str
    title: str
    root: Path
    lessons: tuple[LessonEntry, ...]
