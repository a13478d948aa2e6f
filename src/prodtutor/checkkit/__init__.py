"""What a lesson's checks import: the subject, what can come of asking it, and servers on the loopback.

Checks are pytest files that run in the judge. They never import the learner's code: they ask the `subject`.
"""

from prodtutor.checkkit.errors import (
    CheckMistake,
    NotRaised,
    Raise,
    SubjectDied,
    SubjectError,
    SubjectRaised,
    SubjectTimeout,
)
from prodtutor.checkkit.handle import Handle
from prodtutor.checkkit.server import LoopbackServer, Request, Response
from prodtutor.checkkit.subject import Pending, Run, Subject
from prodtutor.checkkit.told import Told

__all__ = [
    "CheckMistake",
    "Handle",
    "LoopbackServer",
    "NotRaised",
    "Pending",
    "Raise",
    "Request",
    "Response",
    "Run",
    "Subject",
    "SubjectDied",
    "SubjectError",
    "SubjectRaised",
    "SubjectTimeout",
    "Told",
]
