"""Steps, goals and findings as lines of the lists in the steps pane."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from prodtutor.checking.verdict import Finding, GoalVerdict, StepVerdict
from prodtutor.curriculum.model import Step
from prodtutor.tui.glyphs import MUTED, STYLES, Glyphs, StepState, goal_state
from prodtutor.tui.widgets.finding_text import folded, hung, place
from prodtutor.untrusted import neutralise


def step_lines(
    steps: Sequence[tuple[Step, StepState]], glyphs: Glyphs, width: int, *, chosen: str, rows: int
) -> list[Content]:
    """The map of a lesson. Titles go on in a second row as long as all steps have room in `rows`; others are cut.

    First the chosen step and those after it; what is done stays in one row.
    """
    at = next((at for at, (step, _) in enumerate(steps) if step.id == chosen), 0)
    free = rows - len(steps)
    lines: list[Content] = [Content()] * len(steps)
    for row in (*range(at, len(steps)), *range(at)):
        step, state = steps[row]
        line = _step_line(step, state, glyphs, width, chosen=step.id == chosen)
        more = line.plain.count("\n")
        if more and (more > free or (state is StepState.DONE and step.id != chosen)):
            line = _step_line(step, state, glyphs, 1000, chosen=step.id == chosen).truncate(width, ellipsis=True)
            more = 0
        free -= more
        lines[row] = line
    return lines


def _step_line(step: Step, state: StepState, glyphs: Glyphs, width: int, *, chosen: bool) -> Content:
    quiet = state in (StepState.DONE, StepState.WAITING, StepState.UNSEEN) and not chosen
    number = f"{step.id} "
    title = hung(step.title, width, 2 + len(number)).stylize_before("bold" if chosen else MUTED if quiet else "")
    return Content.assemble((f"{glyphs.state(state)} ", STYLES[state]), (number, MUTED), title)


def step_heading(step: Step, state: StepState, verdict: StepVerdict | None, glyphs: Glyphs, width: int) -> Content:
    """The step's whole title, and its state in a word."""
    words = [state.value] if state is not StepState.UNSEEN else []
    if state is StepState.WAITING and verdict is not None:
        words = [f"waiting for {', '.join(verdict.waits_for)}; you may begin all the same"]
    if step.optional and not step.title.startswith("Beyond"):
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
    title = hung(goal.title, width, 2).stylize_before(style)
    parts: list[Content | tuple[str, str]] = [(f"{glyphs.state(state)} ", STYLES[state]), title]
    if hidden:
        more = f"  {hidden} to open"
        last = title.plain.rpartition("\n")[2]
        fits = 2 + len(last) + len(more) <= width
        parts.append((more if fits else f"\n{more}", MUTED))
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
