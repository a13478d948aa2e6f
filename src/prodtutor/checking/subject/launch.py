"""The script that Python is started with: `python -I -S -B -X utf8 launch.py worker|program CONFIG …`.

Loads its neighbours under a private package name and leaves none of them in `sys.modules`: a module of the learner's
may have any name, and finds nothing of ours. Imports nothing before it knows what it is: a zygote
(`launch.py zygote FD ROOM WANTED [FOLDER MODULE ...]`) records what it imports from the first module on.
`launch.py opening FD` prepares a sandbox for another program and becomes that. `launch.py tool …` stands for a tool of
a workflow.
"""

from __future__ import annotations

import sys

AT_START = frozenset(sys.modules) - {"__future__"}
"""What every Python holds before its script runs."""

_PRIVATE = "_prodtutor_subject"
_FOLDER = __file__[: -len("/launch.py")]


def neighbour(name: str):  # type: ignore[no-untyped-def]  # the type of a module has no name before an import
    """Load a module beside this file, and what it imports from there."""
    package = type(sys)(_PRIVATE)
    package.__path__ = [_FOLDER]
    sys.modules[_PRIVATE] = package
    try:
        __import__(f"{_PRIVATE}.{name}")
        return sys.modules[f"{_PRIVATE}.{name}"]
    finally:
        for known in [known for known in sys.modules if known.partition(".")[0] == _PRIVATE]:
            del sys.modules[known]


if __name__ == "__main__":
    if sys.argv[1] == "zygote":
        recorder = neighbour("preloaded").Recorder()
        # Returns in forked children only, each with a task of its own: what follows is as in a process just started.
        main, config, argv = neighbour("zygote").main(
            int(sys.argv[2]), recorder, AT_START, *sys.argv[3:5], sys.argv[5:]
        )
        del recorder
    elif sys.argv[1] == "tool":
        neighbour("tool").ask(sys.argv[2:])  # does not return
    elif sys.argv[1] == "opening":
        neighbour("opening").main(int(sys.argv[2]))
    else:
        import json

        main, config, argv = neighbour(sys.argv[1]).main, json.loads(sys.argv[2]), sys.argv[3:]
    main(config, argv, AT_START)
