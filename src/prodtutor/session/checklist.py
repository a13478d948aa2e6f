"""The checklist for a program of the learner's own, as Markdown."""

from __future__ import annotations

import os
from pathlib import Path

from prodtutor.curriculum.course import Course
from prodtutor.curriculum.model import Pack
from prodtutor.errors import UsageProblem
from prodtutor.session.course import course_of
from prodtutor.session.tutor import Tutor

FILE = "production-checklist.md"
"""What the file is called when nobody says otherwise."""


def checklist(tutor: Tutor) -> str:
    """The checklist as Markdown, one box for each line. Raises UsageProblem when the pack has none."""
    course = course_of(tutor)
    if not course.checklist:
        raise UsageProblem("No checklist", f"The pack {tutor.pack.name} has no checklist.")
    return _markdown(tutor.pack, course)


def target_of(path: Path) -> Path:
    """The file that `export` writes for `path`: itself, or one in it when it is a folder."""
    path = path.expanduser().absolute()
    return path / FILE if path.is_dir() else path


def export(tutor: Tutor, path: Path, *, overwrite: bool = False) -> Path:
    """Write the checklist to `target_of(path)`; gives back that file.

    Raises UsageProblem when the file is there already and `overwrite` is false, and when it cannot be written.
    """
    text = checklist(tutor)
    target = target_of(path)
    try:
        if overwrite:
            _replace(target, text)
        else:
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except FileExistsError:
        raise UsageProblem(
            "The file is there already", f"{target} would be overwritten.", "Choose another name, or say --overwrite."
        ) from None
    except OSError as error:
        raise UsageProblem("Cannot write the file", f"{target}: {error.strerror or error}.") from None
    return target


def _replace(target: Path, text: str) -> None:
    """Put the new text in place of the old file at once: whoever reads it sees one or the other."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _markdown(pack: Pack, course: Course) -> str:
    numbers = {entry.slug: entry.number for entry in pack.lessons}
    lines = [
        "# Is this program ready for production?",
        "",
        "Program: ______________________  Owner: ______________________  Date: ______________",
        "",
        "Tick only what you could show to somebody. What does not apply gets a word why.",
    ]
    for part in course.checklist:
        lesson = f" (lesson {numbers[part.lesson]})" if part.lesson in numbers else ""
        lines += ["", f"## {part.title}{lesson}", ""]
        lines += [f"- [ ] {item}" for item in part.items]
    lines += ["", f"From the course “{pack.title}”.", ""]
    return "\n".join(lines)
