"""6.4: no escape hatches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from prodtutor.checkkit import Told

REASONS = {
    "Any": "Any switches mypy off for everything that it touches. For a value that you do not know yet, say object.",
    "cast": "A cast changes nothing while the program runs: it only tells mypy to believe you. The None stays.",
    "no_type_check": "@no_type_check hides a whole function from mypy, and from whoever calls it.",
}


def test_no_hatch_of_typing(files: Mapping[str, str], hatches: Any, told: Told) -> None:
    for name, text in files.items():
        if name.endswith(".py"):
            for line, hatch in hatches.names_used(text):
                told(
                    did=f"read {name}",
                    saw=f"line {line} still imports or uses {hatch} of typing",
                    means=REASONS[hatch],
                    file=name,
                    line=line,
                )
                pytest.fail(f"line {line}: {hatch}", pytrace=False)


def test_no_comment_that_silences(tree: Mapping[str, bytes], hatches: Any, told: Told) -> None:
    for name, data in tree.items():
        if name.endswith(".py"):
            for line, comment in hatches.comments(data.decode("utf-8-sig")):
                told(
                    did=f"read {name}",
                    saw=f"line {line} says {comment!r}",
                    means="A silenced mistake is still there. Here mypy does not see such comments: delete it.",
                    file=name,
                    line=line,
                )
                pytest.fail(f"line {line}: {comment}", pytrace=False)


def test_no_code_is_hidden_from_mypy(files: Mapping[str, str], hatches: Any, told: Told) -> None:
    for name, text in files.items():
        if name.endswith(".py"):
            for line in hatches.hidden_code(text):
                told(
                    did=f"read {name}",
                    saw=f"line {line} lets Python run one thing and mypy read another",
                    means="What mypy has not read, nobody has checked. Only imports may stand under TYPE_CHECKING.",
                    file=name,
                    line=line,
                )
                pytest.fail(f"line {line} is hidden from mypy", pytrace=False)
