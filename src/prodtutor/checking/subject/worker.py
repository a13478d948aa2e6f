"""The subject: a disposable process that holds the learner's files and answers the judge."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Collection, Sequence
from typing import Any

from . import ceilings, guard, places
from .serve import Server


def main(config: dict[str, Any], _: Sequence[str], at_start: Collection[str]) -> None:
    """Serve until the judge hangs up. config: root, output (a file), libraries (a folder or null), limits.

    stdin and stdout are the wire. They are moved to private descriptors before anything else, so that what the
    learner's code reads and prints never touches the wire.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    printed = os.open(config["output"], flags, 0o600)
    os.dup2(nothing, 0)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.close(nothing)
    os.close(printed)
    ceilings.apply(config["limits"])
    os.chdir(config["root"])
    guard.install()
    places.arrange(config["root"], config["libraries"], at_start)
    sys.argv[:] = [""]
    sys.modules["__main__"] = types.ModuleType("__main__")
    Server(incoming, outgoing, config["root"]).serve()
