"""Finding submissions: which of the paths that a teacher names is one, which holds many, and what is left aside."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from prodtutor.classroom.bundle import Bundle, read_bundle
from prodtutor.curriculum.load import is_ready, lesson_files, load_lesson
from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.errors import UsageProblem
from prodtutor.untrusted import neutralise
from prodtutor.workspace.files import reason
from prodtutor.workspace.marker import marker_in
from prodtutor.workspace.names import MARKER, is_left_out
from prodtutor.workspace.snapshot import Snapshot, take

MOST = 20_000
"""Submissions of one run."""
_MOST_NAMES = 5_000
"""Names of one learner's folder that are looked at to tell what it is."""
_MOST_FOLDERS = 100
_ZIP = b"PK"
_AT_THE_TOP = frozenset({MARKER, "pyproject.toml", "setup.py", "setup.cfg"})
"""Files that lie at the top of one learner's work, and of nothing that holds the work of many."""
Kind = Literal["bundle", "folder"]


@dataclass(frozen=True, slots=True)
class Found:
    """A path that is one learner's work, not read yet."""

    name: str
    path: Path
    kind: Kind


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that is nobody's work, and why: a clause."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A learner's files, and the lesson that they seem to be about."""

    snapshot: Snapshot
    lesson: str
    """The lesson's slug; empty when nobody can tell."""
    problem: str = ""
    """Why it cannot be judged."""
    learner: str = ""
    """The name that the bundle gives."""


class Gathering:
    """Tells submissions from other things by what they hold. Believes none of them."""

    def __init__(self, pack: Pack, lesson: Lesson | None, *, any_pack: bool = False) -> None:
        """lesson: the one that all are about; None: each is asked. any_pack: take bundles of other packs."""
        self._pack, self._lesson, self._any_pack = pack, lesson, any_pack
        self._starts: dict[str, tuple[str, frozenset[str]]] = {}
        for entry in (entry for entry in pack.lessons if lesson is None and is_ready(pack, entry)):
            self._add(load_lesson(pack, entry))
        if lesson is not None:
            self._add(lesson)

    def find(self, paths: Sequence[Path]) -> tuple[list[Found], list[Skipped]]:
        """Everything that is submitted at `paths`, each under a name of its own, sorted by name.

        Raises UsageProblem when a path is not there, or when there are more submissions than one run may have.
        """
        found: list[Found] = []
        skipped: list[Skipped] = []
        for path in paths:
            name = shown(path.absolute().name or str(path))
            if path.is_dir():
                if self._is_work(path):
                    found.append(Found(name, path, "folder"))
                else:
                    self._inside(path, found, skipped)
            elif path.is_file():
                found.append(Found(shown(path.stem), path, "bundle"))
            elif path.exists():
                skipped.append(Skipped(name, "it is neither a folder nor a plain file"))
            else:
                raise UsageProblem("Nothing is there", f"There is no {shown(str(path))}.", "Name folders or bundles.")
        return sorted(_told_apart(found), key=lambda item: item.name), skipped

    def read(self, found: Found) -> Submission:
        """Read one submission. Never raises for what it holds."""
        try:
            if found.kind == "bundle":
                return self._bundle(read_bundle(found.path))
            return self._folder(found.path)
        except UsageProblem as error:
            return Submission(_EMPTY, "", error.message)
        except (OSError, ValueError, RecursionError) as error:
            why = reason(error) if isinstance(error, OSError) else type(error).__name__
            return Submission(_EMPTY, "", f"It cannot be read: {why}.")

    def _inside(self, folder: Path, found: list[Found], skipped: list[Skipped]) -> None:
        for item in _items(folder, MOST):
            path, name = Path(item.path), shown(item.name)
            if item.is_symlink():
                skipped.append(Skipped(name, "it is a link"))
            elif is_left_out(item.name) or item.name.startswith("."):
                continue
            elif item.is_dir(follow_symlinks=False):
                found.append(self._one(path, name))
            elif item.is_file(follow_symlinks=False) and _begins_with(path, _ZIP):
                found.append(Found(shown(path.stem), path, "bundle"))
            elif item.name.lower().endswith(".zip"):
                found.append(Found(shown(path.stem), path, "bundle"))  # damaged: to be said, not skipped
            else:
                skipped.append(Skipped(name, "it is neither a folder nor a bundle"))

    def _one(self, folder: Path, name: str) -> Found:
        """A folder for one learner: their files, or (as learning platforms pack it) one bundle or folder of them."""
        try:
            if self._is_work(folder):
                return Found(name, folder, "folder")
            inner = [item for item in _items(folder, _MOST_NAMES) if not is_left_out(item.name)]
        except UsageProblem:
            return Found(name, folder, "folder")  # unreadable: `read` says so
        if len(inner) == 1 and not inner[0].is_symlink():
            path = Path(inner[0].path)
            if inner[0].is_dir(follow_symlinks=False) and self._is_work(path):
                return Found(name, path, "folder")
            if inner[0].is_file(follow_symlinks=False) and _begins_with(path, _ZIP):
                return Found(name, path, "bundle")
        return Found(name, folder, "folder")

    def _is_work(self, folder: Path) -> bool:
        """Whether a folder is one learner's, and not one that holds those of many."""
        try:
            items = _first_items(folder)
        except UsageProblem:
            return False
        if self._is_surely_work(folder, items):
            return True
        folders = [Path(item.path) for item in items if item.is_dir(follow_symlinks=False)][:_MOST_FOLDERS]
        for inner in folders:
            with contextlib.suppress(UsageProblem):
                inner_items = _first_items(inner)
                if self._is_surely_work(inner, inner_items) or _has_code(inner_items):
                    return False
        return _has_code(items) or any(item.name in names for item in items for _, names in self._starts.values())

    def _is_surely_work(self, folder: Path, items: Sequence[os.DirEntry[str]]) -> bool:
        names = {item.name for item in items if not item.is_dir(follow_symlinks=False)}
        if names & _AT_THE_TOP:
            return True
        return any(os.path.lexists(folder / entry) for entry, _ in self._starts.values())

    def _bundle(self, bundle: Bundle) -> Submission:
        manifest = bundle.manifest
        learner = shown(manifest.learner or "")
        if self._lesson is not None:
            return Submission(bundle.snapshot(), self._lesson.slug, learner=learner)
        if manifest.pack.name != self._pack.name and not self._any_pack:
            why = f"It was made with the pack {shown(manifest.pack.name)}, and this is {self._pack.name}."
            return Submission(_EMPTY, "", f"{why} Name its pack with --pack.", learner)
        if manifest.lesson not in self._starts:
            return Submission(_EMPTY, "", f"This pack has no lesson {shown(manifest.lesson)}.", learner)
        return Submission(bundle.snapshot(), manifest.lesson, learner=learner)

    def _folder(self, folder: Path) -> Submission:
        snapshot = take(folder)
        if self._lesson is not None:
            return Submission(snapshot, self._lesson.slug)
        slug = self._guess(folder, snapshot)
        if not slug:
            refused = next((item.message for item in snapshot.refused), "")
            why = f"I cannot tell which lesson this is. {refused}".strip()
            return Submission(snapshot, "", f"{why} Name it with --lesson.")
        return Submission(snapshot, slug)

    def _guess(self, folder: Path, snapshot: Snapshot) -> str:
        """The lesson that the folder's marker names, if there is such a one; else the one whose files it has."""
        marker, _ = marker_in(folder)
        if marker is not None and marker.lesson in self._starts and marker.pack == self._pack.name:
            return marker.lesson
        there = {*snapshot.files, *(item.file for item in snapshot.refused)}
        points = {
            slug: (entry in there, len(files & there)) for slug, (entry, files) in self._starts.items() if files & there
        }
        best = [slug for slug, point in points.items() if point == max(points.values())]
        return best[0] if len(best) == 1 else ""

    def _add(self, lesson: Lesson) -> None:
        self._starts[lesson.slug] = lesson.entry, frozenset(lesson_files(lesson.start))


