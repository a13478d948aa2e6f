"""Files picked by patterns."""

from __future__ import annotations

import pytest

from prodtutor.checkkit.workflows.errors import NotSimulated
from prodtutor.checkkit.workflows.files import hash_files, pick, root_of

TREE = {"dist/a.whl": b"1", "dist/deep/b.whl": b"2", "src/c.py": b"3"}


def test_pick() -> None:
    assert set(pick(TREE, ["dist"])) == {"dist/a.whl", "dist/deep/b.whl"}
    assert set(pick(TREE, ["./dist/", "!dist/deep"])) == {"dist/a.whl"}
    assert set(pick(TREE, ["**/*.py"])) == {"src/c.py"}
    assert set(pick(TREE, ["."])) == set(TREE)


def test_roots() -> None:
    assert root_of(TREE, ["dist"]) == "dist"
    assert root_of(TREE, ["dist/*.whl"]) == "dist"
    assert root_of(TREE, ["src/c.py"]) == "src"
    assert root_of(TREE, ["dist/", "src/"]) == ""


def test_hashes() -> None:
    assert hash_files(TREE, ["nothing"]) == ""
    assert hash_files(TREE, ["**/*.whl"]) == hash_files({**TREE, "more.py": b""}, ["**/*.whl"])
    assert hash_files(TREE, ["**/*.whl"]) != hash_files({**TREE, "dist/a.whl": b"0"}, ["**/*.whl"])


@pytest.mark.parametrize("pattern", ["/etc/passwd", "~/x", "../x"])
def test_outside(pattern: str) -> None:
    with pytest.raises(NotSimulated):
        pick(TREE, [pattern])
