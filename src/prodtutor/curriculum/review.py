"""A review drill: a change that looks right, and the lines in it that are not.

Words in `lessons/reviews/<name>/review.toml`, the change itself in `exercises/reviews/<name>/change/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from prodtutor.curriculum.model import Data, Pack
from prodtutor.curriculum.reading import TomlFile, read_text
from prodtutor.errors import UsageProblem


class Kind(Data, frozen=True, kw_only=True):
    """A way in which a line can be wrong."""

    name: str
    key: str
    """The letter that marks a line with it."""
    title: str
    """It continues "this line …"."""
    question: str
    """What a reviewer asks to find it."""


class Fault(Data, frozen=True, kw_only=True):
    """Something that must not go live. It is found by a mark of its kind on any of its lines."""

    name: str
    kind: str
    lines: tuple[str, ...]
    """Pieces of lines of the change: each stands there exactly once."""
    says: str
    """Why it is wrong, and what would be right."""
    hint: str
    """What to look at, for whoever has missed it."""


class Remark(Data, frozen=True, kw_only=True):
    """What is said to somebody who marks lines that are right, or of which one may think this or that."""

    lines: tuple[str, ...]
    says: str


class _ReviewFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    title: str
    minutes: str
    about: str
    files: tuple[str, ...]
    alarms: int
    kinds: tuple[Kind, ...]
    faults: tuple[Fault, ...]
    fine: tuple[Remark, ...] = ()
    debatable: tuple[Remark, ...] = ()


class ReviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the change. Numbers run on from file to file, from 1."""

    number: int
    file: str
    text: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review drill that is there."""

    name: str
    title: str
    minutes: str
    about: str
    lines: tuple[ReviewLine, ...]
    alarms: int
    """How many marks on lines that are right a good review may have."""
    kinds: tuple[Kind, ...]
    faults: tuple[Fault, ...]
    fine: tuple[Remark, ...]
    debatable: tuple[Remark, ...]

    def kind(self, name: str) -> Kind | None:
        """The kind of that name or key, or None."""
        return next((kind for kind in self.kinds if name in (kind.name, kind.key)), None)

    def numbers(self, pieces: tuple[str, ...]) -> frozenset[int]:
        """The numbers of the lines that these pieces stand in."""
        return frozenset(line.number for line in self.lines if any(piece in line.text for piece in pieces))


def review_names(pack: Pack) -> tuple[str, ...]:
    """The review drills of the pack, by name, sorted."""
    folder = pack.root / "lessons" / "reviews"
    return tuple(sorted(path.parent.name for path in folder.glob("*/review.toml")))


def load_review(pack: Pack, name: str) -> Review:
    """Read a review drill. Raises UsageProblem with file, line and key when it is not there or has a mistake."""
    file, review = _read(pack, name)
    for problem in _problems(file, review):
        raise problem
    return review


def review_problems(pack: Pack, name: str) -> tuple[UsageProblem, ...]:
    """Every mistake in a review drill, each with file, line and key."""
    try:
        return tuple(_problems(*_read(pack, name)))
    except UsageProblem as problem:
        return (problem,)


def _read(pack: Pack, name: str) -> tuple[TomlFile, Review]:
    path = pack.root / "lessons" / "reviews" / name / "review.toml"
    file = TomlFile(path, "a change to review, and what is wrong in it")
    said = file.as_(_ReviewFile)
    if said.name != name:
        raise file.problem(("name",), f"The folder says {name!r}.")
    folder = pack.root / "exercises" / "reviews" / name / "change"
    return file, Review(
        name=said.name,
        title=said.title,
        minutes=said.minutes,
        about=said.about.strip(),
        lines=tuple(_lines(folder, said.files)),
        alarms=said.alarms,
        kinds=said.kinds,
        faults=said.faults,
        fine=said.fine,
        debatable=said.debatable,
    )


def _lines(folder: Path, files: tuple[str, ...]) -> Iterator[ReviewLine]:
    number = 0
    for name in files:
        for text in read_text(folder / name, "a file of the change").splitlines():
            number += 1
            yield ReviewLine(number=number, file=name, text=text)


def _problems(file: TomlFile, review: Review) -> Iterator[UsageProblem]:
    yield from _name_problems(file, review)
    yield from _place_problems(file, review)


def _name_problems(file: TomlFile, review: Review) -> Iterator[UsageProblem]:
    groups = (
        ("kinds", "name", [kind.name for kind in review.kinds]),
        ("kinds", "key", [kind.key for kind in review.kinds]),
        ("faults", "name", [fault.name for fault in review.faults]),
    )
    for key, label, found in groups:
        for index, value in enumerate(found):
            if value in found[:index]:
                yield file.problem((key, index, label), f"Two {key} have the {label} {value!r}.")
    for index, kind in enumerate(review.kinds):
        if len(kind.key) != 1 or not kind.key.isalpha():
            yield file.problem(("kinds", index, "key"), "Expected one letter.")
    if not review.faults:
        yield file.problem(("faults",), "Nothing is wrong in this change.")
    for index, fault in enumerate(review.faults):
        if fault.kind not in {kind.name for kind in review.kinds}:
            yield file.problem(("faults", index, "kind"), f"There is no kind {fault.kind!r}.")


def _place_problems(file: TomlFile, review: Review) -> Iterator[UsageProblem]:
    """Each piece stands in one line, and no line is spoken of twice."""
    groups = (
        ("faults", [fault.lines for fault in review.faults]),
        ("fine", [remark.lines for remark in review.fine]),
        ("debatable", [remark.lines for remark in review.debatable]),
    )
    taken: set[int] = set()
    for key, items in groups:
        for index, pieces in enumerate(items):
            if not pieces:
                yield file.problem((key, index, "lines"), "Expected at least one piece of a line.")
            for number, piece in enumerate(pieces):
                at = (key, index, "lines", number)
                there = review.numbers((piece,)) if piece.strip() else frozenset()
                if len(there) != 1:
                    yield file.problem(at, f"{piece!r} stands in {len(there)} lines, not in one.")
                elif there <= taken:
                    yield file.problem(at, f"The line of {piece!r} is spoken of twice.")
                taken |= there
