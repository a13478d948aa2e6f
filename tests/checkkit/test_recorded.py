"""Runs are recorded whole, and the first difference is told in plain words."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.checkkit import SubjectTimeout
from prodtutor.checkkit import current as current_module
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.recorded import Recorded, first_difference, replay

WAS = Recorded("one\ntwo\n", 0, {"out.csv": b"a;b\r\n1;2\r\n"})


@pytest.fixture
def lay(tmp_path: Path, server: ForkServer | None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """lay(**files) makes these the learner's files of the current run; returns where the runs work."""
    stage, scratch = tmp_path / "stage", tmp_path / "scratch"

    def make(**files: str) -> Path:
        stage.mkdir()
        scratch.mkdir()
        for name, text in files.items():
            (stage / name.replace("__", ".")).write_text(text, encoding="utf-8")
        monkeypatch.setattr(current_module, "_current", Current(stage, {}, scratch, server=server))
        return scratch

    return make


def test_a_run_is_recorded_with_all_that_it_leaves_behind(lay: Callable[..., Path]) -> None:
    program = """
        import pathlib, sys
        print("seen", *sys.argv[1:], pathlib.Path("in.txt").read_text())
        print("not compared", file=sys.stderr)
        pathlib.Path("kept.txt").write_text("as it was")
        pathlib.Path("in.txt").write_text("changed")
        pathlib.Path("deep").mkdir()
        pathlib.Path("deep/new.bin").write_bytes(bytes([0, 255]))
        sys.exit(3)
    """
    scratch = lay(app__py="\n".join(line[8:] for line in program.splitlines()), kept__txt="as it was")
    for _ in range(2):  # the second run sees nothing of the first
        found = replay("app.py", "--x", files={"in.txt": "data"})
        assert (found.out, found.status) == ("seen --x data\n", 3)
        assert found.files == {"deep/new.bin": b"\x00\xff", "in.txt": b"changed"}
        assert found.err.strip() == "not compared"
    assert os.listdir(scratch) == []


def test_only_the_files_asked_for_are_there(lay: Callable[..., Path]) -> None:
    lay(app__py="import os; print(sorted(os.listdir()))", code__txt="print(1)", more__py="")
    assert replay("app.py", files={"in.json": "[]"}, only="*.py").out == "['app.py', 'in.json', 'more.py']\n"


def test_a_run_that_does_not_end_is_stopped(lay: Callable[..., Path]) -> None:
    scratch = lay(app__py="while True: pass")
    with pytest.raises(SubjectTimeout):
        replay("app.py", timeout=0.3)
    assert os.listdir(scratch) == []


def test_a_crash_names_files_as_the_learner_knows_them(lay: Callable[..., Path]) -> None:
    scratch = lay(app__py="1 / 0")
    found = replay("app.py")
    assert found.status == 1
    assert str(scratch) not in found.err
    assert 'File "app.py", line 1' in found.err


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (WAS, ""),
        (Recorded(WAS.out, 0, dict(WAS.files), "words on standard error"), ""),
        (Recorded("one\n2\n", 0, WAS.files), "line 2 of the output is '2' instead of 'two'"),
        (Recorded("one\n two\n", 0, WAS.files), "line 2 of the output is ' two' instead of 'two'"),
        (Recorded("one\n", 0, WAS.files), "the output ends after line 1: 'two' is missing"),
        (Recorded("", 0, WAS.files), "the output is empty: 'one' is missing"),
        (Recorded("one\ntwo\nthree\n", 0, WAS.files), "the output has one more line after line 2: 'three'"),
        (Recorded("one\ntwo", 0, WAS.files), "line 2 of the output is 'two' instead of 'two\\n'"),
        (Recorded("", 1, {}, "Trace\nKeyError: 'x'\n"), 'it ended with status 1 instead of 0, and the last line was "'),
        (Recorded("", -9, {}), "it ended with status -9 instead of 0"),
        (Recorded("one\ntwo\n", 0, {}), "it wrote no file out.csv"),
        (Recorded("one\ntwo\n", 0, {**WAS.files, "log": b""}), "it wrote a file log, which it left alone before"),
        (
            Recorded("one\ntwo\n", 0, {"out.csv": b"a;b\n1;2\n"}),
            "line 1 of the file out.csv is 'a;b\\n' instead of 'a;b\\r\\n'",
        ),
        (
            Recorded("one\ntwo\n", 0, {"out.csv": b"a;b\r\n1;\xff\r\n"}),
            "line 2 of the file out.csv is '1;\\\\xff' instead",
        ),
    ],
)
def test_the_first_difference_is_told(now: Recorded, told: str) -> None:
    found = first_difference(WAS, now)
    assert found.startswith(told)
    assert bool(found) == bool(told)


@pytest.mark.parametrize(("also", "told"), [(None, "it wrote a file log"), (["log"], "it wrote a file log"), ((), "")])
def test_other_files_may_be_left_alone(also: list[str] | None, told: str) -> None:
    now = Recorded(WAS.out, 0, {**WAS.files, "log": b"x"})
    assert first_difference(WAS, now, also=also).startswith(told)
    assert bool(first_difference(WAS, now, also=also)) == bool(told)
    assert first_difference(WAS, Recorded(WAS.out, 0, {"log": b"x"}), also=()) == "it wrote no file out.csv"


def test_a_good_end_that_should_be_bad_shows_the_output_first() -> None:
    assert first_difference(Recorded("", 2), Recorded("report\n", 0)) == (
        "the output should be empty, and begins with: 'report'"
    )
    assert first_difference(Recorded("", 2), Recorded("", 0)) == "it ended with status 0 instead of 2"


def test_long_lines_are_shown_where_they_differ() -> None:
    long = "x" * 500
    found = first_difference(Recorded(f"{long}a{long}\n"), Recorded(f"{long}b{long}\n"))
    assert len(found) < 320
    assert "b" in found.partition(" instead of ")[0].removeprefix("line 1 of the output is ")
