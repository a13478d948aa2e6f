"""The lint gate: Ruff with our rules alone, and its formatter where a goal asks for it, on the judged copy."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import sysconfig
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from prodtutor.checking.stage import Stage
from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Goal, Lesson
from prodtutor.errors import CannotJudge
from prodtutor.processes import Completed, Limits, bare_environment, run
from prodtutor.untrusted import neutralise

_LIMITS = Limits(wall_s=20, output_bytes=8 << 20)
_EVERY_FILE = "*.py"
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_SHOWN = 40
"""Lines of a file's changes that are kept for whoever opens the finding."""


def lint(stage: Stage, lesson: Lesson, cancel: threading.Event | None = None) -> tuple[Finding, ...]:
    """Run the lesson's rules over every Python file, and the formatter where a goal asks for it.

    Findings carry step and goal; raises CannotJudge.
    """
    found: list[Finding] = []
    if stage.python_files and (owners := _owners(lesson)):
        options = ["--ignore-noqa", "--exit-zero", "--select", ",".join(owners), "--output-format", "json"]
        done = _ask("check", options, stage.python_files, stage, lesson, cancel, (0,))
        if done is None:
            return ()
        found += _findings(json.loads(done.out or b"[]"), owners, stage)
    for step in lesson.steps:
        for goal in step.goals:
            if goal.formatted:
                found += _unformatted(step.id, goal, stage, lesson, cancel)
    return tuple(found)


def _ask(
    verb: str,
    options: Sequence[str],
    files: Sequence[str],
    stage: Stage,
    lesson: Lesson,
    cancel: threading.Event | None,
    fine: tuple[int, ...],
) -> Completed | None:
    """Run Ruff without any configuration of the learner's; None when it was cancelled. fine: statuses it may have."""
    target = "py" + lesson.python.replace(".", "")
    fixed = ["--isolated", "--no-cache", "--no-respect-gitignore", "--quiet", "--target-version", target]
    command = [str(executable()), verb, *fixed, "--line-length", "88", *options, "--", *files]
    done = run(command, cwd=stage.code, env=bare_environment(), limits=_LIMITS, cancel=cancel)
    if done.cancelled:
        return None
    if done.status not in fine or done.limit:
        raise CannotJudge(
            "Ruff did not answer",
            f"Ruff ended with status {done.status}: {neutralise(done.err.decode(errors='replace'))[:300].strip()}",
            "Run `prodtutor doctor`.",
        )
    return done


def _unformatted(
    step: str, goal: Goal, stage: Stage, lesson: Lesson, cancel: threading.Event | None
) -> Iterator[Finding]:
    """A finding for each file of the goal's that the formatter would change, at the first line that it would."""
    everything = _EVERY_FILE in goal.formatted
    files = [name for name in stage.python_files if everything or name in goal.formatted]
    for name in goal.formatted:
        if name not in (_EVERY_FILE, *files):
            yield Finding("ruff", "format", "must", f"There is no {name} yet.", name, step=step, goal=goal.name)
    if not files or (done := _ask("format", ["--diff"], files, stage, lesson, cancel, (0, 1))) is None:
        return
    differences = list(_differences(done.out.decode("utf-8", "replace")))
    if done.status != 0 and not differences:  # never green by misreading
        raise CannotJudge("Ruff did not answer", "Ruff would format a file differently, and did not show how.")
    for file, line, changes in differences:
        yield Finding(
            "ruff",
            "format",
            "must",
            "`ruff format` would write this file differently from here on.",
            neutralise(file),
            line,
            step=step,
            goal=goal.name,
            detail=neutralise(changes),
        )


def _differences(diffs: str) -> Iterator[tuple[str, int, str]]:
    """File, first line that differs, and the beginning of the changes, out of what `ruff format --diff` prints.

    The numbers in a hunk's head say how many lines follow, so that no line of code is taken for the next file's head.
    """
    lines = diffs.split("\n")
    at, file, first, shown = 0, "", 0, []
    while at < len(lines):
        if hunk := _HUNK.match(lines[at]):
            old, left, right = int(hunk[1]), int(hunk[2] or 1), int(hunk[3] or 1)
            shown.append(lines[at])
            at += 1
            while at < len(lines) and (left > 0 or right > 0):
                mark = lines[at][:1]
                if mark in ("-", "+") and not first:
                    first = max(old, 1)
                old += mark in (" ", "-")
                left -= mark in (" ", "-")
                right -= mark in (" ", "+")
                shown.append(lines[at])
                at += 1
            continue
        if lines[at].startswith("--- "):
            if file:
                yield file, first or 1, "\n".join(shown[:_SHOWN])
            file, first, shown = lines[at][4:], 0, []
        at += 1
    if file:
        yield file, first or 1, "\n".join(shown[:_SHOWN])


def executable() -> Path:
    """The pinned Ruff that was installed with prodtutor. Raises CannotJudge when it is gone."""
    name = "ruff.exe" if os.name == "nt" else "ruff"
    for folder in (sysconfig.get_path("scripts"), str(Path(sys.executable).parent)):
        if (path := Path(folder) / name).is_file():
            return path
    if found := shutil.which(name):
        return Path(found)
    raise CannotJudge("Ruff is missing", "The program ruff was not found beside Python.", "Install prodtutor again.")


def _owners(lesson: Lesson) -> dict[str, tuple[str, str, bool]]:
    """Rule -> (step id, goal name, must)."""
    owners: dict[str, tuple[str, str, bool]] = {}
    for step in lesson.steps:
        for goal in step.goals:
            for code in goal.ruff:
                owners.setdefault(code, (step.id, goal.name, True))
        for code in step.advice:
            owners.setdefault(code, (step.id, "", False))
    return owners


def _findings(reports: list[dict[str, Any]], owners: dict[str, tuple[str, str, bool]], stage: Stage) -> list[Finding]:
    found: list[Finding] = []
    for report in reports:
        code = report.get("code") or "syntax"
        step, goal, must = owners.get(code) or next(
            (owner for prefix, owner in owners.items() if code.startswith(prefix)), ("", "", False)
        )
        place, end = report.get("location") or {}, report.get("end_location") or {}
        file = Path(report["filename"]).relative_to(stage.code).as_posix()
        found.append(
            Finding(
                "ruff",
                code,
                "must" if must else "advice",
                neutralise(report.get("message", "")),
                neutralise(file),
                place.get("row"),
                place.get("column"),
                step,
                goal,
                detail=neutralise(report.get("url") or ""),
                end_line=end.get("row"),
                end_column=end.get("column"),
            )
        )
    return found
