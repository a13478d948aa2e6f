"""The reference of a step, once it was asked for."""

from __future__ import annotations

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.open import OpenLesson
from prodtutor.session.reveal import may_show_reference, reveal


def test_a_reveal_is_remembered(opened: OpenLesson) -> None:
    assert not may_show_reference(opened)
    shown = reveal(opened, "return-the-greeting")
    assert shown.against == "step:1.1"
    assert opened.tutor.progress.revealed("01-greet") == {"return-the-greeting"}
    with pytest.raises(UsageProblem, match="no step"):
        reveal(opened, "7")
    opened.tutor.progress.record_reveal("01-greet", "say-it-politely")
    assert may_show_reference(opened)
