"""prodtutor diff: the learner's version beside another one, hunk by hunk, with the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from prodtutor.cli.options import DirOption, JsonOption, LessonArgument, PackOption, PlainOption, desk_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus

if TYPE_CHECKING:
    from prodtutor.session.compare import Comparison

_LOOKS = {"-": "bad", "+": "good", " ": None}


def diff(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="WHAT",
            help="start, reference, step:4.2, step:4.1..4.2 (what the reference changes there), or entry:12 from the "
            "history. "
            "Without it: the reference once all steps are done, else the start.",
            show_default=False,
        ),
    ] = None,
    directory: DirOption = None,
    as_json: JsonOption = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Compare your files with the reference, with the start, or with an earlier state.

    Both sides are formatted first, so that only differences that matter are shown.
    """
    from prodtutor.session.compare import diff as compare
    from prodtutor.session.reveal import may_show_reference

    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory, lay=False)
        if against is None:
            against = "reference" if may_show_reference(opened) else "start"
        comparison = compare(opened, against)
        if as_json:
            desk.paper.json({"schema": 1, "lesson": opened.lesson.slug, **comparison_json(comparison)})
        else:
            write_comparison(comparison, desk.paper)
    return ExitStatus.DONE


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data; line numbers count from 1."""
    return {
        "against": comparison.against,
        "files": [
            {
                "file": file.file,
                "status": file.status,
                "formatted": file.formatted,
                "hunks": [
                    {
                        "old_start": hunk.old_start,
                        "new_start": hunk.new_start,
                        "lines": [{"tag": tag, "text": text} for tag, text in hunk.lines],
                        "notes": list(hunk.notes),
                    }
                    for hunk in file.hunks
                ],
            }
            for file in comparison.files
        ],
    }


def write_comparison(comparison: Comparison, paper: Paper) -> None:
    """Write `comparison` as a unified diff, each hunk's reasons below it."""
    if not comparison.files:
        paper.line(f"No difference between {clean(comparison.old)} and {clean(comparison.new)}.")
        return
    paper.line(f"- {clean(comparison.old)}", "bad")
    paper.line(f"+ {clean(comparison.new)}", "good")
    for file in comparison.files:
        paper.line()
        paper.line(f"{clean(file.file)} · {clean(file.status)}", "strong")
        for hunk in file.hunks:
            old = sum(tag in " -" for tag, _text in hunk.lines)
            new = sum(tag in " +" for tag, _text in hunk.lines)
            paper.line(f"@@ -{hunk.old_start},{old} +{hunk.new_start},{new} @@", "note")
            for tag, text in hunk.lines:
                paper.line(tag + clean(text.rstrip("\r\n")), _LOOKS.get(tag))
            for note in hunk.notes:
                bar = paper.mark("│")
                paper.wrapped(note, f"  {bar} ", f"  {bar} ", "note")
