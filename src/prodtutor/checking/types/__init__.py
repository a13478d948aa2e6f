"""mypy, kept warm: a trusted process that has it imported and the libraries loaded, and checks in copies of itself.

`checker` is the tutor's end, `command` the plain command, which has the last word; `service` is the process, `loaded`
what it keeps in memory, `rehearsal` what makes a copy ready, `messages` what tutor and process say to each other;
`library_cache` holds what mypy knows of the libraries on disk.
"""

from prodtutor.checking.types.checker import TypeChecker
from prodtutor.checking.types.command import Report, TypeOptions

__all__ = ["Report", "TypeChecker", "TypeOptions"]
