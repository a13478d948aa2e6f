"""From what the gates found to goal, step and lesson statuses. Pure: no process, no file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from prodtutor.checking.judge.messages import Answer, Case
from prodtutor.checking.verdict import Finding, GoalVerdict, Status, StepVerdict, Tool, Verdict
from prodtutor.curriculum.model import Goal, Lesson, Step


@dataclass(slots=True)
class Evidence:
    """What is known so far. A gate's findings are None until it has answered."""

    ruff: tuple[Finding, ...] | None = None
    mypy: tuple[Finding, ...] | None = None
    answer: Answer | None = None
    failures: dict[Tool, str] = field(default_factory=dict)
    """Gates that gave no answer, and why, in words."""
    advice: tuple[Finding, ...] = ()

    def knows(self, step: Step) -> bool:
        """Whether every gate that this step needs has answered for it."""
        if step.advice and self.ruff is None and "ruff" not in self.failures:
            return False
        return all(self.knows_goal(goal) for goal in step.goals)

    def knows_goal(self, goal: Goal) -> bool:
        """Whether every gate that this goal needs has answered for it."""
        if goal.asks_ruff and self.ruff is None and "ruff" not in self.failures:
            return False
        if goal.asks_mypy and self.mypy is None and "mypy" not in self.failures:
            return False
        if not goal.tests or "pytest" in self.failures:
            return True
        answer = self.answer
        if answer is None:
            return False
        return answer.complete or bool(answer.stopped) or all(_all_in(answer, test) for test in goal.tests)


def judge_step(step: Step, evidence: Evidence, done: Iterable[str] = ()) -> StepVerdict:
    """The step's verdict from the evidence; `done` are the ids of steps that stand."""
    goals: list[GoalVerdict] = []
    must: list[Finding] = []
    for goal in step.goals:
        status, findings = _judge_goal(step, goal, evidence)
        goals.append(GoalVerdict(goal.name, goal.title, status))
        must += findings
    advice = [f for f in evidence.ruff or () if f.step == step.id and f.level == "advice"]
    return StepVerdict(
        step.id,
        step.name,
        step.title,
        _together(goal.status for goal in goals),
        tuple(goals),
        (*must, *advice),
        step.optional,
        tuple(needed for needed in step.after if needed not in set(done)),
    )


def judge_so_far(step: Step, evidence: Evidence) -> StepVerdict | None:
    """Why a step that is still being judged cannot be done any more; None while nothing stands against it.

    Only goals of which the answer is known are in it: those with a failed case, and those through all their gates.
    """
    goals: list[GoalVerdict] = []
    findings: list[Finding] = []
    for goal in step.goals:
        status, found = _judge_goal(step, goal, evidence)
        if status is Status.NOT_YET or evidence.knows_goal(goal):
            goals.append(GoalVerdict(goal.name, goal.title, status))
            findings += [finding for finding in found if finding.code != "cannot_judge" or evidence.knows_goal(goal)]
    if not any(goal.status is Status.NOT_YET for goal in goals):
        return None
    return StepVerdict(
        step.id, step.name, step.title, Status.NOT_YET, tuple(goals), tuple(findings), step.optional, step.after
    )


def judge_lesson(lesson: Lesson, digest: str, evidence: Evidence, took_ms: int) -> Verdict:
    """The verdict on a snapshot: every required step counts, optional ones are shown."""
    first = [judge_step(step, evidence) for step in lesson.steps]
    done = {step.id for step in first if step.status is Status.DONE}
    steps = [judge_step(step, evidence, done) for step in lesson.steps]
    steps = _with_advice(steps, evidence.advice)
    status = _together(step.status for step in steps if not step.optional)
    return Verdict(lesson.slug, digest, status, tuple(steps), took_ms)


