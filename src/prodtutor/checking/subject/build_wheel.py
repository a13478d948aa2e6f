"""Asks a build backend for a wheel, as PEP 517 says: `build_wheel.py BACKEND FOLDER`, started in the project.

Runs in the subject, because a build runs the learner's code (`setup.py`, hooks of backends). What came of it stands in
`FOLDER/built.json`, for a judge that believes none of it without looking.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any


def main(backend: str, folder: str) -> int:
    """backend: as in pyproject.toml, `module` or `module:object`. folder: where to put the wheel."""
    del sys.path[0]  # the folder of this file
    os.makedirs(folder, exist_ok=True)
    said: dict[str, Any] = {}
    try:
        hooks = _hooks(backend)
        ask = getattr(hooks, "get_requires_for_build_wheel", None)
        said["requires"] = [str(need) for need in ask({}) or ()] if ask else []
        said["wheel"] = hooks.build_wheel(folder, {})
    except BaseException as error:  # noqa: BLE001  (a backend ends in its own way, SystemExit for one)
        if not isinstance(error, SystemExit):
            traceback.print_exc()
        elif isinstance(error.code, str):
            sys.stderr.write(f"{error.code}\n")
        said["error"] = type(error).__name__
        said["message"] = str(error)
    with open(os.path.join(folder, "built.json"), "w", encoding="utf-8") as file:
        json.dump(said, file, default=str)
    return 1 if "error" in said else 0


def _hooks(backend: str) -> Any:
    module, _, path = backend.partition(":")
    found = importlib.import_module(module)
    for name in path.split(".") if path else ():
        found = getattr(found, name)
    return found


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
