"""prodtutor doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from prodtutor.cli.options import JsonOption, PackOption, PlainOption, settings_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus

if TYPE_CHECKING:
    from prodtutor.doctor.report import Check

_MARKS = {"ok": ("✓", "good"), "warning": ("?", "open"), "problem": ("○", "bad")}


def doctor(ctx: typer.Context, as_json: JsonOption = False, pack: PackOption = None, plain: PlainOption = False) -> int:
    """Show what this machine has, what is missing, and how to get it."""
    from prodtutor.doctor.examine import examine

    settings = settings_for(ctx, pack, plain)
    paper = Paper(settings)
    report = examine(settings)
    if as_json:
        paper.json(report.to_json())
    else:
        for check in report.checks:
            _write(check, paper)
        paper.line()
        paper.line("Everything that is needed is here." if report.ok else "Something needs mending: see above.")
    return ExitStatus.DONE if report.ok else ExitStatus.NOT_YET


def _write(check: Check, paper: Paper) -> None:
    symbol, look = _MARKS[check.status]
    mark = "[!]" if check.status == "problem" and not paper.symbols else paper.mark(symbol)
    head, message = f"{mark} {check.name}", clean(check.message)
    shown = f"{paper.coloured(mark, look)} {paper.coloured(check.name, 'strong')}"
    if len(head) + 3 + len(message) <= paper.width:
        paper.line(f"{shown} · {message}")
    else:
        paper.line(shown)
        paper.wrapped(message, "    ")
    if check.hint and check.status != "ok":
        paper.wrapped(check.hint, "    ")
