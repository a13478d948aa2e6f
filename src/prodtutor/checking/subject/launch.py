"""The script that Python is started with: `python -I -S -B -X utf8 launch.py worker|program CONFIG …`.

Loads its neighbours under a private package name and leaves none of them in `sys.modules`: a module of the learner's
may have any name, and finds nothing of ours.
"""

from __future__ import annotations

import sys

AT_START = frozenset(sys.modules)
"""What every Python holds before its script runs."""

import json  # noqa: E402
import os  # noqa: E402
import types  # noqa: E402
from importlib import import_module  # noqa: E402

_PRIVATE = "_prodtutor_subject"


def neighbour(name: str) -> types.ModuleType:
    """Load a module beside this file, and what it imports from there."""
    package = types.ModuleType(_PRIVATE)
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules[_PRIVATE] = package
    try:
        return import_module(f"{_PRIVATE}.{name}")
    finally:
        for known in [known for known in sys.modules if known.partition(".")[0] == _PRIVATE]:
            del sys.modules[known]


if __name__ == "__main__":
    neighbour(sys.argv[1]).main(json.loads(sys.argv[2]), sys.argv[3:], AT_START)
