"""prodtutor submit."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.cli import submit as command

from .conftest import GOLDEN, Prodtutor, Ran, one_sentence

Run = Callable[..., Ran]


def test_a_bundle_is_written_and_shown(golden: Run, tmp_path: Path) -> None:
    golden("start", "1")
    done = golden("submit", "1", "--name", "Ada", "--share-progress")

    place = tmp_path / "elsewhere" / "01-double.zip"
    assert (done.status, done.out.strip()) == (0, str(place))
    shown = golden("submit", "--check", str(place))
    assert shown.status == 0
    assert "Ada" in shown.out
    assert "double.py" in shown.out
    assert "checked 0 times" in shown.out


def test_without_a_terminal_nothing_is_shared_and_nobody_is_asked(golden: Run, tmp_path: Path) -> None:
    golden("start", "1")
    done = golden("submit", "1", "-o", str(tmp_path / "mine.zip"))

    assert "May your teacher" not in done.err
    assert "progress: not shared" in golden("submit", "--check", str(tmp_path / "mine.zip")).out


@pytest.mark.parametrize(("answer", "agreed"), [("y\n", True), ("\n", False), ("no\n", False)])
def test_on_a_terminal_it_asks(answer: str, agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        def readline(self) -> str:
            return answer

    monkeypatch.setattr(command, "is_terminal", lambda _: True)
    monkeypatch.setattr("sys.stdin", Stdin())

    assert command._agreed() is agreed


def test_inside_the_exercise_folder_the_bundle_lies_beside_it(prodtutor: Prodtutor) -> None:
    folder = Path(prodtutor("--pack", str(GOLDEN), "start", "1").out.strip())
    done = prodtutor("--pack", str(GOLDEN), "submit", cwd=folder)

    assert (done.status, done.out.strip()) == (0, str(folder.parent / "01-double.zip"))
    assert zipfile.ZipFile(folder.parent / "01-double.zip").testzip() is None


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04 and more"])
def test_what_is_no_bundle_is_refused_in_one_sentence(data: bytes, golden: Run, tmp_path: Path) -> None:
    (tmp_path / "\x1b[2Jbad.zip").write_bytes(data)
    done = golden("submit", "--check", str(tmp_path / "\x1b[2Jbad.zip"))

    assert done.status == 2
    assert one_sentence(done.err)
    assert "\x1b" not in done.err


def test_a_folder_that_was_not_laid_out(golden: Run) -> None:
    done = golden("submit", "1")

    assert done.status == 2
    assert one_sentence(done.err)
