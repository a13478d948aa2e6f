"""prodtutor review: read a change, mark the lines that must not go live, and hear what was found and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from prodtutor.cli.options import JsonOption, PackOption, PlainOption, desk_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus

if TYPE_CHECKING:
    from prodtutor.curriculum.review import Review
    from prodtutor.session.review import ReviewVerdict

_WORTH = {"found": ("✓", "good"), "other": ("○", "open"), "debatable": ("·", "quiet"), "alarm": ("?", "bad")}


def review(
    ctx: typer.Context,
    marks: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LINE:KIND]...", help="A line, and what is wrong there: 12:secret, or 12s."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Which review, if there are several.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Review a change that looks right. Without marks, show it with its line numbers; with marks, judge them."""
    from prodtutor.session.review import find_review, parse_marks, review_change

    with desk_for(ctx, pack, plain) as desk:
        found = find_review(desk.tutor, name)
        if not marks:
            if as_json:
                desk.paper.json(_change_json(found))
            else:
                _write_change(found, desk.paper)
            return ExitStatus.DONE
        verdict = review_change(desk.tutor, found, parse_marks(found, marks))
        if as_json:
            desk.paper.json(_verdict_json(found, verdict))
        else:
            _write_verdict(found, verdict, desk.paper)
    return ExitStatus.DONE if verdict.done else ExitStatus.NOT_YET


def _write_change(review: Review, paper: Paper) -> None:
    paper.line(clean(review.title), "strong")
    paper.wrapped(review.about)
    file = ""
    for line in review.lines:
        if line.file != file:
            file = line.file
            paper.line()
            paper.line(clean(file), "strong")
        paper.line(f"{line.number:>4}  {clean(line.text)}".rstrip())
    paper.line()
    for kind in review.kinds:
        paper.line(f"  {kind.key}  {kind.name:<11} {clean(kind.title)}")
    first = review.kinds[0]
    paper.line(f"Mark lines with `prodtutor review 12:{first.name} 34{review.kinds[-1].key} …`.", "quiet")


def _write_verdict(review: Review, verdict: ReviewVerdict, paper: Paper) -> None:
    from prodtutor.session.review import summary

    titles = {kind.name: kind.title for kind in review.kinds}
    for judged in verdict.marks:
        line = review.lines[judged.mark.line - 1]
        symbol, look = _WORTH[judged.worth]
        head = f"{line.number} {titles[judged.mark.kind]}"
        paper.marked(symbol, f"{head}: {line.text.strip()}", mark_look=look)
        paper.wrapped(judged.says, "    ")
    if verdict.missed:
        paper.line()
        paper.line(f"Still to find: {len(verdict.missed)} of {len(review.faults)}.", "strong")
        for fault in verdict.missed:
            paper.wrapped(fault.hint, "  - ", "    ")
    paper.line()
    paper.wrapped(summary(review, verdict), look="strong")


def _change_json(review: Review) -> dict[str, Any]:
    return {
        "schema": 1,
        "review": review.name,
        "about": review.about,
        "kinds": [{"name": kind.name, "key": kind.key, "title": kind.title} for kind in review.kinds],
        "lines": [{"number": line.number, "file": line.file, "text": line.text} for line in review.lines],
    }


def _verdict_json(review: Review, verdict: ReviewVerdict) -> dict[str, Any]:
    return {
        "schema": 1,
        "review": review.name,
        "verdict": "done" if verdict.done else "not_yet",
        "found": [fault.name for fault in verdict.found],
        "missed": len(verdict.missed),
        "alarms": verdict.alarms,
        "marks": [
            {"line": judged.mark.line, "kind": judged.mark.kind, "worth": judged.worth, "says": judged.says}
            for judged in verdict.marks
        ],
    }
