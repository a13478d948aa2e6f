"""Steps, the goals of one of them, and what stands in the way. The map of a lesson and the voice of its checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from prodtutor.checking.verdict import Finding, GoalVerdict, Status, StepVerdict
from prodtutor.curriculum.model import Lesson, Step
from prodtutor.tui.glyphs import Glyphs, StepState, step_state
from prodtutor.tui.widgets.finding_text import grouped, short
from prodtutor.tui.widgets.pane import Pane
from prodtutor.tui.widgets.step_lines import (
    another_line,
    goal_line,
    onward_line,
    others_line,
    step_heading,
    step_lines,
)

_ROOMY = 70
"""Columns from which the lists stand side by side."""
_MOST_ALIKE = 2
"""So many more findings of a rule have a line each; more than these share one, until it is opened."""


class _List(OptionList):
    """Home shows the very top too: a heading that cannot be chosen stands above the first line that can."""

    def action_first(self) -> None:
        super().action_first()
        self.call_after_refresh(self.scroll_home, animate=False)


class StepsPane(Pane):
    """Left the steps, right the goals of the chosen one with their findings (below it where there is no room)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,d", "open_finding", "Open the finding: what was done, seen, and what it means", show=False),
    ]
    DEFAULT_CSS = """
    StepsPane {
        layout: horizontal;
        & > OptionList {
            border: none;
            padding: 0 1;
            background: $background;
            scrollbar-size-vertical: 1;
            scrollbar-size-horizontal: 0;
            height: 1fr;
            scrollbar-gutter: stable;
            &:focus { border: none; background-tint: $foreground 0%; }
            & > .option-list--option { padding: 0; }
            & > .option-list--option-disabled { color: $foreground; }
        }
        & > #problem { dock: top; width: 1fr; height: auto; max-height: 50%; display: none; }
        &.-aloud > #problem { display: block; }
        & > #steps { width: 2fr; }
        & > #goals { width: 3fr; border-left: solid $border-blurred; }
        & > #goals:focus { border-left: solid $border-blurred; }
        &.-stacked { layout: vertical; }
        &.-stacked > #steps { width: 1fr; height: auto; max-height: 50%; }
        &.-stacked > #goals { width: 1fr; border-left: none; border-top: solid $border-blurred; }
        &.-stacked > #goals:focus { border-left: none; border-top: solid $border-blurred; }
        &.-old > #steps { text-opacity: 55%; }
        &.-old > #goals { text-opacity: 55%; }
    }
    """

    @dataclass
    class Jump(Message):
        """Enter on a finding: go to its line."""

        finding: Finding

    @dataclass
    class Opened(Message):
        """Somebody wants the whole of a finding."""

        finding: Finding

    @dataclass
    class StepChosen(Message):
        """Another step is the one being worked on."""

        step: str

    def __init__(self, lesson: Lesson, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lesson = lesson
        self._glyphs = glyphs
        self._verdicts: dict[str, StepVerdict] = {}
        self._ever_done: frozenset[str] = frozenset()
        self._problem: Finding | None = None
        self._aloud = False
        self._shown: list[Finding] = []
        self._open: set[str] = set()
        self._drawn: tuple[object, ...] = ()
        self._expected = (0, 0, 0)
        self.step_id = lesson.steps[0].id if lesson.steps else ""
        """The step whose goals are shown."""
        self.chosen = False
        """The learner chose that step, or came back to it."""
        self._settled = False

    def compose(self) -> ComposeResult:
        yield _List(id="problem", markup=False)
        yield _List(id="steps", markup=False)
        yield _List(id="goals", markup=False)

    def on_mount(self) -> None:
        self.title("Steps")
        self._draw()

    def expect(self, width: int, height: int, frame: int) -> None:
        """Before the first layout: how large the pane will be with its frame, so that it is drawn right at once."""
        stacked = width < _ROOMY
        self.set_class(stacked, "-stacked")
        inner = width - frame
        steps, goals = (inner, inner) if stacked else (inner * 2 // 5, inner - inner * 2 // 5 - 1)
        # The padding, the scrollbar's place, and a column that stays free.
        self._expected = (steps - 4, goals - 4, 0 if stacked else height - frame)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _ROOMY, "-stacked")
        self.call_after_refresh(self._draw)

    def _room(self, steps: OptionList, goals: OptionList) -> tuple[int, int, int]:
        """Columns for the text of each list, and the rows of the steps; none to spare where the goals stand below."""
        if not self.size:
            across, over, rows = self._expected
        else:
            across, over = (each.scrollable_content_region.width - 1 for each in (steps, goals))
            rows = 0 if self.has_class("-stacked") else steps.size.height
        return max(20, across), max(20, over), rows

    # What the screen tells

    @property
    def step(self) -> Step | None:
        """The step being worked on."""
        return self._lesson.step(self.step_id)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is listed now, top to bottom; then what is in the way of steps that were done and broke again."""
        broken = [
            finding
            for step in self._lesson.steps
            if step.id != self.step_id and self.state_of(step) is StepState.BROKE_AGAIN
            for finding in self._verdicts[step.id].findings
        ]
        return (*self._shown, *broken)

    def state_of(self, step: Step) -> StepState:
        """How a step stands."""
        return step_state(self._verdicts.get(step.id), step.id in self._ever_done)

    def current_goal(self) -> str:
        """The first goal of the step that is not met; the first of all when every one is."""
        step = self.step
        verdict = self._verdicts.get(self.step_id)
        if verdict is not None:
            for goal in verdict.goals:
                if goal.status is not Status.DONE:
                    return goal.name
        return step.goals[0].name if step and step.goals else ""

    def show(
        self,
        verdicts: Mapping[str, StepVerdict],
        ever_done: frozenset[str],
        problem: Finding | None,
        *,
        aloud: bool = True,
    ) -> None:
        """Show what is known: verdicts by id of step; a `problem` stands for all, and the verdicts are old then.

        The problem stands above everything else, unless it is not to be said `aloud` yet.
        """
        appears = problem is not None and aloud and not self.has_class("-aloud")
        disappears = any(node.has_focus for node in self.query("#problem")) and (problem is None or not aloud)
        self._verdicts = dict(verdicts)
        self._ever_done = ever_done
        self._problem = problem
        self._aloud = problem is not None and aloud
        if not self._settled and verdicts:
            self._settle()
        self.set_class(problem is not None, "-old")
        self.set_class(self._aloud, "-aloud")
        self._draw()
        if appears:
            for goals in self.query("#goals"):
                goals.scroll_home(animate=False)
        if disappears:
            self.focus_list()

    def state_of_id(self, step_id: str) -> StepState:
        step = self._lesson.step(step_id)
        return self.state_of(step) if step else StepState.UNSEEN

    def choose(self, step_id: str) -> None:
        """Work on that step."""
        if self._lesson.step(step_id):
            self.step_id = step_id
            self.chosen = True
            self._draw()

    def go_on(self, step_id: str) -> None:
        """Work on that step, and let the screen know."""
        self.choose(step_id)
        self.post_message(self.StepChosen(step_id))

    def _settle(self) -> None:
        """With the first verdict, show the first step that is not done. Later the learner moves on, not the tutor."""
        self._settled = True
        if not self.chosen and (step := self.next_step()):
            self.step_id = step.id
            self.post_message(self.StepChosen(step.id))

    def next_step(self) -> Step | None:
        """The first step that is not done, Beyonds last."""
        order = sorted(self._lesson.steps, key=lambda step: step.optional)
        return next((step for step in order if self.state_of(step) is not StepState.DONE), None)

    @property
    def following(self) -> Step | None:
        """The step to go on to when the one being worked on is done; else None."""
        step = self.step
        return self.next_step() if step is not None and self.state_of(step) is StepState.DONE else None

    # Drawing

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        steps = self.query_one("#steps", OptionList)
        goals = self.query_one("#goals", OptionList)
        room = self._room(steps, goals)
        state = (
            tuple(self._verdicts.items()), self._ever_done, self._problem, self._aloud,
            self.step_id, frozenset(self._open), room,
        )  # fmt: skip
        if state == self._drawn:
            return  # the same again: a list that is drawn anew flickers and loses its place
        self._drawn = state
        known = [(step, self.state_of(step)) for step in self._lesson.steps]
        lines = step_lines(known, self._glyphs, room[0], chosen=self.step_id, rows=room[2])
        self._fill(steps, [Option(line, id=step.id) for line, step in zip(lines, self._lesson.steps, strict=True)])
        at = [step.id for step in self._lesson.steps].index(self.step_id) if self.step else None
        with self.prevent(OptionList.OptionHighlighted):
            steps.highlighted = at
        self._shown = []
        options = []
        if self._problem is not None:  # always the first to be found, shown or not
            across = max(20, self.size.width - 5)
            options = [self._finding_option(self._problem, across, whole=True, indent=0)]
        self._fill(self.query_one("#problem", OptionList), options)
        self._fill(goals, self._goal_options(room[1]))
        done = sum(1 for step in self._lesson.required if self.state_of(step) is StepState.DONE)
        self.subtitle(f"{done} of {len(self._lesson.required)} done")

    def _fill(self, target: OptionList, options: list[Option]) -> None:
        highlighted, scroll = target.highlighted, target.scroll_offset.y
        with self.prevent(OptionList.OptionHighlighted):
            target.set_options(options)
            if highlighted is not None and options:
                target.highlighted = min(highlighted, len(options) - 1)
        target.scroll_to(y=scroll, animate=False)

    def _goal_options(self, width: int) -> list[Option]:
        options: list[Option] = []
        step = self.step
        if step is None:
            return options
        verdict = self._verdicts.get(step.id)
        heading = step_heading(step, self.state_of(step), verdict, self._glyphs, width)
        options.append(Option(heading, disabled=True))
        if verdict is None:
            goals = [GoalVerdict(goal.name, goal.title, Status.NOT_YET) for goal in step.goals]
            lines = [(goal.name, goal_line(goal, self._glyphs, width, first=False, hidden=0)) for goal in goals]
            return options + [Option(line, id=f"goal:{name}") for name, line in lines]
        if verdict.status is Status.DONE and (following := self.next_step()):
            options.append(Option(onward_line(following, self._glyphs, width), id=f"next:{following.id}"))
        first = self.current_goal() if verdict.status is not Status.DONE else ""
        known = {goal.name for goal in verdict.goals}
        for goal in verdict.goals:
            mine = [finding for finding in verdict.findings if finding.goal == goal.name]
            opened = goal.name == first or goal.name in self._open
            hidden = 0 if opened else len(mine)
            line = goal_line(goal, self._glyphs, width, first=goal.name == first, hidden=hidden)
            options.append(Option(line, id=f"goal:{goal.name}"))
            if opened:
                options.extend(self._finding_options(mine, width))
        options.extend(self._finding_options([f for f in verdict.findings if f.goal not in known], width))
        return options

    def _finding_options(self, findings: list[Finding], width: int) -> list[Option]:
        options: list[Option] = []
        for key, group in grouped(findings):
            first, *others = group
            options.append(self._finding_option(first, width, whole=True))
            name = f"{first.step} {first.goal} {key}"
            folded_up = len(others) > _MOST_ALIKE and name not in self._open
            if folded_up:
                options.append(Option(others_line(others, self._glyphs, width), id=f"rule:{name}"))
            for finding in others:
                self._shown.append(finding)
                if not folded_up:
                    number = len(self._shown) - 1
                    options.append(Option(another_line(finding, first, width), id=f"finding:{number}"))
        return options

    def _finding_option(self, finding: Finding, width: int, *, whole: bool, indent: int = 2) -> Option:
        self._shown.append(finding)
        return Option(
            short(finding, self._glyphs, width, whole=whole, indent=indent), id=f"finding:{len(self._shown) - 1}"
        )

    # What the lists say

    def focus_list(self) -> None:
        """Put the focus on what is in the way of all; else on the goals, on the first finding if there is one."""
        if self._aloud:
            problem = self.query_one("#problem", OptionList)
            problem.highlighted = 0
            self.focus_on(problem)
            return
        goals = self.query_one("#goals", OptionList)
        names = [(goals.get_option_at_index(index).id or "") for index in range(goals.option_count)]
        inviting = next((at for at, name in enumerate(names) if name.startswith(("next:", "finding:"))), None)
        if goals.highlighted is None or (inviting is not None and names[inviting].startswith("next:")):
            goals.highlighted = inviting
            self.call_after_refresh(goals.scroll_home, animate=False)  # with the heading above it
        self.focus_on(goals)

    @on(OptionList.OptionHighlighted, "#steps")
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_id and event.option_id != self.step_id and event.option_list.has_focus:
            self.go_on(event.option_id)

    @on(OptionList.OptionSelected, "#steps")
    def _entered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.go_on(event.option_id)
        self.focus_list()

    @on(OptionList.OptionSelected, "#problem")
    @on(OptionList.OptionSelected, "#goals")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        kind, _, name = (event.option_id or "").partition(":")
        if kind in ("goal", "rule"):
            self._open ^= {name}
            self._draw()
        elif kind == "next":
            self.go_on(name)
        elif kind == "finding":
            finding = self._shown[int(name)]
            self.post_message(self.Jump(finding) if finding.file else self.Opened(finding))

    def action_open_finding(self) -> None:
        """Open the finding under the cursor; the first one when the cursor is on none."""
        goals = self.query_one("#goals", OptionList)
        name = ""
        if goals.highlighted is not None and not self._aloud:
            kind, _, rest = (goals.get_option_at_index(goals.highlighted).id or "").partition(":")
            name = rest if kind == "finding" else ""
        if self._shown:
            self.post_message(self.Opened(self._shown[int(name or 0)]))
