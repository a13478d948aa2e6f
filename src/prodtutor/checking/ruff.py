"""The lint gate: Ruff with our rules alone, on the judged copy."""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
import threading
from pathlib import Path
from typing import Any

from prodtutor.checking.stage import Stage
from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, bare_environment, run
from prodtutor.untrusted import neutralise

_LIMITS = Limits(wall_s=20, output_bytes=8 << 20)


def lint(stage: Stage, lesson: Lesson, cancel: threading.Event | None = None) -> tuple[Finding, ...]:
    """Run the lesson's rules over every Python file. Findings carry step and goal; raises CannotJudge."""
    owners = _owners(lesson)
    if not owners or not stage.python_files:
        return ()
    options = ["--isolated", "--no-cache", "--ignore-noqa", "--no-respect-gitignore", "--quiet", "--exit-zero"]
    target = "py" + lesson.python.replace(".", "")
    command = [
        str(executable()),
        "check",
        *options,
        *("--select", ",".join(owners), "--target-version", target, "--line-length", "88"),
        *("--output-format", "json", "--"),
        *stage.python_files,
    ]
    done = run(command, cwd=stage.code, env=bare_environment(), limits=_LIMITS, cancel=cancel)
    if done.cancelled:
        return ()
    if done.status != 0:
        raise CannotJudge(
            "Ruff did not answer",
            f"Ruff ended with status {done.status}: {neutralise(done.err.decode(errors='replace'))[:300].strip()}",
            "Run `prodtutor doctor`.",
        )
    return tuple(_findings(json.loads(done.out or b"[]"), owners, stage))


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
        place = report.get("location") or {}
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
            )
        )
    return found
