"""What is said about isolation is what was tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prodtutor.doctor.isolation import grading, isolation
from prodtutor.processes import Sandbox, Unusable, find_sandbox
from prodtutor.settings import Settings


def _not_tried() -> Sandbox | Unusable:
    raise AssertionError("there is nothing to try")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_there_are_limits(settings: Settings, platform: str) -> None:
    check = isolation(settings, platform, _not_tried)
    assert check.status == "ok"
    assert "limits" in check.message
    assert "not in a sandbox" in check.message


def test_a_machine_without_a_sandbox_hears_why_and_how_to_get_one(settings: Settings) -> None:
    check = isolation(settings, "linux", lambda: Unusable("bubblewrap is not installed", "Install it."))
    assert (check.status, check.hint) == ("warning", "Install it.")
    assert "not in a sandbox" in check.message
    assert check.message.endswith("bubblewrap is not installed.")


def test_one_that_works_is_in_use(settings: Settings) -> None:
    check = isolation(settings, "linux", lambda: Sandbox("/usr/bin/bwrap"))
    assert check.status == "ok"
    assert "in a sandbox (bubblewrap)" in check.message


def test_it_can_be_switched_off(settings: Settings) -> None:
    check = isolation(replace(settings, isolation="limits"), "linux", _not_tried)
    assert "PRODTUTOR_ISOLATION" in check.message
    assert "not in a sandbox" in check.message


def test_what_is_said_of_this_machine_is_what_was_found(settings: Settings) -> None:
    found = find_sandbox()
    check = isolation(settings)
    assert ("in a sandbox (bubblewrap)" in check.message) == isinstance(found, Sandbox)


@pytest.mark.parametrize(("user", "said"), [(0, "by the user nobody"), (1000, "a sandbox of its own.")])
def test_grading_in_a_sandbox(settings: Settings, user: int, said: str) -> None:
    assert said in grading(settings, lambda: Sandbox("/usr/bin/bwrap"), user).message


def test_grading_without_a_sandbox(settings: Settings) -> None:
    missing = grading(settings, lambda: Unusable("bubblewrap is not installed", "Install it."))
    switched_off = grading(replace(settings, isolation="limits"), _not_tried)

    assert "bubblewrap is not installed" in missing.message
    assert "--trust-submissions" in missing.message
    assert "PRODTUTOR_ISOLATION" in switched_off.message
