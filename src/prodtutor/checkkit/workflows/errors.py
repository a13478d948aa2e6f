"""What can be wrong with a workflow, as opposed to what can be wrong with the code that it checks."""

from __future__ import annotations


class WorkflowError(Exception):
    """GitHub would refuse the file, or end the job with this message. `line` counts from 1; None: there is none."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class NotSimulated(Exception):
    """The workflow uses something that GitHub knows and this runner does not: there is no verdict.

    `feature` is a noun phrase: `the action docker/build-push-action`.
    """

    def __init__(self, feature: str) -> None:
        super().__init__(f"{feature} is not simulated")
        self.feature = feature
