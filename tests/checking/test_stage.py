"""The scratch folder of a check."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prodtutor.checking.stage import Stage, write
from prodtutor.workspace.snapshot import from_files


def test_copy_and_original_lie_apart_and_are_gone_afterwards() -> None:
    snapshot = from_files({"a.py": b"import os  # noqa\n", "sub/data.txt": b"x"})
    with Stage(snapshot, {"a.py": b"import os  # xxxx\n", "sub/data.txt": b"x"}) as stage:
        assert (stage.original / "a.py").read_bytes().endswith(b"noqa\n")
        assert (stage.code / "a.py").read_bytes().endswith(b"xxxx\n")
        assert stage.python == {"a.py": b"import os  # xxxx\n"}
        assert stage.python_files == ("a.py",)
    assert not stage.root.exists()


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_folder_without_rights_is_removed_too() -> None:
    stage = Stage(from_files({}), {})
    locked = stage.scratch / "locked"
    (locked / "deeper").mkdir(parents=True)
    locked.chmod(0)
    stage.close()
    assert not stage.root.exists()


def test_equal_size_and_other_content_have_other_times(tmp_path: Path) -> None:
    first = write(tmp_path, "a.py", b"x = 1\n").stat().st_mtime
    second = write(tmp_path, "a.py", b"x = 2\n").stat().st_mtime
    again = write(tmp_path, "a.py", b"x = 1\n").stat().st_mtime
    assert int(first) != int(second)
    assert first == again
