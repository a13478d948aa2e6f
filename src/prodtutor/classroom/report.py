"""Reports for files: a page to look at, CSV for spreadsheets, JSON for scripts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from prodtutor.classroom.page import html_report
from prodtutor.classroom.sheet import GradeSheet
from prodtutor.errors import UsageProblem
from prodtutor.untrusted import neutralise
from prodtutor.workspace.files import write_atomically

_FORMULA = ("=", "+", "-", "@")
_CONTROL = ("\t", "\r")


def writer_for(path: Path) -> Callable[[GradeSheet], str]:
    """What writes a report to `path`, by the ending of its name. Raises UsageProblem for one that is not known."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageProblem(
            "No such report", f"{path.name} ends with none of {', '.join(_WRITERS)}.", "Name it, say, grades.html."
        )
    return writer


def write_report(sheet: GradeSheet, path: Path) -> None:
    """Write the report, whole or not at all. Raises UsageProblem."""
    write_atomically(path, writer_for(path)(sheet).encode("utf-8", "backslashreplace"))


def csv_report(sheet: GradeSheet) -> str:
    """A line for each submission, a column for each step."""
    steps = list(dict.fromkeys(step for item in sheet.submissions for step in item.steps))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    about = ("name", "learner", "lesson", "verdict", "score")
    table.writerow([*about, *steps, "first_open", "problem", "same_code_as", "pragmas", "took_ms", "isolation"])
    for item in sheet.submissions:
        row: list[object] = [item.name, item.learner, item.lesson, item.verdict.value, item.score]
        row += [item.steps[step].value if step in item.steps else "" for step in steps]
        row += [item.says, item.problem or "", item.like, item.pragmas, item.took_ms, sheet.isolation]
        table.writerow([cell(value) for value in row])
    return text.getvalue()


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula. Numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = neutralise(value).replace("\n", " ").replace("\t", " ")
    harmful = value.lstrip().startswith(_FORMULA) or value.lstrip(" \n").startswith(_CONTROL)
    return f"'{text}" if harmful else text


def json_report(sheet: GradeSheet) -> str:
    """The object of `grade --json`, with line breaks."""
    return json.dumps(sheet.to_json(), indent=2) + "\n"


_WRITERS = {".html": html_report, ".csv": csv_report, ".json": json_report}
