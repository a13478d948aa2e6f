"""Handing work in: the learner's folder becomes one bundle."""

from __future__ import annotations

from pathlib import Path

from prodtutor.classroom.archive import Refused
from prodtutor.classroom.bundle import ENDING, Bundle, parse_bundle
from prodtutor.classroom.manifest import SCHEMA, Manifest, PackNamed, Shared, named, tool_versions
from prodtutor.errors import UsageProblem
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.files import read_plain, reason, write_atomically
from prodtutor.workspace.snapshot import take

MAX_LEARNER = 100
"""Characters of a learner's name."""
MOST_NAMED = 50
"""Files that were not taken; more are not named."""


def pack_up(opened: OpenLesson, *, learner: str | None = None, share_progress: bool = False) -> Bundle:
    """The learner's files as they are now, with a manifest.

    Raises UsageProblem when the folder holds more than a bundle may, or a file that other systems cannot have.
    """
    lesson, pack = opened.lesson, opened.tutor.pack
    snapshot = take(opened.root)
    if not snapshot.complete:
        message = next(item.message for item in snapshot.refused if item.code in ("number", "total", "depth"))
        raise UsageProblem("Too much to hand in", message, "Move what does not belong to the lesson elsewhere.")
    name = None if learner is None else " ".join(learner.split())
    if name is not None and not 0 < len(name) <= MAX_LEARNER:
        raise UsageProblem("This name cannot be used", f"A name has 1 to {MAX_LEARNER} characters.", "Try --name NAME.")
    bundle = Bundle(
        Manifest(
            schema=SCHEMA,
            lesson=lesson.slug,
            pack=PackNamed(name=pack.name, version=pack.version, digest=lesson.digest),
            tools=tool_versions(),
            files=tuple(named(file, data) for file, data in snapshot.files.items()),
            left_out=tuple(item.message for item in snapshot.refused[:MOST_NAMED]),
            learner=name,
            progress=_shared(opened) if share_progress else None,
        ),
        snapshot.files,
    )
    try:
        parse_bundle(bundle.to_bytes(), "It")
    except Refused as error:
        raise UsageProblem(
            "This folder cannot be handed in",
            f"A bundle of it would be refused. {error.message}",
            "Rename or remove that file.",
        ) from None
    return bundle


def default_place(opened: OpenLesson, here: Path) -> Path:
    """Where a bundle goes: the folder `here`; when that is in the exercise folder, beside that one."""
    root = opened.root.resolve()
    folder = root.parent if _is_in(here, root) else here
    return folder / f"{opened.lesson.slug}{ENDING}"


def hand_in(opened: OpenLesson, bundle: Bundle, place: Path) -> None:
    """Write the bundle to `place`, whole or not at all.

    Raises UsageProblem when there is something else, when it lies in the exercise folder (it would be handed in with
    the next one), or when it cannot be written.
    """
    if _is_in(place.absolute().parent, opened.root.resolve()):
        raise UsageProblem(
            "A bundle in the exercise folder",
            f"{place} lies in the folder that is handed in.",
            "Choose a place outside of it with -o FILE.",
        )
    try:
        there = read_plain(place, limit=1 << 28)
    except OSError as error:
        raise UsageProblem(
            "The place is taken", f"{place} cannot be replaced: {reason(error)}.", "Use -o FILE."
        ) from None
    if there is not None:
        try:
            parse_bundle(there, place.name)
        except Refused:
            raise UsageProblem(
                "The place is taken", f"{place} is there already, and is no bundle.", "Use another name: -o FILE."
            ) from None
    write_atomically(place, bundle.to_bytes())


def _is_in(folder: Path, root: Path) -> bool:
    try:
        return folder.resolve().is_relative_to(root)
    except OSError:
        return False


def _shared(opened: OpenLesson) -> Shared:
    progress, slug = opened.tutor.progress, opened.lesson.slug
    shown, revealed = progress.hints(slug), progress.revealed(slug)
    hints = {
        step.id: count
        for step in opened.lesson.steps
        if (count := sum(number for (name, _), number in shown.items() if name == step.name))
    }
    steps = tuple(step.id for step in opened.lesson.steps if step.name in revealed)
    return Shared(attempts=len(progress.attempts(slug)), hints=hints, revealed=steps)
