"""What steps tell the runner."""

from __future__ import annotations

import pytest

from prodtutor.checkkit.workflows.commands import listen, read_env, read_pairs
from prodtutor.checkkit.workflows.errors import WorkflowError


def test_pairs() -> None:
    assert read_pairs(b"a=1\nb<<END\nx\n=y\nEND\nc=d=e\n", "env") == {"a": "1", "b": "x\n=y", "c": "d=e"}


@pytest.mark.parametrize("data", [b"nothing", b"a<<END\nx\n", b"=x"])
def test_what_is_no_pair(data: bytes) -> None:
    with pytest.raises(WorkflowError):
        read_pairs(data, "env")


def test_what_nobody_may_set() -> None:
    assert read_env(b"GITHUB_SHA=1\nRUNNER_OS=2\nCI=no\n") == {"CI": "no"}


def test_lines() -> None:
    lines = [
        "a",
        "::error file=x,line=1::bad%0Aworse",
        "::add-mask::hush",
        "::stop-commands::T",
        "::error::no",
        "::T::",
    ]
    spoken = listen("\n".join([*lines, "::set-output name=k::v"]))
    assert spoken.shown[:3] == ["a", "Error: bad\nworse", "::error::no"]
    assert spoken.masks == {"hush"}
    assert spoken.outputs == {"k": "v"}
    assert listen("::add-path::/x").problem
