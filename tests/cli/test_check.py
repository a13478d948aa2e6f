"""prodtutor check: verdicts, exit statuses, JSON, and watching."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from prodtutor.checking.verdict import Finding, Status, StepVerdict, Verdict
from prodtutor.cli.check import exit_status, verdict_json

from .conftest import GOLDEN, SOLVED, Prodtutor, Ran, one_sentence


@pytest.fixture
def folder(golden: Callable[..., Ran]) -> Path:
    """The laid-out exercise."""
    return Path(golden("start", "1").out.strip())


def test_the_start_is_not_yet(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("check", "1")

    assert ran.status == 1
    assert "○ 1.1 Double a number" in ran.out
    assert "I did" in ran.out
    assert "customers pay the wrong sum" in ran.out
    assert "waiting for 1.1" in ran.out
    assert "Not yet · 0 of 2 steps done" in ran.out


def test_a_right_solution_is_done(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_bytes(SOLVED)
    ran = golden("check", cwd=folder)

    assert ran.status == 0
    assert "✓ 1.1" in ran.out
    assert "Done · 2 of 2 steps done" in ran.out
    steps = golden("list", "--json").json["lessons"][0]["steps"]
    assert [step["status"] for step in steps] == ["done", "done"]


def test_a_done_step_that_fails_broke_again(golden: Callable[..., Ran], folder: Path) -> None:
    start = (folder / "double.py").read_bytes()
    (folder / "double.py").write_bytes(SOLVED)
    golden("check", "1")
    (folder / "double.py").write_bytes(start)

    assert "1.1 Double a number · broke again" in golden("check", "1").out
    assert "broke again" in golden("list").out


def test_the_json_is_the_contract(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("check", "1", "--json")

    assert (ran.status, ran.err) == (1, "")
    data = ran.json
    assert (data["schema"], data["lesson"], data["verdict"]) == (1, "01-double", "not_yet")
    assert len(data["digest"]) == 64
    assert isinstance(data["took_ms"], int)
    first = data["steps"][0]
    assert (first["id"], first["status"]) == ("1.1", "not_yet")
    assert {"title", "status"} <= set(first["goals"][0])
    assert {"tool", "code", "level", "message", "file", "line", "column"} <= set(first["findings"][0])


def test_a_step_decides_the_status_and_the_json_has_them_all(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_bytes(
        (GOLDEN / "exercises" / "01-double" / "stages" / "1.1" / "double.py").read_bytes()
    )
    first = golden("check", "1", "--step", "1.1", "--json")
    second = golden("check", "1", "--step", "1.2", "--json")

    assert (first.status, second.status) == (0, 1)
    assert [step["id"] for step in first.json["steps"]] == ["1.1", "1.2"]
    shown = golden("check", "1", "--step", "1.2").out
    assert "Double a number" not in shown
    assert "Step 1.2: not yet" in shown


def test_a_file_that_does_not_parse_is_one_finding(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_text("def double(n:\n")
    ran = golden("check", "1")

    assert ran.status == 1
    assert "double.py:1" in ran.out
    assert "Nothing of yours was run." in ran.out


def test_an_unknown_step_is_a_sentence(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("check", "1", "--step", "9.9")

    assert ran.status == 2
    assert one_sentence(ran.err)
    assert "1.2" in ran.err


def test_a_folder_elsewhere_is_checked_where_it_is(golden: Callable[..., Ran], tmp_path: Path) -> None:
    golden("start", "1", "--to", str(tmp_path / "there"))
    (tmp_path / "there" / "double.py").write_bytes(SOLVED)

    assert golden("check", "--dir", str(tmp_path / "there")).status == 0
    assert golden("check", "1", "--dir", str(tmp_path / "there")).status == 0


def test_a_lesson_that_was_not_begun_says_how_to_begin(golden: Callable[..., Ran]) -> None:
    ran = golden("check", "1", "--json")

    assert ran.status == 2
    assert "prodtutor start 1" in ran.json["error"]["hint"]


def _verdict(status: Status, finding: str = "") -> Verdict:
    findings = (Finding("tutor", "limit", "must", finding),) if finding else ()
    steps = (
        StepVerdict("1.1", "a", "A", Status.DONE, (), ()),
        StepVerdict("1.2", "b", "B", status, (), findings),
    )
    return Verdict("01-double", "0" * 64, status, steps, 1)


def test_what_cannot_be_judged_is_status_3_and_an_error_as_well() -> None:
    verdict = _verdict(Status.CANNOT_JUDGE, "mypy did not answer.")

    assert exit_status(verdict) == 3
    assert exit_status(verdict, "1.1") == 0
    data = verdict_json(verdict)
    assert data["verdict"] == "cannot_judge"
    assert data["error"]["message"] == "mypy did not answer."
    assert "error" not in verdict_json(verdict, "1.1")
    assert "error" not in verdict_json(_verdict(Status.NOT_YET))


@contextmanager
def watching(prodtutor: Prodtutor, *arguments: str, **streams: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        prodtutor.command("--pack", str(GOLDEN), "check", "1", "--watch", *arguments),
        cwd=prodtutor.cwd,
        env=prodtutor.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        **streams,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_watching_gives_one_line_for_the_state_found_and_one_for_each_change(prodtutor: Prodtutor) -> None:
    folder = Path(prodtutor("--pack", str(GOLDEN), "start", "1").out.strip())
    with watching(prodtutor, "--json") as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        (folder / "double.py").write_bytes(SOLVED)
        second = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=30)

    assert [first["verdict"], second["verdict"]] == ["not_yet", "done"]
    assert first["digest"] != second["digest"]
    assert (rest, errors, process.returncode) == ("", "", 130)


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_watching_for_people_ends_with_ctrl_c_and_no_traceback(prodtutor: Prodtutor) -> None:
    prodtutor("--pack", str(GOLDEN), "start", "1")
    with watching(prodtutor) as process:
        assert process.stderr is not None
        assert "Ctrl-C" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)

    assert "Not yet" in out
    assert "Traceback" not in errors
    assert process.returncode == 130


@pytest.mark.skipif(sys.platform == "win32", reason="closes pipes as POSIX does")
def test_watching_ends_when_nobody_reads_any_more(prodtutor: Prodtutor) -> None:
    folder = Path(prodtutor("--pack", str(GOLDEN), "start", "1").out.strip())
    with watching(prodtutor, "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        (folder / "double.py").write_bytes(SOLVED)
        status = process.wait(timeout=30)

        assert process.stderr.read() == ""
    assert status == 0
