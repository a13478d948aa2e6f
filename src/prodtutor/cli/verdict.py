"""A verdict in words: by step, by goal, by rule; the first unmet goal in full, the others in one line each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from prodtutor.checking.verdict import SYMBOLS, WORDS, Finding, GoalVerdict, Status, StepVerdict, Verdict
from prodtutor.cli.paper import Paper, clean

LOOKS = {Status.DONE: "good", Status.NOT_YET: "open", Status.CANNOT_JUDGE: "bad"}


def write_verdict(
    verdict: Verdict,
    paper: Paper,
    *,
    number: int,
    only: str | None = None,
    broke_again: Collection[str] = (),
) -> None:
    """Write `verdict` for people.

    `only` is the id of the one step to show, with everything that is known about it. `broke_again` has the ids of
    steps that were done before. `number` is the lesson's, for the commands that are proposed.
    """
    _Writer(paper, number, only, frozenset(broke_again)).write(verdict)


class _Writer:
    def __init__(self, paper: Paper, number: int, only: str | None, broke_again: frozenset[str]) -> None:
        self.paper = paper
        self.number = number
        self.only = only
        self.broke_again = broke_again
        self.explained = False
        self.shortened: str | None = None

    def write(self, verdict: Verdict) -> None:
        if verdict.problem is not None:
            self._problem(verdict.problem)
            return
        for step in verdict.steps:
            if self.only is None or step.id == self.only:
                self._step(step)
        self._summary(verdict)

    def _problem(self, problem: Finding) -> None:
        paper = self.paper
        paper.line(paper.coloured(place(problem), "strong") if problem.file else "Before anything could be run:")
        self._three_lines(problem, "  ")
        paper.line()
        paper.line("Nothing of yours was run. Mend this first, then check again.", "quiet")

    def _step(self, step: StepVerdict) -> None:
        paper = self.paper
        waits = step.waits_for and step.status is not Status.DONE
        notes = []
        if step.optional:
            notes.append("beyond, optional")
        if waits:
            notes.append(f"waiting for {', '.join(step.waits_for)}")
        elif step.id in self.broke_again:
            notes.append("broke again")
        elif step.status is Status.CANNOT_JUDGE:
            notes.append(WORDS[step.status])
        tail = f" · {', '.join(notes)}" if notes else ""
        paper.marked(
            "…" if waits else SYMBOLS[step.status],
            f"{step.id} {step.title}{tail}",
            mark_look="quiet" if waits else LOOKS[step.status],
            look="quiet" if waits else "strong",
        )
        if waits and self.only is None:
            return
        if step.status is not Status.DONE or self.only:
            for goal in step.goals:
                self._goal(step, goal)
            for finding in step.findings:
                if not finding.goal and finding.level == "must":
                    self._finding(finding, "    ")
        self._advice(step)

    def _goal(self, step: StepVerdict, goal: GoalVerdict) -> None:
        paper = self.paper
        findings = list(dict.fromkeys(f for f in step.findings if f.goal == goal.name and f.level == "must"))
        shorten = self.only is None and goal.status is not Status.DONE and (self.explained or step.optional)
        tail = f" · {short(findings[0])}" if shorten and findings else ""
        paper.marked(SYMBOLS[goal.status], goal.title + tail, indent="  ", mark_look=LOOKS[goal.status])
        if goal.status is Status.DONE:
            return
        if shorten:
            if not step.optional:
                self.shortened = self.shortened or step.id
            return
        self.explained = True
        for _rule, group in by_rule(findings):
            self._rule(group)

    def _rule(self, findings: list[Finding]) -> None:
        """Findings of one rule: the words once, and every place."""
        first = findings[0]
        if len(findings) == 1 or first.tool not in ("ruff", "mypy"):
            for finding in findings:
                self._finding(finding, "      ")
            return
        self.paper.line(f"      {label(first)} · {len(findings)} places", "note")
        for finding in findings:
            self.paper.wrapped(f"{place(finding)} {finding.message}", "        ", "          ")

    def _finding(self, finding: Finding, indent: str) -> None:
        head = " · ".join(part for part in (place(finding), label(finding)) if part)
        if head:
            self.paper.line(f"{indent}{self.paper.coloured(head, 'note')}")
        self._three_lines(finding, indent + "  ")
        if finding.detail and self.only is not None:
            for line in clean(finding.detail).splitlines():
                self.paper.line(f"{indent}  {self.paper.mark('│')} {line}", "quiet")

    def _three_lines(self, finding: Finding, indent: str) -> None:
        """Did, saw, means, where they are known; else the message (which says the same in one sentence)."""
        lines = [("I did", finding.did), ("I saw", finding.saw), ("It means", finding.means)]
        if not any(text for _name, text in lines):
            self.paper.wrapped(finding.message, indent)
            return
        for name, text in lines:
            if text:
                self.paper.wrapped(text, f"{indent}{name:<9}", indent + " " * 9)

    def _advice(self, step: StepVerdict) -> None:
        advice = [f for f in step.findings if f.level == "advice"]
        if not advice or (step.waits_for and self.only is None):
            return
        if self.only is None:
            rules = ", ".join(dict.fromkeys(f.code for f in advice))
            self.paper.line(f"    advice: {clean(rules)} (see `{self._command(step.id)}`)", "quiet")
            return
        self.paper.line("    advice (not needed to go on):", "quiet")
        for _rule, group in by_rule(advice):
            self._rule(group)

    def _summary(self, verdict: Verdict) -> None:
        paper = self.paper
        if self.shortened:
            paper.line()
            paper.line(f"The first open goal is explained. More: `{self._command(self.shortened)}`", "quiet")
        required = [step for step in verdict.steps if not step.optional]
        done = sum(step.status is Status.DONE for step in required)
        step = verdict.step(self.only) if self.only else None
        status = step.status if step else verdict.status
        what = f"Step {step.id}: {WORDS[status]}" if step else WORDS[status].capitalize()
        paper.line()
        paper.line(
            f"{paper.coloured(what, LOOKS[status])} · {done} of {len(required)} steps done "
            f"· took {verdict.took_ms / 1000:.1f} s"
        )

    def _command(self, step_id: str) -> str:
        return f"prodtutor check {self.number} --step {step_id}"


def place(finding: Finding) -> str:
    """`file:line:column`, as far as it is known."""
    parts = [clean(finding.file or "")]
    if finding.line is not None:
        parts.append(str(finding.line))
        if finding.column is not None:
            parts.append(str(finding.column))
    return ":".join(parts)


def label(finding: Finding) -> str:
    """Who says it: `Ruff S105`, `mypy arg-type`, or the check's own name; empty for the tutor's own words."""
    if finding.code == Status.CANNOT_JUDGE.value:
        return ""
    names = {"ruff": "Ruff ", "mypy": "mypy ", "pytest": "", "tutor": ""}
    return f"{names[finding.tool]}{clean(finding.code)}"


def short(finding: Finding) -> str:
    """One line about a finding: where, and the beginning of what."""
    text = " ".join(clean(finding.saw or finding.message).split())
    if len(text) > 60:
        text = text[:57].rstrip() + "..."
    return f"{place(finding)} {text}" if finding.file else text


def by_rule(findings: list[Finding]) -> Iterator[tuple[tuple[str, str], list[Finding]]]:
    """Findings grouped by tool and rule, the groups in the order of their first finding."""
    order = {key: at for at, key in enumerate(dict.fromkeys((f.tool, f.code) for f in findings))}
    for key, group in groupby(sorted(findings, key=lambda f: order[f.tool, f.code]), key=lambda f: (f.tool, f.code)):
        yield key, list(group)
