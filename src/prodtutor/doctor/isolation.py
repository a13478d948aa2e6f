"""How far a learner's program is held apart from the machine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from prodtutor.doctor.report import Check
from prodtutor.errors import CannotJudge

LIMITED = "Programs run in a process of their own, with limits on time, memory and output"
"""What holds everywhere."""
TRY_S = 5.0
"""Seconds that the try may take."""


def isolation(
    platform: str = sys.platform,
    find: Callable[[str], str | None] = shutil.which,
    attempt: Callable[[Sequence[str]], str] | None = None,
) -> Check:
    """What is in use ("limits"), and whether bubblewrap is there and works.

    `attempt` starts a command and returns what went wrong in words, or an empty text.
    """
    if not platform.startswith("linux"):
        return Check("isolation", "ok", f"{LIMITED}.")
    program = find("bwrap")
    if program is None:
        return Check("isolation", "ok", f"{LIMITED}. bubblewrap (bwrap) is not installed.")
    wrong = (attempt or _attempt)(
        [program, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--", "/bin/true"]
    )
    if wrong:
        return Check("isolation", "ok", f"{LIMITED}. bubblewrap is installed but does not work here: {wrong}.")
    return Check("isolation", "ok", f"{LIMITED}. bubblewrap is installed and works; it is not used yet.")


def _attempt(command: Sequence[str]) -> str:
    from prodtutor.processes import Limits, bare_environment, run

    try:
        done = run(command, cwd=Path("/"), env=bare_environment(), limits=Limits(wall_s=TRY_S))
    except CannotJudge as error:
        return error.message
    if done.limit:
        return "it did not answer in time"
    if done.status:
        words = done.err.decode("utf-8", "replace").strip().splitlines()
        return words[-1] if words else f"it ended with status {done.status}"
    return ""
