"""How far a learner's program is held apart from the machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from prodtutor.doctor.report import Check
from prodtutor.processes import Sandbox, Unusable, find_sandbox
from prodtutor.settings import Settings

SANDBOXED = (
    "Your programs run in a sandbox (bubblewrap): they see neither the network nor your files, and nothing of them is "
    "left. Time, memory and output have limits"
)
LIMITED = (
    "Your programs run in processes of their own, with limits on time, memory and output, but not in a sandbox: "
    "they can read your files, write to them and use the network"
)


def isolation(
    settings: Settings, platform: str = sys.platform, find: Callable[[], Sandbox | Unusable] = find_sandbox
) -> Check:
    """Which isolation is in use, tried and not only looked for, and how to get the better one."""
    if not platform.startswith("linux"):
        return Check("isolation", "ok", f"{LIMITED}. There are sandboxes on Linux only.")
    if settings.isolation == "limits":
        return Check(
            "isolation", "ok", f"{LIMITED}. PRODTUTOR_ISOLATION says so.", "Remove that variable to have a sandbox."
        )
    found = find()
    if isinstance(found, Sandbox):
        return Check("isolation", "ok", f"{SANDBOXED}.")
    return Check("isolation", "warning", f"{LIMITED}: {found.why}.", found.mend)


def grading(
    settings: Settings, find: Callable[[], Sandbox | Unusable] = find_sandbox, user: int | None = None
) -> Check:
    """How far submissions would be held apart in `prodtutor grade`. user: the number of ours, asked for when None."""
    found = find() if settings.isolation == "auto" else Unusable("PRODTUTOR_ISOLATION switches it off")
    if not isinstance(found, Sandbox):
        refuses = f"`prodtutor grade` judges submissions in a sandbox only, and there is none: {found.why}."
        return Check("grading", "ok", f"{refuses} With --trust-submissions it does without.", found.mend)
    own = (os.getuid() if sys.platform != "win32" else -1) if user is None else user
    who = ", and by the user nobody, because you are root" if own == 0 else ""
    return Check("grading", "ok", f"`prodtutor grade` judges each submission in a sandbox of its own{who}.")
