"""What a lesson's checks import: the subject, what can come of asking it, and servers on the loopback.

Checks are pytest files that run in the judge. They never import the learner's code: they ask the `subject`.
"""

from prodtutor.checkkit.counting import Arrival, CountingServer
from prodtutor.checkkit.current import fresh_draw
from prodtutor.checkkit.errors import (
    CheckMistake,
    NotRaised,
    Raise,
    SubjectDied,
    SubjectError,
    SubjectKilled,
    SubjectRaised,
    SubjectTimeout,
)
from prodtutor.checkkit.handle import Handle
from prodtutor.checkkit.interleaving import Interleaving, Interleavings, Outcome
from prodtutor.checkkit.rest import Watch
from prodtutor.checkkit.server import LoopbackServer, Request, Response
from prodtutor.checkkit.sources import keep_ready
from prodtutor.checkkit.subject import Pending, Run, Subject
from prodtutor.checkkit.told import Told

__all__ = [
    "Arrival",
    "CheckMistake",
    "CountingServer",
    "Handle",
    "Interleaving",
    "Interleavings",
    "LoopbackServer",
    "NotRaised",
    "Outcome",
    "Pending",
    "Raise",
    "Request",
    "Response",
    "Run",
    "Subject",
    "SubjectDied",
    "SubjectError",
    "SubjectKilled",
    "SubjectRaised",
    "SubjectTimeout",
    "Told",
    "Watch",
    "fresh_draw",
    "keep_ready",
]
