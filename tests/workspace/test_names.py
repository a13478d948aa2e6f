"""Names that leave the folder, that some system cannot have, or that are the tutor's own."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.errors import UsageProblem
from prodtutor.workspace.names import check_name, is_taken


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("a.py", "a.py"),
        ("sub/./a.py", "sub/a.py"),
        ("sub//a.py", "sub/a.py"),
        (".env", ".env"),
        (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
        ("Kiosk Ä.txt", "Kiosk Ä.txt"),
        ("Kiosk A\u0308.txt", "Kiosk Ä.txt"),
        ("console.py", "console.py"),
    ],
)
def test_good_names(name: str, usual: str) -> None:
    assert check_name(name) == usual


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", ".", "/etc/passwd", "../a", "a/../../b", "sub/..", "a/", "C:/a", "a\\b", "a\nb", "a\0", "\x1b[1m"),
        *("con", "NUL.txt", "sub/Com1.py", "lpt¹", "a ", " a", "a.", "a/ b", "what?", "a*b", "a<b", "\u202ea.py"),
        *(".prodtutor.toml", ".prodtutor-x.tmp", ".PRODTUTOR.toml", ".git/config", "venv/x", "__pycache__/a", "a.pyc"),
        *("x" * 201, "\ud800", "a\u00a0b"),
    ],
)
def test_bad_names(name: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        check_name(name)
    assert caught.value.message.isprintable()
    assert caught.value.hint


@given(st.text(max_size=30))
def test_an_allowed_name_stays_inside_and_stays_itself(name: str) -> None:
    try:
        usual = check_name(name)
    except UsageProblem:
        return
    path = PurePosixPath(usual)
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert usual.isprintable()
    assert check_name(usual) == usual


def test_taken(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    assert is_taken(tmp_path, "sub")
    assert not is_taken(tmp_path, "sub/a.py")
