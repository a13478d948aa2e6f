"""The type gate: mypy with fixed flags, on the learner's files and on hidden callers beside them.

A hidden caller is a Python file in a lesson's `checks/` that uses the learner's modules as another programmer would.
It is type-checked, never run. On each of its lines mypy must answer exactly what the line says:

    order = find_order(orders, "o-1")
    order.total_cents  # E: union-attr
    assert_type(settings.debug, bool)  # means: Settings.debug must be a bool for whoever uses it.

`# E: code[, code]` names the errors that mypy must report on this line; a line without it must be clean. The text after
`means:` is what a learner reads when mypy answers something else.
"""

from __future__ import annotations

import re
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from prodtutor.checking.stage import Stage, write
from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, bare_environment, run
from prodtutor.untrusted import neutralise

_LIMITS = Limits(wall_s=60, memory_bytes=2 << 30, output_bytes=8 << 20)
_CALLER = "prodtutor_caller_"
_EXPECTED = re.compile(r"#.*?\bE:\s*(?P<codes>[a-z-]+(?:\s*,\s*[a-z-]+)*)")
_MEANS = re.compile(r"#.*?\bmeans:\s*(?P<text>.*)$")
_MODULE = re.compile(r'module named "(?P<name>[\w.]+)"')


class Report(msgspec.Struct, frozen=True):
    """One line of `mypy --output json`."""

    file: str
    line: int
    column: int
    message: str
    code: str | None
    severity: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class _Owner:
    step: str
    goal: str


def type_check(
    stage: Stage, lesson: Lesson, libraries: Path | None, cache: Path, cancel: threading.Event | None = None
) -> tuple[Finding, ...]:
    """Judge every goal's `strict` files and `types` callers. Raises CannotJudge when mypy gives no answer."""
    strict: dict[str, _Owner] = {}
    callers: dict[str, tuple[str, _Owner]] = {}
    for step in lesson.steps:
        for goal in step.goals:
            owner = _Owner(step.id, goal.name)
            strict.update(dict.fromkeys(goal.strict, owner))
            for name in goal.types:
                text = (lesson.checks / name).read_text("utf-8")
                callers[_CALLER + name] = (text, owner)
    if not strict and not callers:
        return ()
    found = [_missing(name, owner) for name, owner in strict.items() if name not in stage.python_files]
    for name, (text, _) in callers.items():
        write(stage.types, name, text.encode())
    present = [name for name in strict if name in stage.python_files]
    reports = _mypy([*present, *callers], stage, lesson, libraries, cache, cancel)
    by_file: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_file[report.file.replace("\\", "/")].append(report)
    for name in present:
        found += [_finding(report, strict[name]) for report in by_file[name] if report.severity == "error"]
    for name, (text, owner) in callers.items():
        found += _judge_caller(text, by_file[name], owner)
    return tuple(found)


def _mypy(
    names: list[str],
    stage: Stage,
    lesson: Lesson,
    libraries: Path | None,
    cache: Path,
    cancel: threading.Event | None,
) -> list[Report]:
    if not names:
        return []
    command = [sys.executable, "-I", "-m", "mypy", "--config-file=", "--strict", "--python-version", lesson.python]
    command += ["--no-site-packages", "--follow-imports=silent", "--explicit-package-bases"]
    command += ["--cache-dir", str(cache), "--output=json", "--no-error-summary", "--", *names]
    env = bare_environment(**({"MYPYPATH": str(libraries)} if libraries else {}))
    done = run(command, cwd=stage.types, env=env, limits=_LIMITS, cancel=cancel)
    if done.cancelled:
        return []
    try:
        reports = [msgspec.json.decode(line, type=Report) for line in done.out.splitlines() if line.startswith(b"{")]
    except msgspec.MsgspecError as error:
        raise _no_answer(done.status, str(error)) from error
    if done.status not in (0, 1) and not reports:
        raise _no_answer(done.status, (done.out + done.err).decode(errors="replace"))
    return reports


def _no_answer(status: int, text: str) -> CannotJudge:
    return CannotJudge(
        "mypy did not answer",
        f"mypy ended with status {status}: {neutralise(text).strip()[:300]}",
        "Run `prodtutor doctor`.",
    )


def _missing(name: str, owner: _Owner) -> Finding:
    return Finding("mypy", "missing", "must", f"There is no {name} yet.", name, step=owner.step, goal=owner.goal)


def _finding(report: Report, owner: _Owner) -> Finding:
    return Finding(
        "mypy",
        report.code or "misc",
        "must",
        neutralise(report.message),
        neutralise(report.file),
        report.line,
        report.column + 1,
        owner.step,
        owner.goal,
        detail=neutralise(report.hint or ""),
    )


def _judge_caller(text: str, reports: Iterable[Report], owner: _Owner) -> list[Finding]:
    errors: dict[int, list[Report]] = defaultdict(list)
    for report in reports:
        if report.severity == "error":
            errors[report.line].append(report)
    for report in (report for line in errors.values() for report in line):
        if report.code in ("import-not-found", "import-untyped") and (match := _MODULE.search(report.message)):
            return [_missing(match["name"].replace(".", "/") + ".py", owner)]
    found: list[Finding] = []
    for number, line in enumerate(text.splitlines(), 1):
        expected = set(re.split(r"\s*,\s*", match["codes"])) if (match := _EXPECTED.search(line)) else set()
        got = {report.code or "misc" for report in errors[number]}
        if got == expected or (expected and expected & got):
            continue
        means = match["text"].strip() if (match := _MEANS.search(line)) else ""
        found.append(_caller_finding(expected, errors[number], means, owner))
    return found


def _caller_finding(expected: set[str], errors: list[Report], means: str, owner: _Owner) -> Finding:
    """The caller itself is never shown: a learner reads what it was for, and what mypy said."""
    if expected:
        saw = "mypy let a wrong use of your code pass"
        message = means or "mypy should refuse a wrong use of your code, but lets it pass."
    else:
        saw = "; ".join(neutralise(report.message) for report in errors)
        message = f"{means} (mypy: {saw})" if means else saw
    return Finding(
        "mypy",
        (errors[0].code or "misc") if errors else min(expected),
        "must",
        message,
        step=owner.step,
        goal=owner.goal,
        did="type-checked a program of mine that uses your code",
        saw=saw,
        means=means,
    )
