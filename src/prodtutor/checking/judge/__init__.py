"""The judge: a trusted, warm process that runs pytest with a lesson's checks and never imports the learner's code.

`client` is the tutor's end, `service` runs in the judge, `messages` is what they say to each other.
"""

from prodtutor.checking.judge.client import Judge
from prodtutor.checking.judge.messages import Answer, Case

__all__ = ["Answer", "Case", "Judge"]
