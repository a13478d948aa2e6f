"""What is said about isolation is what was tried."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from prodtutor.doctor.isolation import isolation


def _not_tried(_: Sequence[str]) -> str:
    raise AssertionError("there is nothing to try")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_there_are_limits(platform: str) -> None:
    check = isolation(platform, attempt=_not_tried)

    assert check.status == "ok"
    assert "limits" in check.message


def test_a_machine_without_bubblewrap_says_so() -> None:
    assert "not installed" in isolation("linux", lambda _: None, _not_tried).message


def test_bubblewrap_is_tried_and_not_only_found() -> None:
    tried: list[Sequence[str]] = []

    def works(command: Sequence[str]) -> str:
        tried.append(command)
        return ""

    assert "installed and works" in isolation("linux", lambda _: "/usr/bin/bwrap", works).message
    assert tried[0][0] == "/usr/bin/bwrap"
    refused = isolation("linux", lambda _: "/usr/bin/bwrap", lambda _: "No permissions to create new namespace")
    assert "does not work here: No permissions" in refused.message


@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")
def test_a_program_that_fails_is_found_out_by_running_it() -> None:
    assert "does not work here" in isolation("linux", lambda _: "/bin/false").message
    assert "does not work here" in isolation("linux", lambda _: "/no/such/bwrap").message
