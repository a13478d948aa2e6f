"""Where imports come from inside the subject: the learner's folder, the standard library, the allowed libraries."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection


def arrange(first: str, libraries: str | None, at_start: Collection[str]) -> None:
    """Set `sys.path` to exactly `first`, the standard library and the `libraries` folder.

    at_start: the modules that every Python holds before its script runs. Other standard modules that we have imported
    and that `first` shadows (a learner's own `queue.py`) are taken out of `sys.modules`, so that the learner's is
    found, as it is when a script is run without us. Our own references to them stay good.
    """
    sys.path[:] = [first, *(path for path in sys.path if path), *([libraries] if libraries else [])]
    try:
        names = {os.path.splitext(name)[0] for name in os.listdir(first)}
    except OSError:
        names = set()
    ours = {name.partition(".")[0] for name in sys.modules} - set(at_start) - set(sys.builtin_module_names)
    for shadowed in names & ours:
        for name in [name for name in sys.modules if name == shadowed or name.startswith(f"{shadowed}.")]:
            del sys.modules[name]
