"""The module for the system we run on, chosen once: `posix` or its twin `windows`."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from prodtutor.processes import windows as system
else:
    from prodtutor.processes import posix as system

__all__ = ["system"]
