"""prodtutor doctor."""

from __future__ import annotations

import typer

from prodtutor.cli.options import JsonOption, PackOption, PlainOption, settings_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus

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
            symbol, look = _MARKS[check.status]
            mark = paper.mark(symbol) if check.status != "problem" or paper.symbols else "[!]"
            paper.line(f"{paper.coloured(mark, look)} {paper.coloured(check.name, 'strong')} · {clean(check.message)}")
            if check.hint and check.status != "ok":
                paper.wrapped(check.hint, "    ")
        paper.line()
        paper.line("Everything that is needed is here." if report.ok else "Something needs mending: see above.")
    return ExitStatus.DONE if report.ok else ExitStatus.NOT_YET
