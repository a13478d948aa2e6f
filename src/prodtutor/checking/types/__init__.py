"""mypy, kept warm: a trusted process that has it imported and answers each question from a fresh copy of itself.

`checker` is the tutor's end, `service` the process, `messages` what they say to each other, `libraries` the cache of
what mypy knows of the standard library.
"""

from prodtutor.checking.types.checker import Report, TypeChecker, TypeOptions

__all__ = ["Report", "TypeChecker", "TypeOptions"]
