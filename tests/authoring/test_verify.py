"""A pack that is right is green; each kind of mistake in it is named."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from prodtutor.authoring.verify import VerifyReport, verify
from prodtutor.errors import UsageProblem
from prodtutor.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pack"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _verify(settings: Settings, pack: Path) -> VerifyReport:
    return verify(dataclasses.replace(settings, pack=pack), jobs=1)


def _said(report: VerifyReport) -> list[tuple[str, str]]:
    return [(d.specimen, d.got) for lesson in report.lessons for d in lesson.disagreements]


def test_a_right_pack_agrees(settings: Settings, pack: Path) -> None:
    report = _verify(settings, pack)
    assert _said(report) == []
    assert report.agrees
    assert report.planned == ("02-planned",)
    (lesson,) = report.to_json()["lessons"]
    counts = {name: lesson[name] for name in ("lesson", "steps", "stages", "accepts", "rejects", "disagreements")}
    assert counts == {
        "lesson": "01-double",
        "steps": 2,
        "stages": 2,
        "accepts": 1,
        "rejects": 4,
        "disagreements": [],
    }


def test_every_kind_of_mistake_is_named(settings: Settings, pack: Path) -> None:
    code, words = pack / "exercises" / "01-double", pack / "lessons" / "01-double"
    shutil.copy(code / "start" / "double.py", code / "accept" / "loop" / "double.py")  # an accept that fails
    shutil.copy(code / "solution" / "double.py", code / "reject" / "untyped" / "double.py")  # a reject that passes
    (code / "reject" / "adds-two" / "specimen.toml").write_text('fails = ["1.1"]\nsays = "something else"\n')
    shutil.rmtree(code / "reject" / "prints-text")  # a goal without a reject
    (words / "notes.toml").write_text("")  # a hunk without a reason
    (words / "concepts" / "1.1.md").write_text("word " * 300)
    with (code / "checks" / "test_1_1.py").open("a") as checks:
        checks.write("\n\ndef test_nobody_counts(subject):\n    assert subject\n")

    report = _verify(settings, pack)
    assert not report.agrees
    where = dict(_said(report))
    assert "1.1 not_yet" in where["accept:loop"]
    assert "1.2 done" in where["reject:untyped"]
    assert "the wrong sum" in where["reject:adds-two"]
    assert where["goal 1.2 program"] == "none"
    assert where["notes.toml"] == "none"
    assert where["concepts/1.1.md"] in ("300 words", "none")
    assert "change no verdict" in where["checks/test_1_1.py"]


def test_a_check_that_breaks_is_named_where_another_goal_would_hide_it(settings: Settings, pack: Path) -> None:
    checks = pack / "exercises" / "01-double" / "checks" / "test_1_2.py"
    breaks = "    (number,) = run.out.split()\n    told("
    checks.write_text(checks.read_text().replace("    told(", breaks))
    untyped = pack / "exercises" / "01-double" / "reject" / "untyped" / "double.py"
    untyped.write_text(untyped.read_text().replace("print(", 'print("=", '))
    report = verify(dataclasses.replace(settings, pack=pack), jobs=1, only="reject:untyped")
    ((specimen, got),) = _said(report)
    assert specimen == "reject:untyped"
    assert "1.2 has a goal that cannot be judged" in got
    assert "test_program" in got


def test_a_planned_lesson_is_not_verified(settings: Settings, pack: Path) -> None:
    with pytest.raises(UsageProblem, match="planned"):
        verify(dataclasses.replace(settings, pack=pack), ["2"])


def test_stress_finds_a_check_that_does_not_always_come_out_the_same(settings: Settings, pack: Path) -> None:
    checks = pack / "exercises" / "01-double" / "checks" / "test_1_1.py"
    text = checks.read_text()
    checks.write_text(
        text.replace("    assert got == expected\n", "    assert got == expected and draw.random() < 0.6\n")
    )
    report = verify(dataclasses.replace(settings, pack=pack), jobs=1, only="accept:loop", stress=True)
    (lesson,) = report.lessons
    (found,) = lesson.disagreements
    assert found.specimen == "accept:loop"
    assert " of 50 runs: " in found.got
    assert lesson.accepts == 1

    (seed,) = re.findall(r"--seed (\d+)", found.got)
    again = verify(dataclasses.replace(settings, pack=pack), jobs=1, only="accept:loop", seed=int(seed))
    assert [d.specimen for d in again.lessons[0].disagreements] == ["accept:loop"]


def test_two_proofs_draw_the_same(settings: Settings, pack: Path) -> None:
    specimen = pack / "exercises" / "01-double" / "reject" / "adds-two" / "specimen.toml"
    specimen.write_text('fails = ["1.1"]\nsays = "something that the check does not say, with the number it drew"\n')
    chosen = dataclasses.replace(settings, pack=pack)
    first, second = (_said(verify(chosen, jobs=1, only="reject:adds-two")) for _ in range(2))
    assert first == second
    assert _said(verify(chosen, jobs=1, only="reject:adds-two", seed=1)) != first
