"""A grading run, in this process (tests/cli/test_grade.py has the command itself)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from prodtutor.checking.verdict import Status
from prodtutor.classroom.grade import Progressed, _is_in_doubt, grade
from prodtutor.classroom.messages import Judged
from prodtutor.errors import CannotJudge, UsageProblem
from prodtutor.processes import Sandbox, find_sandbox
from prodtutor.settings import Settings

from .conftest import SOLVED, START, work

sandboxed = pytest.mark.skipif(not isinstance(find_sandbox(), Sandbox), reason="no sandbox works here")


@sandboxed
def test_lines_come_as_they_are_ready_and_the_sheet_is_sorted(golden: Settings, tmp_path: Path) -> None:
    for number in range(5):
        work(tmp_path / "class" / f"learner-{number}", SOLVED + b"# %d\n" % number)
    (tmp_path / "class" / "bad.zip").write_bytes(b"PK\x03\x04")
    told: list[Progressed] = []

    sheet = grade(golden, [tmp_path / "class"], jobs=2, on_progress=told.append)

    assert [(each.number, each.of) for each in told] == [(number, 6) for number in range(1, 7)]
    assert told[0].graded.name == "bad"  # nobody waits to hear of it
    assert [line.name for line in sheet.submissions] == ["bad", *(f"learner-{number}" for number in range(5))]
    assert {line.verdict for line in sheet.submissions[1:]} == {Status.DONE}
    assert (sheet.isolation, sheet.status) == ("bwrap", 1)


@sandboxed
def test_what_the_clock_decided_is_judged_again_in_the_next_run(golden: Settings, tmp_path: Path) -> None:
    folder = work(tmp_path / "ada", START + b"\nwhile True:\n    pass\n")

    lines = [grade(golden, [folder]).submissions[0] for _ in range(2)]

    assert [(line.verdict, line.known) for line in lines] == [(Status.NOT_YET, False)] * 2


@sandboxed
def test_a_private_pack_may_be_where_only_we_may_look(golden: Settings, tmp_path: Path) -> None:
    import shutil

    tmp_path.chmod(0o700)
    pack = Path(shutil.copytree(golden.pack, tmp_path / "private"))
    sheet = grade(dataclasses.replace(golden, pack=pack), [work(tmp_path / "ada")])

    assert sheet.submissions[0].verdict is Status.DONE


def test_nothing_to_grade(golden: Settings, tmp_path: Path) -> None:
    (tmp_path / "README.txt").touch()

    with pytest.raises(UsageProblem, match=r"README\.txt: it is neither"):
        grade(golden, [tmp_path])


def test_no_sandbox(golden: Settings, tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="switches it off"):
        grade(dataclasses.replace(golden, isolation="limits"), [work(tmp_path / "ada")])


@pytest.mark.parametrize(
    ("steps", "doubt"),
    [
        ({"1.1": Status.NOT_YET, "1.2": Status.NOT_YET}, False),
        ({"1.1": Status.NOT_YET, "1.2": Status.DONE}, True),
        ({"1.1": Status.CANNOT_JUDGE, "1.2": Status.NOT_YET}, True),
        ({}, False),
    ],
)
def test_a_second_look_where_the_machine_may_be_to_blame(steps: dict[str, Status], doubt: bool) -> None:
    assert _is_in_doubt(Judged(id=1, verdict=Status.NOT_YET, steps=steps, certain=False)) is doubt