def shown(text: str) -> str:
    """A name that can be shown anywhere: bytes that are no UTF-8 and control characters are made visible."""
    plain = os.fsencode(text).decode("utf-8", "backslashreplace") if not _is_text(text) else text
    line = neutralise(plain).replace("\n", "␊").replace("\t", "␉")
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"


_LONGEST_NAME = 120
_EMPTY = Snapshot(files={}, refused=(), digest="")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _items(folder: Path, most: int) -> list[os.DirEntry[str]]:
    """What lies in a folder, sorted. Raises UsageProblem when it cannot be read or holds more than `most` names."""
    found = _first_items(folder, most + 1)
    if len(found) > most:
        raise UsageProblem(
            "Too many submissions", f"{shown(str(folder))} holds more than {most:,} names.", "Grade it in parts."
        )
    return found


def _first_items(folder: Path, most: int = _MOST_NAMES) -> list[os.DirEntry[str]]:
    """The first names in a folder, sorted. Raises UsageProblem when it cannot be read."""
    try:
        with os.scandir(folder) as items:
            return sorted(itertools.islice(items, most), key=lambda item: item.name)
    except OSError as error:
        why = f"{shown(str(folder))} cannot be read: {reason(error)}."
        raise UsageProblem("Cannot read the folder", why) from None


def _has_code(items: Iterable[os.DirEntry[str]]) -> bool:
    return any(item.name.endswith(".py") and not item.is_dir(follow_symlinks=False) for item in items)


def _begins_with(path: Path, start: bytes) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        return os.read(descriptor, len(start)) == start
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _told_apart(found: Iterable[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for item in found:
        name, number = item.name, 1
        while name in seen:
            number += 1
            name = f"{item.name} ({number})"
        seen.add(name)
        yield Found(name, item.path, item.kind)
