"""prodtutor list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from prodtutor.cli.options import JsonOption, PackOption, PlainOption, desk_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus

if TYPE_CHECKING:
    from prodtutor.session.course import RouteState
    from prodtutor.session.overview import LessonOverview

_MARKS = {"done": ("✓", "good"), "not_yet": ("○", "open"), "cannot_judge": ("?", "bad")}


def list_lessons(
    ctx: typer.Context, as_json: JsonOption = False, pack: PackOption = None, plain: PlainOption = False
) -> int:
    """Show the lessons, their steps, and how far you are."""
    from prodtutor.curriculum.review import review_names
    from prodtutor.session.course import chosen_route, routes
    from prodtutor.session.overview import overview

    with desk_for(ctx, pack, plain) as desk:
        lessons = overview(desk.tutor)
        if as_json:
            route = chosen_route(desk.tutor)
            listed = [_lesson_json(lesson) for lesson in lessons]
            desk.paper.json({"schema": 1, "route": route.name if route else None, "lessons": listed})
        else:
            _write(lessons, desk.paper)
            _write_route(next((state for state in routes(desk.tutor) if state.chosen), None), desk.paper)
            if review_names(desk.tutor.pack):
                desk.paper.line("A drill across the lessons: `prodtutor review`.", "quiet")
    return ExitStatus.DONE


def _lesson_json(lesson: LessonOverview) -> dict[str, Any]:
    data: dict[str, Any] = {
        "number": lesson.number,
        "lesson": lesson.slug,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "status": "ready" if lesson.ready else "planned",
        "steps": [
            {"id": step.id, "title": step.title, "status": step.status.value, "optional": step.optional}
            for step in lesson.steps
        ],
    }
    if lesson.problem:
        data["problem"] = lesson.problem
    return data


def _write(lessons: tuple[LessonOverview, ...], paper: Paper) -> None:
    for lesson in lessons:
        head = f"{lesson.number:>2}  {clean(lesson.title)}"
        if not lesson.ready:
            paper.line(f"{head} · planned", "quiet")
            continue
        if lesson.problem:
            paper.line(head, "strong")
            paper.wrapped(f"This lesson cannot be used: {lesson.problem}", "    ")
            continue
        fresh = not any(step.ever_done for step in lesson.steps)
        progress = "not begun" if fresh else f"{lesson.done} of {lesson.required} steps done"
        minutes = f" · {clean(lesson.minutes)} minutes" if lesson.minutes else ""
        paper.line(paper.coloured(head, "strong") + f"{minutes} · {progress}")
        for step in lesson.steps:
            symbol, look = _MARKS[step.status.value]
            beyond = " (beyond, optional)" if step.optional else ""
            again = " · broke again" if step.ever_done and step.status.value == "not_yet" else ""
            paper.line(f"    {paper.coloured(paper.mark(symbol), look)} {step.id} {clean(step.title)}{beyond}{again}")
    ready = next((lesson for lesson in lessons if lesson.ready), None)
    if ready is not None:
        paper.line()
        paper.line(f"Open one with `prodtutor lesson {ready.number}`, or `prodtutor start {ready.number}`.", "quiet")


def _write_route(state: RouteState | None, paper: Paper) -> None:
    if state is None:
        return
    paper.line(f"Your route: {clean(state.route.title)} · {state.done} of {len(state.stops)} done.")
    if state.next is not None:
        step = f", step {clean(state.next.step)}" if state.next.step else ""
        paper.line(f"Next on it: lesson {state.next.number}{step}: {clean(state.next.title)}.")
