"""Python and the three tools that verdicts come from, against the versions that prodtutor asks for."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from importlib import metadata

from prodtutor.doctor.report import Check

GATES = ("pytest", "ruff", "mypy")
"""The distributions whose versions change verdicts."""
LEAST = (3, 11)
NEWEST = (3, 14)
"""The newest Python that prodtutor is tried on."""


def python(version: tuple[int, int, int] | None = None) -> Check:
    """Whether this Python is one that prodtutor is made for."""
    here = version or sys.version_info[:3]
    words = ".".join(str(part) for part in here)
    if here[:2] < LEAST:
        return Check("Python", "problem", f"Python {words} is too old.", "Install Python 3.11 or newer.")
    if here[:2] > NEWEST:
        return Check("Python", "warning", f"Python {words} is newer than what prodtutor is tried on.")
    return Check("Python", "ok", f"Python {words} at {sys.executable}.")


def pins(requirements: Iterable[str] | None = None) -> dict[str, str]:
    """The exact versions that prodtutor's own metadata asks for: distribution to version."""
    if requirements is None:
        try:
            requirements = metadata.requires("prodtutor") or ()
        except metadata.PackageNotFoundError:
            requirements = ()
    found = {}
    for requirement in requirements:
        if match := re.match(r"([A-Za-z0-9._-]+)\s*==\s*([^\s;,]+)", requirement):
            found[match[1].lower()] = match[2]
    return found


def gate(name: str, wanted: str | None, installed: Callable[[str], str] = metadata.version) -> Check:
    """Whether the tool is installed in the version that verdicts were tried with. `wanted` None: no pin is known."""
    again = f"Install it beside prodtutor: python -m pip install {name}{f'=={wanted}' if wanted else ''}"
    try:
        version = installed(name)
    except metadata.PackageNotFoundError:
        return Check(name, "problem", f"{name} is missing: nothing that needs it can be judged.", again)
    if wanted is None:
        return Check(name, "warning", f"{name} {version}; which version prodtutor asks for is not known.", again)
    if version != wanted:
        return Check(name, "warning", f"{name} {version}, but {wanted} is asked for: verdicts may differ.", again)
    return Check(name, "ok", f"{name} {version}, as asked for.")


def tools() -> tuple[Check, ...]:
    """Python, pytest, Ruff and mypy."""
    wanted = pins()
    checks = [python(), *(gate(name, wanted.get(name)) for name in GATES)]
    return tuple(_with_program(check) if check.name == "ruff" else check for check in checks)


def _with_program(check: Check) -> Check:
    """Ruff is a program, too: it must be there to be started."""
    from prodtutor.checking.ruff import executable
    from prodtutor.errors import CannotJudge

    if check.status == "problem":
        return check
    try:
        executable()
    except CannotJudge as missing:
        return Check(check.name, "problem", missing.message, missing.hint)
    return check
