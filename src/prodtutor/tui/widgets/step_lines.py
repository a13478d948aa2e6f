"""Steps, goals and findings as lines of the lists in the steps pane."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from prodtutor.checking.verdict import Finding, GoalVerdict, StepVerdict
from prodtutor.curriculum.model import Step
from prodtutor.tui.glyphs import MUTED, STYLES, Glyphs, StepState, goal_state
from prodtutor.tui.widgets.finding_text import folded, hung, place
from prodtutor.untrusted import neutralise


def step_line(step: Step, state: StepState, glyphs: Glyphs, width: int, *, chosen: bool) -> Content:
    """One row; what does not fit is in the heading of the goals."""
    quiet = state in (StepState.DONE, StepState.WAITING, StepState.UNSEEN) and not chosen
    title = Content(step.title).stylize("bold" if chosen else MUTED if quiet else "")
    return Content.assemble((f"{glyphs.state(state)} ", STYLES[state]), (f"{step.id} ", MUTED), title).truncate(
        width, ellipsis=True
    )


def step_heading(step: Step, state: StepState, verdict: StepVerdict | None, glyphs: Glyphs, width: int) -> Content:
    """The step's whole title, and its state in a word."""
    words = [state.value] if state is not StepState.UNSEEN else []
    if state is StepState.WAITING and verdict is not None:
        words = [f"waiting for {', '.join(verdict.waits_for)}; you may begin all the same"]
    if step.optional:
        words.insert(0, "beyond the lesson")
    text = f" {glyphs.dot} ".join([step.title, *words])
    heading = folded(text, width, 0)
    if words:
        heading = heading.stylize(STYLES[state], heading.plain.index(glyphs.dot))
    return heading.stylize_before("$accent")


def onward_line(step: Step, glyphs: Glyphs, width: int) -> Content:
    """The way to the step that comes next. Not bold: it is there to be chosen, and not chosen yet."""
    text = f"Go on to {step.id} {step.title}"
    return Content.assemble((f"{glyphs.right} ", "$accent"), hung(text, width, 3).stylize_before("$accent"))


def goal_line(goal: GoalVerdict, glyphs: Glyphs, width: int, *, first: bool, hidden: int) -> Content:
    """A goal with its sign. first: it is the one to work on. hidden: findings that opening it would show."""
    state = goal_state(goal.status)
    style = "bold" if first else MUTED if state is StepState.DONE else ""
    parts: list[Content | tuple[str, str]] = [
        (f"{glyphs.state(state)} ", STYLES[state]),
        hung(goal.title, width, 2).stylize_before(style),
    ]
    if hidden:
        parts.append((f"  {hidden} to open", MUTED))
    return Content.assemble(*parts)


def another_line(finding: Finding, first: Finding, width: int) -> Content:
    """One more finding of a rule whose `first` is told in full above."""
    where = place(finding) or "again"
    says = "same rule" if finding.message == first.message else neutralise(finding.message)
    return Content.assemble(("    and ", MUTED), where, (f"  {says}", MUTED)).truncate(width, ellipsis=True)


def others_line(findings: Sequence[Finding], glyphs: Glyphs, width: int) -> Content:
    """Many more findings of one rule in a single line, which opens."""
    places = [place(finding) for finding in findings if place(finding)]
    text = f" {glyphs.dot} {', '.join(places)}" if places else ""
    return Content.assemble(f"    and {len(findings)} more of this rule", (text, MUTED)).truncate(width, ellipsis=True)
