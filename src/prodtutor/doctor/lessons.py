"""The lesson pack in use: can it be read."""

from __future__ import annotations

from prodtutor.doctor.report import Check
from prodtutor.errors import ProdtutorError
from prodtutor.settings import Settings


def lessons(settings: Settings) -> tuple[Check, ...]:
    """One check for the pack, and one for each lesson with a mistake in it."""
    from prodtutor.curriculum.load import is_ready, load_lesson, load_pack

    try:
        pack = load_pack(settings.pack)
    except ProdtutorError as error:
        return (Check("lessons", "problem", error.message, error.hint or "Check --pack, or install prodtutor again."),)
    broken = []
    ready = [entry for entry in pack.lessons if is_ready(pack, entry)]
    for entry in ready:
        try:
            load_lesson(pack, entry)
        except ProdtutorError as error:
            broken.append(Check(f"lesson {entry.number}", "problem", error.message, error.hint))
    if not ready:
        return (Check("lessons", "problem", f"The pack in {pack.root} has no lesson that is ready.", "Check --pack."),)
    planned = len(pack.lessons) - len(ready)
    words = f"{pack.title} {pack.version}: {len(ready)} ready, {planned} planned, in {pack.root}."
    return (Check("lessons", "ok", words), *broken)
