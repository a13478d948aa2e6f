"""The environment that a started tool gets: only what the system itself needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_KEPT = ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "PATHEXT", "COMSPEC")


def bare_environment(**more: str) -> dict[str, str]:
    """A minimal environment: no learner's variable, no token, no PYTHON* or tool option of the machine's.

    PATH holds the folder of this Python and the system's own folders.
    """
    own = str(Path(sys.executable).parent)
    windows = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
    system = windows if os.name == "nt" else "/usr/bin:/bin"
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join((own, system))
    return {"PATH": path, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "NO_COLOR": "1", **kept, **more}
