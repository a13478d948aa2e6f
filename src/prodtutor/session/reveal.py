"""Showing the reference of one step, to whoever has confirmed it."""

from __future__ import annotations

from prodtutor.checking.verdict import Status
from prodtutor.session.compare import Comparison, against_step
from prodtutor.session.hint import find_step
from prodtutor.session.open import OpenLesson


def reveal(opened: OpenLesson, step_id: str) -> Comparison:
    """From the learner's files to the reference as it is after `step_id` (an id or a name); recorded.

    Asking for confirmation is the front end's part. Raises UsageProblem when there is no such step.
    """
    step = find_step(opened, step_id)
    shown = against_step(opened, step.id)
    opened.tutor.progress.record_reveal(opened.lesson.slug, step.name)
    return shown


def may_show_reference(opened: OpenLesson) -> bool:
    """Whether the whole reference opens without a question: every required step was done once, or revealed."""
    slug, progress = opened.lesson.slug, opened.tutor.progress
    known, revealed = progress.step_statuses(slug), progress.revealed(slug)
    return all(
        step.name in revealed
        or (step.name in known and (known[step.name].ever_done or known[step.name].status is Status.DONE))
        for step in opened.lesson.required
    )