def stopped_by(lesson: Lesson, digest: str, problem: Finding, took_ms: int) -> Verdict:
    """The verdict when one thing stands for all: a file that does not parse, say. Nothing was run."""
    steps = [
        StepVerdict(
            step.id,
            step.name,
            step.title,
            Status.NOT_YET,
            tuple(GoalVerdict(goal.name, goal.title, Status.NOT_YET) for goal in step.goals),
            (problem,) if index == 0 else (),
            step.optional,
            step.after,
        )
        for index, step in enumerate(lesson.steps)
    ]
    return Verdict(lesson.slug, digest, Status.NOT_YET, tuple(steps), took_ms, problem)


def _together(statuses: Iterable[Status]) -> Status:
    """All done: done. One not yet: not yet. Otherwise something could not be judged."""
    seen = set(statuses)
    if Status.NOT_YET in seen:
        return Status.NOT_YET
    return Status.CANNOT_JUDGE if Status.CANNOT_JUDGE in seen else Status.DONE


def _judge_goal(step: Step, goal: Goal, evidence: Evidence) -> tuple[Status, list[Finding]]:
    statuses: list[Status] = [Status.DONE]
    findings: list[Finding] = []
    for test in goal.tests:
        status, finding = _judge_test(step, goal, test, evidence)
        statuses.append(status)
        findings += finding
    gates: list[tuple[Tool, bool, tuple[Finding, ...] | None]] = [
        ("mypy", goal.asks_mypy, evidence.mypy),
        ("ruff", goal.asks_ruff, evidence.ruff),
    ]
    for tool, asked, answered in gates:
        if not asked:
            continue
        if answered is None:
            statuses.append(Status.CANNOT_JUDGE)
            findings.append(_unknown(step, goal, tool, evidence.failures.get(tool, f"{tool} did not answer.")))
            continue
        mine = [f for f in answered if f.step == step.id and f.goal == goal.name and f.level == "must"]
        if mine:
            statuses.append(Status.NOT_YET)
            findings += mine
    return _together(statuses), findings


def _judge_test(step: Step, goal: Goal, test: str, evidence: Evidence) -> tuple[Status, list[Finding]]:
    answer = evidence.answer
    if answer is None or "pytest" in evidence.failures:
        return Status.CANNOT_JUDGE, [
            _unknown(step, goal, "pytest", evidence.failures.get("pytest", "The checks did not run."))
        ]
    if answer.passed(test):
        return Status.DONE, []
    failed = next((case for case in answer.of(test) if not case.passed), None)
    if failed is not None:
        return _failed(step, goal, test, failed)
    return Status.CANNOT_JUDGE, [
        _unknown(step, goal, "pytest", answer.problem or f"The check {test} did not run to its end.")
    ]


def _failed(step: Step, goal: Goal, test: str, case: Case) -> tuple[Status, list[Finding]]:
    told = case.told
    if told is None or told.fault:
        text = told.message if told else f"The check {test} did not run to its end."
        finding = _unknown(step, goal, "pytest", text, detail=told.detail if told else "")
        return Status.CANNOT_JUDGE, [finding]
    return Status.NOT_YET, [
        Finding(
            "pytest",
            "limit" if told.code in ("timeout", "limit") else test,
            "must",
            told.message,
            told.file,
            told.line,
            None,
            step.id,
            goal.name,
            told.did,
            told.saw,
            told.means,
            told.detail,
        )
    ]


def _unknown(step: Step, goal: Goal, tool: Tool, why: str, detail: str = "") -> Finding:
    return Finding(tool, "cannot_judge", "must", why, step=step.id, goal=goal.name, detail=detail)


def _all_in(answer: Answer, test: str) -> bool:
    expected = answer.collected.get(test)
    return expected is not None and len(answer.of(test)) >= expected


def _with_advice(steps: list[StepVerdict], advice: tuple[Finding, ...]) -> list[StepVerdict]:
    """Advice on the whole folder stands with the first step that is not done (else with the last one)."""
    if not advice or not steps:
        return steps
    index = next((i for i, step in enumerate(steps) if step.status is not Status.DONE), len(steps) - 1)
    step = steps[index]
    steps[index] = StepVerdict(
        step.id,
        step.name,
        step.title,
        step.status,
        step.goals,
        (*step.findings, *advice),
        step.optional,
        step.waits_for,
    )
    return steps
