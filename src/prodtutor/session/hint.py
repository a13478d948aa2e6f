"""Hints, one at a time: from a question to nearly the answer."""

from __future__ import annotations

from dataclasses import dataclass

from prodtutor.checking.verdict import Status, Verdict
from prodtutor.curriculum.model import Goal, Step
from prodtutor.errors import UsageProblem
from prodtutor.session.open import OpenLesson

TRIES_BEFORE_OFFER = 3


@dataclass(frozen=True)
class Hint:
    """One hint, ready to show. `text` is Markdown."""

    step: str
    """Id of the step."""
    goal: str
    """Name of the goal."""
    title: str
    """The goal's title."""
    number: int
    """From 1."""
    of: int
    text: str
    note: str = ""
    """A sentence when there is something to say: that this was the last one, say."""


@dataclass(frozen=True)
class Offer:
    """A goal that was tried in vain so often that a hint should be offered, never forced."""

    step: str
    goal: str
    title: str
    tries: int


def next_hint(opened: OpenLesson, step: str | None = None, goal: str | None = None) -> Hint:
    """Show (and record) the next hint that was not shown yet.

    For `goal` (a name) of `step` (an id or a name); without them for the first undone goal of the current step, which
    is the first required one that is not done. After the last hint the last one comes again, and `note` says so.
    Raises UsageProblem when there is no such step or goal, or nothing is left to do.
    """
    chosen_step, chosen = _choose(opened, step, goal)
    progress = opened.tutor.progress
    slug = opened.lesson.slug
    shown = min(progress.hints(slug).get((chosen_step.name, chosen.name), 0), len(chosen.hints))
    number = min(shown + 1, len(chosen.hints))
    note = ""
    if shown >= len(chosen.hints):
        show = f"prodtutor reveal {opened.lesson.number} --step {chosen_step.id}"
        note = f"That was the last hint. To see the reference: {show}"
    progress.record_hint(slug, chosen_step.name, chosen.name, number)
    return Hint(
        step=chosen_step.id,
        goal=chosen.name,
        title=chosen.title,
        number=number,
        of=len(chosen.hints),
        text=chosen.hints[number - 1],
        note=note,
    )


def shown_hints(opened: OpenLesson, step: str, goal: str) -> tuple[str, ...]:
    """The hints of a goal that were shown already, in order. Raises UsageProblem when there is no such goal."""
    chosen_step, chosen = _choose(opened, step, goal)
    count = opened.tutor.progress.hints(opened.lesson.slug).get((chosen_step.name, chosen.name), 0)
    return chosen.hints[:count]


def offer(opened: OpenLesson) -> Offer | None:
    """The goal for which a hint should be offered now: three failed tries since the last hint. None: no offer."""
    progress, slug = opened.tutor.progress, opened.lesson.slug
    verdict = progress.last_verdict(slug)
    if verdict is None or verdict.problem is not None:
        return None
    step = current_step(opened, verdict)
    goal = _first_undone(step, verdict) if step else None
    if step is None or goal is None:
        return None
    tries = progress.failures_since_hint(slug, step.name, goal.name)
    shown = progress.hints(slug).get((step.name, goal.name), 0)
    if tries < TRIES_BEFORE_OFFER or shown >= len(goal.hints):
        return None
    return Offer(step=step.id, goal=goal.name, title=goal.title, tries=tries)


def current_step(opened: OpenLesson, verdict: Verdict | None) -> Step | None:
    """The first required step that is not done, then the first optional one; None when all are done."""
    steps = sorted(opened.lesson.steps, key=lambda step: step.optional)
    return next((step for step in steps if not _is_done(step, verdict)), None)


def _is_done(step: Step, verdict: Verdict | None) -> bool:
    judged = verdict.step(step.name) if verdict else None
    return judged is not None and judged.status is Status.DONE


def _first_undone(step: Step, verdict: Verdict | None) -> Goal | None:
    judged = verdict.step(step.name) if verdict else None
    done = {goal.name for goal in judged.goals if goal.status is Status.DONE} if judged else set()
    return next((goal for goal in step.goals if goal.name not in done), None)


def _choose(opened: OpenLesson, step: str | None, goal: str | None) -> tuple[Step, Goal]:
    lesson = opened.lesson
    verdict = None if step and goal else opened.tutor.progress.last_verdict(lesson.slug)
    if step is None:
        chosen = _step_with(opened, goal) if goal else current_step(opened, verdict)
        if chosen is None:
            raise UsageProblem(
                "Nothing left to do", f"Every step of lesson {lesson.number} is done.", "Name a step with --step."
            )
    else:
        chosen = find_step(opened, step)
    if goal is None:
        return chosen, _first_undone(chosen, verdict) or chosen.goals[0]
    for candidate in chosen.goals:
        if candidate.name == goal:
            return chosen, candidate
    known = ", ".join(candidate.name for candidate in chosen.goals)
    raise UsageProblem("No such goal", f"Step {chosen.id} has no goal {goal!r}.", f"There are: {known}.")


def _step_with(opened: OpenLesson, goal: str) -> Step | None:
    for step in opened.lesson.steps:
        if any(candidate.name == goal for candidate in step.goals):
            return step
    raise UsageProblem("No such goal", f"Lesson {opened.lesson.number} has no goal {goal!r}.")


def find_step(opened: OpenLesson, wanted: str) -> Step:
    """The step with that id or name. Raises UsageProblem, listing what there is."""
    step = opened.lesson.step(wanted)
    if step is None:
        known = ", ".join(step.id for step in opened.lesson.steps)
        raise UsageProblem(
            "No such step", f"Lesson {opened.lesson.number} has no step {wanted!r}.", f"There are: {known}."
        )
    return step
