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
import threading
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from prodtutor.checking.callers import EVERY_FILE, Strict, grown_copies, importable, judge_growth, owners_of
from prodtutor.checking.callers import Owner as _Owner
from prodtutor.checking.stage import Stage
from prodtutor.checking.types import Report, TypeChecker, TypeOptions
from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Growth, Lesson
from prodtutor.untrusted import neutralise

_CALLER = "prodtutor_caller_"
_GROWN = "prodtutor_grown_"
_EXPECTED = re.compile(r"#.*?\bE:\s*(?P<codes>[a-z-]+(?:\s*,\s*[a-z-]+)*)")
_MEANS = re.compile(r"#.*?\bmeans:\s*(?P<text>.*)$")
_MODULE = re.compile(r'module named "(?P<name>[\w.]+)"')


def type_check(
    stage: Stage,
    lesson: Lesson,
    libraries: Path | None,
    cache: Path,
    cancel: threading.Event | None = None,
    *,
    checker: TypeChecker | None = None,
) -> tuple[Finding, ...]:
    """Judge every goal's `strict` files and `types` callers. Without a warm `checker`, mypy is started for it.

    Raises CannotJudge when mypy gives no answer.
    """
    strict, callers, growths = _asked(lesson)
    if not strict and not callers and not growths:
        return ()
    names = importable(stage.python_files)
    found = [_missing(want.name, want.owner) for want in strict if want.name not in (EVERY_FILE, *stage.python_files)]
    everything = growths or any(wanted.name == EVERY_FILE for wanted in strict)
    present = [name for name in names if everything or any(wanted.name == name for wanted in strict)]
    copies = grown_copies(stage, names, {folder: growth for folder, (growth, _) in growths.items()})
    grown = {f"{copy.folder}/{name}": data for copy in copies for name, data in copy.files.items()}
    files = {**stage.python, **{name: text.encode() for name, (text, _) in callers.items()}, **grown}
    checker = checker or TypeChecker(warm=False)
    targets = [*present, *callers, *grown]
    reports = checker.run_mypy(files, targets, type_options(lesson, libraries), cache, cancel)
    by_file: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_file[report.file.replace("\\", "/")].append(report)
    for name in present:
        errors = (report for report in by_file[name] if report.severity == "error")
        found += [_finding(error, owner) for error in errors for owner in owners_of(error.code, name, strict)]
    for name, (text, owner) in callers.items():
        found += _judge_caller(text, by_file[name], owner)
    for copy in copies:
        growth, owner = growths[copy.folder]
        found += judge_growth(copy, growth, stage, by_file, owner)
    return tuple(found)


def _asked(
    lesson: Lesson,
) -> tuple[list[Strict], dict[str, tuple[str, _Owner]], dict[str, tuple[Growth, _Owner]]]:
    """What the lesson's goals ask mypy: files, hidden callers by file name, and enums that grow by folder."""
    strict: list[Strict] = []
    callers: dict[str, tuple[str, _Owner]] = {}
    growths: dict[str, tuple[Growth, _Owner]] = {}
    for step in lesson.steps:
        for goal in step.goals:
            owner = _Owner(step.id, goal.name)
            strict += [Strict(owner, name, goal.codes) for name in goal.strict]
            for name in goal.types:
                text = (lesson.checks / name).read_text("utf-8")
                callers[_CALLER + name] = (text, owner)
            for growth in goal.grows:
                growths[f"{_GROWN}{len(growths)}"] = (growth, owner)
    return strict, callers, growths


def type_options(lesson: Lesson, libraries: Path | None) -> TypeOptions:
    """How mypy looks at the programs of a lesson."""
    # A hidden caller imports what a brief names from the file that it names, wherever the learner keeps it: a plain
    # import there must be enough.
    return TypeOptions(("--strict", "--implicit-reexport", *lesson.tools.mypy), lesson.python, libraries)


def _missing(name: str, owner: _Owner) -> Finding:
    return Finding("mypy", "missing", "must", f"There is no {name} yet.", name, step=owner.step, goal=owner.goal)


def _finding(report: Report, owner: _Owner) -> Finding:
    ends = report.end_line > 0 and report.end_column >= 0
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
        end_line=report.end_line if ends else None,
        end_column=report.end_column + 1 if ends else None,
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
        saw = "; ".join(dict.fromkeys(neutralise(report.message) for report in errors))
        if all(report.code == "no-untyped-call" for report in errors):
            # What the line is about is not known yet: without hints mypy does not look at it.
            means = "A function without type hints tells neither mypy nor an editor what goes in and what comes out."
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
