"""The whole examination."""

from __future__ import annotations

from prodtutor.doctor.folders import folders
from prodtutor.doctor.isolation import grading, isolation
from prodtutor.doctor.kept import database
from prodtutor.doctor.lessons import lessons
from prodtutor.doctor.report import Report
from prodtutor.doctor.terminal import surroundings
from prodtutor.doctor.tools import tools
from prodtutor.settings import Settings


def examine(settings: Settings) -> Report:
    """Look at everything. Changes nothing, and raises nothing: what is wrong is in the report."""
    return Report(
        (
            *tools(),
            *folders(settings),
            database(settings),
            *lessons(settings),
            *surroundings(settings),
            isolation(settings),
            grading(settings),
        )
    )
