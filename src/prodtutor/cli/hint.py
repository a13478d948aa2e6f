"""prodtutor hint, prodtutor reveal: help, one piece at a time."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from prodtutor.cli.options import (
    DirOption,
    JsonOption,
    LessonArgument,
    PackOption,
    PlainOption,
    StepOption,
    desk_for,
)
from prodtutor.cli.paper import clean, is_terminal
from prodtutor.errors import ExitStatus, UsageProblem


def hint(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    step: StepOption = None,
    directory: DirOption = None,
    as_json: JsonOption = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Show the next hint for the first goal that is not done.

    The first is a question, the last nearly the answer. Each call shows one more.
    """
    from prodtutor.session.hint import next_hint

    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory)
        desk.tell_if_fresh(opened)
        found = next_hint(opened, step)
        if as_json:
            desk.paper.json(
                {
                    "schema": 1,
                    "lesson": opened.lesson.slug,
                    "step": found.step,
                    "goal": found.goal,
                    "number": found.number,
                    "of": found.of,
                    "text": found.text,
                }
            )
            return ExitStatus.DONE
        desk.paper.wrapped(f"Hint {found.number} of {found.of} · {found.step} {found.title}", look="strong")
        desk.paper.line()
        desk.paper.wrapped(found.text)
        if found.note:
            desk.paper.line()
            desk.paper.wrapped(found.note)
    return ExitStatus.DONE


def reveal(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    step: StepOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    directory: DirOption = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Show one step of the reference beside your own version, with the reasons.

    It asks first: a hint (`prodtutor hint`) gives away less.
    """
    from prodtutor.cli.compare import write_comparison
    from prodtutor.session.hint import find_step
    from prodtutor.session.reveal import reveal as show_step

    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory, lay=False)
        if step is None:
            there = ", ".join(step.id for step in opened.lesson.steps)
            raise UsageProblem("Which step?", "No step was named.", f"Use --step with one of {there}.")
        wanted = find_step(opened, step).id
        if not yes and not _agreed(wanted):
            desk.paper.aside("Nothing was shown.")
            return ExitStatus.NOT_YET
        write_comparison(show_step(opened, wanted), desk.paper)
    return ExitStatus.DONE


def _agreed(step: str) -> bool:
    """Ask on the terminal. Raises UsageProblem if nobody is there to be asked."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise UsageProblem(
            "Not confirmed",
            "Showing the reference needs a confirmation, and there is no terminal to ask on.",
            "Add --yes if you mean it.",
        )
    typer.echo(f"Show the reference for step {clean(step)}? [y/N] ", err=True, nl=False)
    answer = sys.stdin.readline()
    return answer.strip().lower() in ("y", "yes")
