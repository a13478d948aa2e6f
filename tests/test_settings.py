"""What the environment decides."""

from __future__ import annotations

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.settings import load_settings


@pytest.mark.parametrize(("environ", "isolation"), [({}, "auto"), ({"PRODTUTOR_ISOLATION": "limits"}, "limits")])
def test_the_sandbox_can_be_switched_off(environ: dict[str, str], isolation: str) -> None:
    assert load_settings(environ).isolation == isolation


def test_no_other_isolation_is_known() -> None:
    with pytest.raises(UsageProblem, match=r"'docker'.*`limits`"):
        load_settings({"PRODTUTOR_ISOLATION": "docker"})
