"""Every error is one sentence and an exit status; under --json, one object."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.cli import app
from prodtutor.cli.entry import run
from prodtutor.errors import CannotJudge, Interrupted, UsageProblem

from .conftest import Prodtutor, Ran, one_sentence


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("list", "--nonsense"),
        ("check", "4", "5"),
        ("check", "--step"),
        ("restore",),
        ("author",),
        ("author", "nonsense"),
        ("author", "lay", "4"),
        ("restore", "4", "twelve"),
        ("restore", "4", "12", "13"),
        ("author", "lay", "4", "somewhere"),
        ("author", "lay", "4", "somewhere", "--solution", "--stage", "4.1"),
        ("--nonsense",),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(inside: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    ran = inside(*arguments)

    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err)


@pytest.mark.parametrize("arguments", [("nonsense", "--json"), ("check", "--json", "--nonsense"), ("--json",)])
def test_wrong_usage_is_one_object_when_json_was_asked_for(
    inside: Callable[..., Ran], arguments: tuple[str, ...]
) -> None:
    ran = inside(*arguments)

    assert (ran.status, ran.err) == (2, "")
    assert ran.json["schema"] == 1
    assert set(ran.json["error"]) == {"title", "message", "hint"}


def test_json_behind_the_dashes_belongs_to_the_other_program(inside: Callable[..., Ran]) -> None:
    ran = inside("run", "99", "--", "tool", "--json")

    assert (ran.status, ran.out) == (2, "")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_what_there_is_with_headings(inside: Callable[..., Ran], option: str) -> None:
    ran = inside(option)

    assert ran.status == 0
    for name in ("lesson", "list", "start", "run", "check", "hint", "reveal", "diff", "reset", "history", "restore"):
        assert f"  {name} " in ran.out
    assert "When you are stuck:" in ran.out
    assert "  grade " in ran.out
    assert "serve" not in ran.out, "it is not built yet"


@pytest.mark.parametrize("name", [name for name, *_ in app._COMMANDS])
def test_every_command_has_an_example(inside: Callable[..., Ran], name: str) -> None:
    ran = inside(name, "--help")

    assert ran.status == 0
    assert f"prodtutor {name}" in ran.out.partition("Examples:")[2]
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_version_names_what_a_verdict_depends_on(inside: Callable[..., Ran]) -> None:
    ran = inside("--version")

    assert ran.status == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["prodtutor", "pytest", "Ruff", "mypy", "Python"]
    assert ran.out.splitlines()[-1] == f"Python {sys.version.split()[0]}"


@pytest.mark.parametrize("arguments", [(), ("lesson", "4")])
def test_without_a_terminal_it_says_what_to_run_instead(prodtutor: Prodtutor, arguments: tuple[str, ...]) -> None:
    ran = prodtutor(*arguments)

    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err)
    assert "prodtutor start" in ran.err
    assert "prodtutor check" in ran.err


class _Failing:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def main(self, **_: object) -> int:
        raise self.error


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[BaseException], None]:
    monkeypatch.setenv("PRODTUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PRODTUTOR_STATE", str(tmp_path / "state"))

    def fail(error: BaseException) -> None:
        monkeypatch.setattr(app, "command", lambda: _Failing(error))

    return fail


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageProblem("No such lesson", "There is no lesson 99."), 2),
        (CannotJudge("Ruff is missing", "It is gone.", "Install it."), 3),
        (Interrupted("Stopped", "Stopped."), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_kind_of_error_has_its_status(
    failing: Callable[[BaseException], None],
    capfd: pytest.CaptureFixture[str],
    error: BaseException,
    status: int,
) -> None:
    failing(error)

    assert run(["check"]) == status
    captured = capfd.readouterr()
    assert captured.out == ""
    assert one_sentence(captured.err)


def test_an_unexpected_error_is_logged_and_told_in_one_sentence(
    failing: Callable[[BaseException], None], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    failing(RuntimeError("boom\nwith a second line"))

    assert run(["check"]) == 3
    captured = capfd.readouterr()
    log = tmp_path / "state" / "prodtutor.log"
    assert one_sentence(captured.err)
    assert str(log) in captured.err
    [line] = log.read_text("utf-8").splitlines()
    assert "boom" in json.loads(line)["traceback"]


def test_an_unexpected_error_is_an_object_under_json(
    failing: Callable[[BaseException], None], capfd: pytest.CaptureFixture[str]
) -> None:
    failing(KeyError("x"))

    assert run(["check", "--json"]) == 3
    captured = capfd.readouterr()
    assert captured.err == ""
    assert "prodtutor.log" in json.loads(captured.out)["error"]["hint"]


def test_a_log_that_cannot_be_written_is_no_second_error(
    failing: Callable[[BaseException], None], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "prodtutor.log").mkdir()
    failing(RuntimeError("boom"))

    assert run(["check"]) == 3
    assert "could not be written" in capfd.readouterr().err


def test_a_state_folder_that_is_a_file_is_named(prodtutor: Prodtutor, tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    ran = prodtutor("list")

    assert ran.status == 2
    assert one_sentence(ran.err)
    assert "PRODTUTOR_STATE" in ran.err


@pytest.mark.skipif(os.name == "nt", reason="closes pipes as POSIX does")
@pytest.mark.parametrize("arguments", [("list",), ("list", "--json"), ("--help",), ("doctor",)])
def test_a_reader_that_leaves_is_no_error(prodtutor: Prodtutor, arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        done = subprocess.run(
            prodtutor.command(*arguments),
            cwd=prodtutor.cwd,
            env=prodtutor.environment,
            stdout=gone,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    assert done.stderr == b""
    assert done.returncode in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("list",), ("list", "--json"), ("--version",)])
def test_a_full_disk_behind_the_output_is_said(prodtutor: Prodtutor, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            prodtutor.command(*arguments),
            cwd=prodtutor.cwd,
            env=prodtutor.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_closed_output_is_no_error(prodtutor: Prodtutor) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *prodtutor.command("list")],
        cwd=prodtutor.cwd,
        env=prodtutor.environment,
        capture_output=True,
        check=False,
    )

    assert done.stderr == b""
    assert done.returncode == 0
