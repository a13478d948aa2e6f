"""hint and reveal: one at a time, and never unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Prodtutor, Ran, one_sentence


@pytest.fixture
def folder(golden: Callable[..., Ran]) -> Path:
    """The laid-out exercise."""
    return Path(golden("start", "1").out.strip())


def test_hints_come_one_at_a_time(golden: Callable[..., Ran], folder: Path) -> None:
    first = golden("hint", "1")
    second = golden("hint", "1")
    last = golden("hint", "1")

    assert (first.status, first.out.splitlines()[0]) == (0, "Hint 1 of 2 · 1.1 double(n) is twice n")
    assert "What is twice as much?" in first.out
    assert "n * 2" not in first.out
    assert "n * 2" in second.out
    assert "prodtutor reveal 1 --step 1.1" in last.out


def test_the_json_is_the_contract(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("hint", "1", "--step", "1.2", "--json")

    assert (ran.status, ran.err) == (0, "")
    assert ran.json == {
        "schema": 1,
        "lesson": "01-double",
        "step": "1.2",
        "goal": "program",
        "number": 1,
        "of": 1,
        "text": "`print`",
    }


@pytest.mark.parametrize("command", ["hint", "reveal"])
def test_an_unknown_step_is_a_sentence(golden: Callable[..., Ran], folder: Path, command: str) -> None:
    ran = golden(command, "1", "--step", "9.9")

    assert ran.status == 2
    assert one_sentence(ran.err)


def test_the_reference_is_not_shown_unasked(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("reveal", "1", "--step", "1.1")

    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err)
    assert "--yes" in ran.err


def test_the_reference_of_one_step_is_shown_when_it_is_confirmed(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("reveal", "1", "--step", "1.1", "--yes")

    assert ran.status == 0
    assert "+    return n * 2" in ran.out
    assert "-    return n + 1" in ran.out
    assert "Twice n is n times 2." in ran.out


def test_reveal_needs_a_step(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("reveal", "1", "--yes")

    assert ran.status == 2
    assert "1.1, 1.2" in ran.err


@pytest.mark.skipif("os.name == 'nt'", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "status"), [(b"y\n", 0), (b"n\n", 1), (b"\n", 1), (b"\x04", 1)])
def test_on_a_terminal_it_asks(prodtutor: Prodtutor, answer: bytes, status: int) -> None:
    import os
    import pty
    import subprocess

    from .conftest import GOLDEN

    prodtutor("--pack", str(GOLDEN), "start", "1")
    master, slave = pty.openpty()
    with subprocess.Popen(
        prodtutor.command("--pack", str(GOLDEN), "reveal", "1", "--step", "1.1"),
        cwd=prodtutor.cwd,
        env=prodtutor.environment,
        stdin=slave,
        stderr=slave,
        stdout=subprocess.PIPE,
    ) as process:
        os.close(slave)
        asked = b""
        while b"[y/N]" not in asked:
            asked += os.read(master, 1024)
        os.write(master, answer)
        out, _ = process.communicate(timeout=60)
        os.close(master)

    assert process.returncode == status
    assert (b"return n * 2" in out) is (status == 0)
