"""Runs a Python tool of a workflow as its script would: `tool_entry.py PATHS TOOL ARGUMENT ...`.

PATHS come first on `sys.path`, with the system's separator between them.
"""

from __future__ import annotations

import importlib
import os
import sys


def main(paths: str, tool: str, *arguments: str) -> None:
    """tool: `pytest`, `mypy`, or `build` (arguments: the hook, the backend, and the folder for what is made)."""
    sys.path[:1] = [path for path in paths.split(os.pathsep) if path]
    sys.argv[:] = [tool, *arguments]
    if tool == "pytest":
        sys.exit(importlib.import_module("pytest").main())
    if tool == "mypy":
        _bring_back_all("mypy")
        importlib.import_module("mypy.__main__").console_entry()
        return
    hook, backend, folder = arguments
    module, _, path = backend.partition(":")
    found = importlib.import_module(module)
    for name in path.split(".") if path else ():
        found = getattr(found, name)
    os.makedirs(folder, exist_ok=True)
    try:
        made = getattr(found, hook)(folder)
    except Exception as error:  # noqa: BLE001  (whatever a backend raises is why the build failed)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(1)
    sys.stdout.write(f"{made}\n")


def _bring_back_all(package: str) -> None:
    """Modules that were compiled together look for each other in `sys.modules`, and nowhere else.

    So where some were imported ahead (see `preloaded`), all of them are put back.
    """
    for finder in sys.meta_path:
        for name in getattr(finder, "held", list)():
            if name.partition(".")[0] == package or name.endswith("__mypyc"):
                importlib.import_module(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
