"""prodtutor start, reset, history, restore: the exercise folder and its past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prodtutor.cli.options import Desk, DirOption, JsonOption, LessonArgument, PackOption, PlainOption, desk_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus, UsageProblem

if TYPE_CHECKING:
    from prodtutor.session.open import OpenLesson
    from prodtutor.workspace.history import Entry

_KINDS = {
    "start": "laid out",
    "base": "given files of a newer version",
    "check": "checked",
    "save": "saved",
    "create": "file created",
    "rename": "file renamed",
    "delete": "file deleted",
    "reset": "reset",
    "restore": "restored",
    "update": "moved to a newer version",
    "undo": "undone",
    "found": "found",
}
_VERDICTS = {"done": "done", "not_yet": "not yet", "cannot_judge": "could not be judged"}


def start(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="DIR", help="Lay it out in this new or empty folder.", show_default=False),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Move to the lesson's newer version; your changes are kept.")
    ] = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Lay the exercise out for your own editor, and print the folder.

    If it is there already, nothing is changed: the folder is printed again.
    """
    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, to=to, tell_update=not update)
        if update and opened.update:
            return _move(desk, opened)
        desk.paper.line(clean(str(opened.workspace.root)))
        desk.paper.aside(
            f"Begin with {opened.lesson.entry}: run it and see (`prodtutor run {opened.lesson.number}`)."
            if opened.fresh
            else "It was there already; nothing was changed."
        )
        desk.paper.aside(f"Then let it be checked: `prodtutor check {opened.lesson.number}`, or `--watch` it.")
    return ExitStatus.DONE


def _move(desk: Desk, opened: OpenLesson) -> int:
    from prodtutor.session.update import move

    moved = move(opened)
    desk.paper.line(clean(str(moved.workspace.root)))
    for sentence in moved.notices:
        desk.paper.aside(sentence)
    return ExitStatus.DONE


def reset(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LESSON] [FILE]...",
            help="The lesson, then the files to set back. Without files: all of them.",
            show_default=False,
        ),
    ] = None,
    directory: DirOption = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Set files back to how the lesson began. What you have now is kept in the history."""
    from prodtutor.session.reset import reset as set_back

    with desk_for(ctx, pack, plain) as desk:
        lesson, files = _lesson_and_files(words or [], directory)
        opened = desk.open(lesson, directory, lay=False)
        done = set_back(opened, files)
        if done.files or done.removed:
            names = [*done.files, *(f"{name} (taken away)" for name in done.removed)]
            desk.paper.wrapped(f"Set back: {', '.join(names)}.")
        desk.paper.wrapped(done.message)
    return ExitStatus.DONE


def history(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    directory: DirOption = None,
    as_json: JsonOption = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Show the states of your files that are kept, the newest last."""
    from prodtutor.session.history import history as entries_of

    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory, lay=False)
        entries = entries_of(opened)
        if as_json:
            desk.paper.json(
                {"schema": 1, "lesson": opened.lesson.slug, "entries": [_entry_json(entry) for entry in entries]}
            )
            return ExitStatus.DONE
        _write_history(entries, opened.lesson.number, desk.paper)
    return ExitStatus.DONE


def restore(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LESSON] ID", help="The lesson, then the entry's ID from `prodtutor history`."),
    ] = None,
    directory: DirOption = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Bring back the files of an entry of the history. What you have now is kept first."""
    from prodtutor.session.history import history as entries_of
    from prodtutor.session.history import restore as bring_back

    lesson, entry_id = _lesson_and_entry(words or [], directory)
    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory, lay=False)
        restored = bring_back(opened, entry_id)
        desk.paper.wrapped(f"Your files are again as they were in entry {entry_id}.")
        before = max(
            (entry.id for entry in entries_of(opened) if entry.id < restored.id and entry.kind != "base"), default=None
        )
        if before is not None:
            desk.paper.wrapped(
                f"What you had is kept as entry {before}; "
                f"`prodtutor restore {opened.lesson.number} {before}` brings it back."
            )
    return ExitStatus.DONE


def _lesson_and_files(words: list[str], directory: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Split `[LESSON] [FILE]...`: in an exercise folder the first word may be a file already.

    A word is a file if it has a dot or a slash, or is there; no lesson's number or name looks like that.
    """
    from prodtutor.workspace.folder import marker_above

    if not words:
        return None, ()
    here = marker_above(Path(directory) if directory else Path.cwd())
    first = words[0]
    if here is not None and (any(c in first for c in "./\\") or (here[0] / first).is_file()):
        return None, tuple(words)
    return first, tuple(words[1:])


def _lesson_and_entry(words: list[str], directory: str | None) -> tuple[str | None, int]:
    from prodtutor.workspace.folder import marker_above

    here = marker_above(Path(directory) if directory else Path.cwd())
    if not words or (len(words) == 1 and here is None):
        lesson = words[0] if words else "4"
        raise UsageProblem(
            "Which entry?",
            "restore needs the ID of an entry of the history.",
            f"`prodtutor history {clean(lesson)}` lists them; then `prodtutor restore {clean(lesson)} ID`.",
        )
    if len(words) > 2:
        raise UsageProblem("Too many words", "restore takes a lesson and an ID.", "As in `prodtutor restore 4 12`.")
    try:
        return (words[0] if len(words) == 2 else None), int(words[-1])
    except ValueError:
        raise UsageProblem(
            "Not an ID",
            f"{clean(words[-1])!r} is not the ID of an entry: IDs are numbers.",
            "`prodtutor history 4` shows them.",
        ) from None


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "time": entry.time,
        "kind": entry.kind,
        "verdict": entry.verdict,
        "steps": dict(entry.steps),
        "files": sorted(entry.files),
        "note": entry.note,
    }


def _write_history(entries: tuple[Entry, ...], number: int, paper: Paper) -> None:
    if not entries:
        paper.line("Nothing is kept yet.")
        return
    width = max(len(str(entry.id)) for entry in entries)
    for entry in entries:
        words = [_KINDS.get(entry.kind, entry.kind)]
        if entry.verdict:
            words.append(_VERDICTS.get(entry.verdict, entry.verdict))
        if entry.steps:
            done = [step for step, status in entry.steps.items() if status == "done"]
            words.append("steps done: " + (", ".join(done) or "none"))
        if entry.note:
            words.append(entry.note)
        paper.line(f"{entry.id:>{width}}  {local_time(entry.time)}  {clean(' · '.join(words))}")
    paper.line()
    paper.line(f"`prodtutor restore {number} {entries[-1].id}` brings an entry back.", "quiet")


def local_time(stamp: str) -> str:
    """An ISO time as date and time of the day where the learner is; as it stands if it is none."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return clean(stamp)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
