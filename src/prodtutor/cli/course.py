"""prodtutor route, prodtutor badges, prodtutor checklist: the way through the lessons, and what it adds up to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prodtutor.cli.options import JsonOption, PackOption, PlainOption, desk_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus, UsageProblem

if TYPE_CHECKING:
    from prodtutor.session.course import BadgeState, RouteState, StopState


def route(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="ROUTE", help="The name of a route, or its beginning.", show_default=False),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Follow no route.")] = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Choose a way through the lessons. Without a name, show the routes and how far you are on each."""
    from prodtutor.session.course import choose_route, routes

    if name is not None and none:
        raise UsageProblem("Which route?", "A name and --none were both given.", "Give one of them.")
    with desk_for(ctx, pack, plain) as desk:
        if none:
            choose_route(desk.tutor, None)
            desk.paper.line("You follow no route now.")
            return ExitStatus.DONE
        if name is not None:
            choose_route(desk.tutor, name)
        states = routes(desk.tutor)
        for state in states:
            if name is None or state.chosen:
                _write_route(state, desk.paper)
        if name is None:
            desk.paper.line("No lesson is ever locked: a route is a suggestion.", "quiet")
            if states:
                desk.paper.line(f"Choose one with `prodtutor route {states[0].route.name}`.", "quiet")
    return ExitStatus.DONE


def _write_route(state: RouteState, paper: Paper) -> None:
    chosen = " · your route" if state.chosen else ""
    name = paper.coloured(f"{clean(state.route.title)}", "strong")
    minutes = f" · {clean(state.route.minutes)} minutes" if state.route.minutes else ""
    paper.line(f"{name} ({clean(state.route.name)}){minutes} · {state.done} of {len(state.stops)} done{chosen}")
    paper.wrapped(state.route.about, "    ")
    for stop in state.stops:
        mark = paper.coloured(paper.mark("✓"), "good") if stop.done else paper.coloured(paper.mark("○"), "open")
        planned = "" if stop.ready else " · planned"
        paper.line(f"    {mark} {stop_title(stop)}{planned}")
    paper.line()


def stop_title(stop: StopState) -> str:
    """A stop of a route in a few words: `lesson 5, step 5.1: Make it testable`."""
    where = f"lesson {stop.number}, step {stop.step}" if stop.step else f"lesson {stop.number}"
    return f"{where}: {clean(stop.title)}"


def badges(ctx: typer.Context, as_json: JsonOption = False, pack: PackOption = None, plain: PlainOption = False) -> int:
    """Show the badges that your steps have earned, and what is missing for the others."""
    from prodtutor.session.course import badges as counted

    with desk_for(ctx, pack, plain) as desk:
        states = counted(desk.tutor)
        if as_json:
            desk.paper.json({"schema": 1, "badges": [_badge_json(state) for state in states]})
            return ExitStatus.DONE
        for state in states:
            _write_badge(state, desk.paper)
        if not states:
            desk.paper.line("This pack has no badges.")
    return ExitStatus.DONE


def _badge_json(state: BadgeState) -> dict[str, Any]:
    return {
        "badge": state.badge.name,
        "title": state.badge.title,
        "earned": state.earned,
        "done": state.done,
        "of": len(state.steps),
        "missing": [
            {"lesson": step.lesson, "id": step.id, "title": step.title, "broke_again": step.broke_again}
            for step in state.steps
            if not step.done
        ],
    }


def _write_badge(state: BadgeState, paper: Paper) -> None:
    mark = paper.coloured(paper.mark("✓"), "good") if state.earned else paper.coloured(paper.mark("○"), "open")
    title = paper.coloured(clean(state.badge.title), "strong")
    again = " · earned, and broke again" if state.was_earned else ""
    paper.line(f"{mark} {title} · {state.done} of {len(state.steps)} steps{again}")
    paper.wrapped(state.badge.about, "    ")
    missing = [step for step in state.steps if not step.done]
    ids = ", ".join(dict.fromkeys(clean(step.id) or f"lesson {step.number} (planned)" for step in missing))
    if missing:
        paper.wrapped(f"still open: {ids}", "    ", look="quiet")


def checklist(
    ctx: typer.Context,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to this file.", show_default=False)
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Print the production checklist as Markdown, or write it to a file: for a program of your own."""
    from prodtutor.session.checklist import checklist as made
    from prodtutor.session.checklist import export

    if overwrite and output is None:
        raise UsageProblem("Which file?", "--overwrite needs a file.", "Name one, as in `prodtutor checklist -o FILE`.")
    with desk_for(ctx, pack, plain) as desk:
        if output is None:
            desk.paper.write(clean(made(desk.tutor)))
        else:
            desk.paper.line(clean(str(export(desk.tutor, Path(output), overwrite=overwrite))))
    return ExitStatus.DONE
