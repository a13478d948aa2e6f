"""Each line of docs/workflows.md, run."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prodtutor.checkkit.workflows.runner import Report

_SPEC = importlib.util.spec_from_file_location("workflow_cases", Path(__file__).with_name("cases.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_cases: Any = importlib.util.module_from_spec(_SPEC)
sys.modules["workflow_cases"] = _cases
_SPEC.loader.exec_module(_cases)
CASES: dict[str, Any] = _cases.CASES
PAGE = Path(__file__).parents[3] / "docs" / "workflows.md"


@pytest.mark.parametrize("name", CASES)
def test_it_does_what_the_page_says(name: str, go: Callable[..., Report]) -> None:
    case = CASES[name]
    report = go(case.text, case.event)
    text = report.text()
    if case.result == "?":
        assert case.said in report.lacking, text
        return
    assert not report.lacking, text
    assert report.result == case.result, text
    assert case.said in text
    assert not case.unsaid or case.unsaid not in text


def test_page_and_tests_name_the_same_lines() -> None:
    said = re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(said) == sorted(CASES)
