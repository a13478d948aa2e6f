"""prodtutor run: the program's own output and status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.cli.program import Output

from .conftest import GOLDEN, Prodtutor, Ran


@pytest.fixture
def folder(golden: Callable[..., Ran]) -> Path:
    """The laid-out exercise."""
    return Path(golden("start", "1").out.strip())


def test_the_lessons_program_runs_with_its_arguments(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("run", "1")

    assert (ran.status, ran.out) == (0, "22\n")


def test_the_first_run_lays_the_exercise_out(golden: Callable[..., Ran]) -> None:
    assert golden("run", "1").out == "22\n"


def test_another_command_runs_in_the_folder_and_its_status_is_ours(golden: Callable[..., Ran], folder: Path) -> None:
    program = "import os, sys; print(sorted(os.listdir())); print('trouble', file=sys.stderr); sys.exit(7)"
    ran = golden("run", "--", sys.executable, "-c", program, cwd=folder)

    assert ran.status == 7
    assert "double.py" in ran.out
    assert "trouble" in ran.err


def test_standard_input_reaches_the_program(prodtutor: Prodtutor) -> None:
    ran = prodtutor(
        "--pack",
        str(GOLDEN),
        "run",
        "1",
        "--",
        sys.executable,
        "-c",
        "print(input().upper())",
        stdin="hello\n",
    )

    assert (ran.status, ran.out) == (0, "HELLO\n")


def test_into_a_pipe_the_bytes_go_as_they_are(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("run", "1", "--", sys.executable, "-c", r"print('\x1b[31mred')")

    assert ran.out == "\x1b[31mred\n"


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_escapes_are_shown_and_not_obeyed(prodtutor: Prodtutor) -> None:
    import pty

    master, slave = pty.openpty()
    with subprocess.Popen(
        prodtutor.command(
            "--pack", str(GOLDEN), "run", "1", "--", sys.executable, "-c", r"print('a\x1b]52;c;eA==\x07b\r\nc')"
        ),
        cwd=prodtutor.cwd,
        env=prodtutor.environment,
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        process.wait(timeout=30)
        os.close(master)

    assert shown.decode() == "a␛]52;c;eA==␇b\r\nc\r\n"
    assert process.returncode == 0


def test_a_character_cut_in_two_is_put_together(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(raw=False)
    output("out", "é".encode()[:1])
    output("out", "é".encode()[1:] + b"\r")
    output("out", b"\nx\xc3")
    output.finish()

    assert capsys.readouterr().out == "é\nx\ufffd"


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_a_program_that_is_killed_has_the_status_of_a_shell(golden: Callable[..., Ran], folder: Path) -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

    assert golden("run", "1", "--", sys.executable, "-c", program).status == 137
