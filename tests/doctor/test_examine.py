"""The whole examination."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from prodtutor.doctor.examine import examine
from prodtutor.doctor.report import Check, Report
from prodtutor.settings import Settings


def test_a_warning_does_not_stand_in_the_way_and_a_problem_does() -> None:
    fine, warning, problem = Check("a", "ok", "a"), Check("b", "warning", "b"), Check("c", "problem", "c", "mend")

    assert Report((fine, warning)).ok
    assert not Report((fine, problem)).ok
    assert Report((problem,)).to_json()["checks"] == [
        {"name": "c", "status": "problem", "message": "c", "hint": "mend"}
    ]


def test_nothing_is_made_and_every_name_is_there_once(settings: Settings, tmp_path: Path) -> None:
    report = examine(settings)

    names = [check.name for check in report.checks]
    assert len(names) == len(set(names))
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_at_once_is_a_report_and_no_error(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    report = examine(
        replace(settings, home=tmp_path / "file", state=tmp_path / "file" / "x", pack=tmp_path, editor=("nothing",))
    )

    wrong = {check.name for check in report.checks if check.status == "problem"}
    assert {"exercises", "state", "lessons"} <= wrong
    assert all(check.hint for check in report.checks if check.status == "problem")
