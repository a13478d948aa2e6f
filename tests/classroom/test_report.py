"""Reports that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.checking.verdict import Status
from prodtutor.classroom.report import cell, csv_report, json_report, write_report, writer_for
from prodtutor.classroom.sheet import Graded, GradeSheet, ungradable
from prodtutor.errors import ExitStatus, UsageProblem
from prodtutor.untrusted import neutralise

DONE = Graded("ada", "01-double", Status.DONE, {"1.1": Status.DONE}, 1.0, None, 5, like="solution")
BAD = ungradable("bob", "It is damaged.")
SHEET = GradeSheet("bwrap", (DONE, BAD))


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    shown = str(cell(text))

    assert not shown.lstrip().startswith(("=", "+", "-", "@"))
    assert not set(shown) & set("\n\r\t")
    assert neutralise(shown) == shown


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u00a0=1"])
def test_formulas_get_a_quote_mark(text: str) -> None:
    assert str(cell(text)).startswith("'")


def test_numbers_stay_numbers() -> None:
    assert cell(-0.5) == -0.5


def test_a_line_for_each_and_a_column_for_each_step() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_report(SHEET))))

    assert [(row["name"], row["1.1"], row["same_code_as"]) for row in rows] == [
        ("ada", "done", "solution"),
        ("bob",) + ("",) * 2,
    ]
    assert rows[1]["problem"] == "It is damaged."
    assert {row["isolation"] for row in rows} == {"bwrap"}


def test_json_is_that_of_the_command() -> None:
    assert json.loads(json_report(SHEET)) == SHEET.to_json()


def test_the_ending_decides(tmp_path: Path) -> None:
    write_report(SHEET, tmp_path / "grades.CSV")
    assert (tmp_path / "grades.CSV").read_text().startswith("name,")
    with pytest.raises(UsageProblem):
        writer_for(Path("grades.xls"))


def test_the_status_says_whether_all_were_judged() -> None:
    assert GradeSheet("bwrap", (DONE,)).status is ExitStatus.DONE
    assert SHEET.status is ExitStatus.NOT_YET
