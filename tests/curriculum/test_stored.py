"""Names that ignore rules would drop are stored under others, and come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.curriculum.stored import laid_name, lesson_files, stored_name
from prodtutor.errors import UsageProblem


@pytest.mark.parametrize(
    ("stored", "laid"),
    [
        ("dot_env", ".env"),
        ("dot_github/workflows/ci.yml", ".github/workflows/ci.yml"),
        ("sub/dot_env.example", "sub/.env.example"),
        ("uv.lock.pack", "uv.lock"),
        ("a.py", "a.py"),
    ],
)
def test_names(stored: str, laid: str) -> None:
    assert laid_name(stored) == laid
    assert stored_name(laid) == stored


_PART = st.text(alphabet="ab.-_", min_size=1, max_size=6).filter(lambda p: p.strip(".") and not p.startswith("dot_"))


@given(st.lists(_PART, min_size=1, max_size=3).map("/".join).filter(lambda name: not name.endswith(".pack")))
def test_every_laid_name_comes_back(laid: str) -> None:
    assert laid_name(stored_name(laid)) == laid


def test_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sub" / "__pycache__").mkdir(parents=True)
    (tmp_path / "sub" / "__pycache__" / "a.pyc").touch()
    (tmp_path / "sub" / "dot_env").write_bytes(b"A=1\r\n")
    (tmp_path / "specimen.toml").touch()
    (tmp_path / "sub" / "specimen.toml").write_bytes(b"kept: only the one at the top is ours")
    assert set(lesson_files(tmp_path)) == {"sub/.env", "sub/specimen.toml"}
    assert lesson_files(tmp_path)["sub/.env"] == b"A=1\r\n"
    assert lesson_files(tmp_path / "gone") == {}


def test_two_files_for_one_name(tmp_path: Path) -> None:
    (tmp_path / "dot_env").touch()
    (tmp_path / ".env").touch()
    with pytest.raises(UsageProblem, match=r"two files would be laid out as \.env"):
        lesson_files(tmp_path)
