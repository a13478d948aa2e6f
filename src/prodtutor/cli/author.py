"""prodtutor author verify, prodtutor author lay: for whoever writes lessons."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prodtutor.cli.options import JsonOption, PackOption, PlainOption, desk_for, settings_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus, UsageProblem

if TYPE_CHECKING:
    from prodtutor.authoring.verify import Progressed, VerifyReport

_Text = str | None


def verify(
    ctx: typer.Context,
    lessons: Annotated[
        list[str] | None, typer.Argument(metavar="[LESSON]...", help="Which lessons; all that are ready without.")
    ] = None,
    only: Annotated[
        _Text,
        typer.Option("--only", metavar="TEXT", help="Only the specimens with this in their name.", show_default=False),
    ] = None,
    stress: Annotated[
        bool, typer.Option("--stress", help="Judge each many times while a core is kept busy: hours, not minutes.")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", help="Draw as the run did that was named with it.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Prove that lessons do what they say: the start, every stage, the solution, every accept, every reject.

    With --stress, start, solution and accepts are judged 50 times, stages and rejects 10 times.
    What checks draw is the same in every proof; under stress it is drawn afresh, and its seed is named.
    """
    from prodtutor.authoring.verify import verify as prove
    from prodtutor.cli.waiting import Waiting
    from prodtutor.log import start_log

    settings = settings_for(ctx, pack, plain)
    start_log(settings.log)
    paper = Paper(settings)
    with Waiting(settings, "Verifying") as waiting:

        def tell(done: Progressed) -> None:
            waiting.say(f"Verifying {done.lesson}: {done.number} of {done.of} specimens,")

        report = prove(settings, tuple(lessons or ()), tell, only=only, stress=stress, seed=seed)
    if as_json:
        paper.json(report.to_json())
    else:
        _write(report, paper)
    return ExitStatus.DONE if report.agrees and report.lessons else ExitStatus.NOT_YET


def _write(report: VerifyReport, paper: Paper) -> None:
    for lesson in report.lessons:
        wrong = lesson.disagreements
        mark = paper.coloured(paper.mark("○"), "bad") if wrong else paper.coloured(paper.mark("✓"), "good")
        counts = f"{lesson.steps} steps, {lesson.stages} stages, {lesson.accepts} accepts, {lesson.rejects} rejects"
        paper.line(f"{mark} {clean(lesson.lesson)} · {counts} · took {lesson.took_ms / 1000:.1f} s")
        for specimen, items in groupby(wrong, key=lambda item: item.specimen):
            paper.line(f"    {clean(specimen)}", "strong")
            for item in items:
                paper.wrapped(f"expected {item.expected}", "      ", "        ")
                paper.wrapped(f"got {item.got}", "      ", "        ")
    for mistake in report.around:
        paper.marked("○", mistake, mark_look="bad")
    if report.planned:
        paper.wrapped(f"Planned, and not verified: {', '.join(report.planned)}.", look="quiet")
    if not report.lessons:
        paper.line("No lesson is ready, so nothing was verified.")


def lay(
    ctx: typer.Context,
    lesson: Annotated[str, typer.Argument(metavar="LESSON", help="A number, a name or its beginning.")],
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    solution: Annotated[bool, typer.Option("--solution", help="The reference.")] = False,
    stage: Annotated[
        _Text, typer.Option("--stage", metavar="STEP", help="The reference after a step.", show_default=False)
    ] = None,
    accept: Annotated[
        _Text, typer.Option("--accept", metavar="NAME", help="A specimen that must pass.", show_default=False)
    ] = None,
    reject: Annotated[
        _Text, typer.Option("--reject", metavar="NAME", help="A specimen that must fail.", show_default=False)
    ] = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Lay the files of a specimen out in a folder, to look at them or to check them by hand.

    `prodtutor check --dir DIR` then says what prodtutor makes of them.
    """
    from prodtutor.authoring.lay import lay_specimen

    what = _which(solution, stage, accept, reject)
    with desk_for(ctx, pack, plain) as desk:
        laid = lay_specimen(desk.tutor, lesson, what, Path(folder))
        desk.paper.line(clean(str(laid)))
        desk.paper.aside(f"See what it is worth: `prodtutor check --dir {laid}`.")
    return ExitStatus.DONE


def _which(solution: bool, stage: str | None, accept: str | None, reject: str | None) -> str:
    chosen = [
        *(["solution"] if solution else []),
        *([f"stage:{stage}"] if stage else []),
        *([f"accept:{accept}"] if accept else []),
        *([f"reject:{reject}"] if reject else []),
    ]
    if len(chosen) != 1:
        raise UsageProblem(
            "Which specimen?",
            "Exactly one of --solution, --stage, --accept and --reject is needed.",
            "As in `prodtutor author lay 4 DIR --stage 4.2`.",
        )
    return chosen[0]
