"""From a folder with `lessons/` and `exercises/` to typed data. The one module others import to read a pack."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import msgspec

from prodtutor.curriculum.cards import read_cards
from prodtutor.curriculum.crosscheck import check_notes, check_questions, check_steps
from prodtutor.curriculum.model import (
    Index,
    Lesson,
    LessonEntry,
    Note,
    Pack,
    Question,
    RunCommand,
    Step,
    Tools,
)
from prodtutor.curriculum.reading import TomlFile, read_text
from prodtutor.curriculum.specimens import Specimen, compose, specimen, specimen_names
from prodtutor.curriculum.stored import laid_name, lesson_files, stored_name, walk
from prodtutor.errors import UsageProblem

__all__ = [
    "Specimen",
    "compose",
    "find_entry",
    "is_ready",
    "laid_name",
    "lesson_files",
    "load_lesson",
    "load_pack",
    "specimen",
    "specimen_names",
    "stored_name",
]

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]*")


class _PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`pack.toml` as it stands there."""

    name: str
    version: str
    title: str
    lessons: tuple[LessonEntry, ...]


class _LessonFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`lesson.toml` as it stands there."""

    number: int
    slug: str
    title: str
    minutes: str
    mirrors: str = ""
    entry: str
    entry_may_go: bool = False
    knows: tuple[str, ...]
    learns: tuple[str, ...]
    python: str = "3.11"
    tools: Tools = Tools()
    run: RunCommand | None = None
    indexes: tuple[Index, ...] = ()
    steps: tuple[Step, ...]
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()


class _NotesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    notes: tuple[Note, ...] = ()


class _QuestionsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    questions: tuple[Question, ...] = ()


def load_pack(root: Path) -> Pack:
    """Read `root/lessons/pack.toml`.

    Raises UsageProblem, naming file, line, key and what was expected, when there is no pack or it has a mistake.
    """
    root = root.absolute()
    path = root / "lessons" / "pack.toml"
    if not path.is_file():
        raise UsageProblem("No lessons there", f"{path} is not there, so {root} is not a lesson pack.", "Check --pack.")
    file = TomlFile(path, "name, version, title and the list of lessons")
    said = file.as_(_PackFile)
    numbers: set[int] = set()
    slugs: set[str] = set()
    for index, entry in enumerate(said.lessons):
        if entry.number < 1:
            raise file.problem(("lessons", index, "number"), "Expected a number from 1.")
        if entry.number in numbers:
            raise file.problem(("lessons", index, "number"), f"Two lessons have number {entry.number}.")
        if not _SLUG.fullmatch(entry.slug):
            raise file.problem(("lessons", index, "slug"), "Expected lower case letters, digits and single dashes.")
        if entry.slug in slugs:
            raise file.problem(("lessons", index, "slug"), f"Two lessons have the slug {entry.slug}.")
        numbers.add(entry.number)
        slugs.add(entry.slug)
    return Pack(
        name=said.name,
        version=said.version,
        title=said.title,
        root=root,
        lessons=tuple(sorted(said.lessons, key=lambda entry: entry.number)),
    )


def is_ready(pack: Pack, entry: LessonEntry) -> bool:
    """Whether the lesson is there; otherwise it is planned."""
    return (pack.root / "lessons" / entry.slug / "lesson.toml").is_file()


def find_entry(pack: Pack, wanted: str) -> LessonEntry:
    """The lesson that `wanted` means: a number, a slug, or the beginning of a slug or of one of its words.

    Raises UsageProblem, listing what there is, when nothing or more than one thing fits.
    """
    text = wanted.strip().lower()
    if text.isascii() and text.isdigit():
        found = [entry for entry in pack.lessons if entry.number == int(text[:9])]
    else:
        found = [entry for entry in pack.lessons if entry.slug == text]
    if not found and text:
        found = [entry for entry in pack.lessons if _begins(entry.slug, text)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{entry.number} ({entry.slug})" for entry in found or pack.lessons)
    if found:
        raise UsageProblem("More than one lesson fits", f"{wanted!r} could mean {listed}.", "Use the number.")
    raise UsageProblem("No such lesson", f"There is no lesson {wanted!r}.", f"There are: {listed or 'none'}.")


def _begins(slug: str, text: str) -> bool:
    words = slug.split("-")
    return any("-".join(words[index:]).startswith(text) for index in range(len(words)))


def load_lesson(pack: Pack, entry: LessonEntry) -> Lesson:
    """Read a lesson's words. Its code is only looked at where the words speak of it.

    Raises UsageProblem when the lesson is only planned, and when something in it is wrong: with file, line and key.
    """
    words = pack.root / "lessons" / entry.slug
    code = pack.root / "exercises" / entry.slug
    if not is_ready(pack, entry):
        ready = ", ".join(str(other.number) for other in pack.lessons if is_ready(pack, other))
        raise UsageProblem(
            f"Lesson {entry.number} is planned",
            f"{entry.title} is not written yet.",
            f"Ready now: {ready}." if ready else "",
        )
    file = TomlFile(words / "lesson.toml", "the lesson")
    said = file.as_(_LessonFile)
    for key, expected in (("number", entry.number), ("slug", entry.slug)):
        if getattr(said, key) != expected:
            raise file.problem((key,), f"pack.toml says {expected!r} here.")
    check_steps(file, said.steps)
    _check_code(file, said, code)
    notes, questions = _notes(file, said, words), _questions(file, said, words)
    return Lesson(
        number=said.number,
        slug=said.slug,
        title=said.title,
        minutes=said.minutes,
        mirrors=said.mirrors,
        entry=said.entry,
        entry_may_go=said.entry_may_go,
        knows=said.knows,
        learns=said.learns,
        python=said.python,
        tools=said.tools,
        run=said.run or RunCommand(script=said.entry),
        indexes=said.indexes,
        steps=tuple(_with_concept(step, words) for step in said.steps),
        brief=read_text(words / "brief.md", "what the script does and what will go wrong"),
        notes=notes,
        questions=questions,
        cards=read_cards(words / "cards"),
        words=words,
        code=code,
    )


def _check_code(file: TomlFile, said: _LessonFile, code: Path) -> None:
    start = code / "start"
    if not start.is_dir():
        raise UsageProblem("The pack is incomplete", f"{start} is not there.", "It holds the starting files.")
    laid = {laid_name(name) for name, _ in walk(start)}
    if said.entry not in laid:
        raise file.problem(("entry",), f"{said.entry} is not in {start}.")
    if said.run is not None and PurePosixPath(said.run.script).is_absolute():
        raise file.problem(("run", "script"), "Expected a file of the learner's folder.")
    for number, index in enumerate(said.indexes):
        at = ("indexes", number)
        if not _FOLDER.fullmatch(index.folder) or any(name.startswith(f"{index.folder}/") for name in laid):
            raise file.problem((*at, "folder"), "Expected a folder of its own: one name in lower case.")
        if index.folder in (other.folder for other in said.indexes[:number]):
            raise file.problem((*at, "folder"), f"Two indexes are laid out as {index.folder}.")
        for place, source in enumerate(index.sources):
            if not _FOLDER.fullmatch(source) or not (code / source).is_dir():
                raise file.problem((*at, "sources", place), f"There is no folder {code / source}.")


def _with_concept(step: Step, words: Path) -> Step:
    text = read_text(words / "concepts" / f"{step.id}.md", f"what step {step.id} needs to be understood")
    return msgspec.structs.replace(step, concept=text)


def _notes(file: TomlFile, said: _LessonFile, words: Path) -> tuple[Note, ...]:
    check_notes(file, said.notes, said.steps)
    path = words / "notes.toml"
    if not path.is_file():
        return said.notes
    apart = TomlFile(path, "the list `notes`")
    notes = apart.as_(_NotesFile).notes
    check_notes(apart, notes, said.steps)
    return said.notes + notes


def _questions(file: TomlFile, said: _LessonFile, words: Path) -> tuple[Question, ...]:
    check_questions(file, said.questions)
    path = words / "recap.toml"
    if not path.is_file():
        return said.questions
    apart = TomlFile(path, "the list `questions`")
    questions = apart.as_(_QuestionsFile).questions
    check_questions(apart, questions)
    return said.questions + questions
