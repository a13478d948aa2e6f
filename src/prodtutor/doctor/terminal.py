"""The terminal and the learner's own editor."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

from prodtutor.doctor.report import Check
from prodtutor.settings import Settings

LEAST_COLUMNS, LEAST_LINES = 40, 12
"""Below this the screens cannot show a lesson."""


def terminal(*, is_terminal: bool, columns: int, lines: int) -> Check:
    """Size, of which the screens need a little, in characters."""
    if not is_terminal:
        return Check(
            "terminal",
            "ok",
            "Standard output is not a terminal: the screens stay closed, every command works.",
        )
    size = f"{columns} columns, {lines} lines"
    if columns < LEAST_COLUMNS or lines < LEAST_LINES:
        return Check("terminal", "warning", f"{size}: too small for the screens.", "Make the window larger.")
    if columns < 80:
        return Check("terminal", "ok", f"{size}: one pane at a time; from 80 columns on there is more to see.")
    return Check("terminal", "ok", f"{size}.")


def colours(settings: Settings, environ: Mapping[str, str]) -> Check:
    """What the terminal says that it can show."""
    if settings.no_color:
        return Check("colours", "ok", "Off, as NO_COLOR or a plain terminal asks for.")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Check("colours", "ok", "16 million.")
    if "256" in environ.get("TERM", ""):
        return Check("colours", "ok", "256.")
    return Check("colours", "ok", "The terminal does not say; the basic 16 are used.")


def encoding(name: str | None) -> Check:
    """Whether ticks and circles can be printed."""
    try:
        "✓○…│".encode(name or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Check(
            "encoding",
            "warning",
            f"The output's encoding is {name or 'unknown'}: symbols are shown as [x] and [ ].",
            "For symbols, use a UTF-8 locale, or set PYTHONUTF8=1.",
        )
    return Check("encoding", "ok", f"{name}.")


def editor(settings: Settings) -> Check:
    """The editor that VISUAL or EDITOR names."""
    if not settings.editor:
        return Check(
            "editor", "ok", "VISUAL and EDITOR are not set; the built-in editor and any other program work as well."
        )
    program = settings.editor[0]
    if shutil.which(program) is None:
        return Check(
            "editor",
            "warning",
            f"The editor {program} was not found.",
            "Set EDITOR to a program that is there. The built-in editor works without it.",
        )
    return Check("editor", "ok", " ".join(settings.editor) + ".")


def surroundings(settings: Settings) -> tuple[Check, ...]:
    """Terminal, colours, encoding and editor of this very process."""
    size = shutil.get_terminal_size()
    out = sys.stdout
    return (
        terminal(is_terminal=out is not None and out.isatty(), columns=size.columns, lines=size.lines),
        colours(settings, os.environ),
        encoding(getattr(out, "encoding", None)),
        editor(settings),
    )
