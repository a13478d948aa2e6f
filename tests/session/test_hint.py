"""Hints come one at a time, for the goal that the learner is at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.hint import next_hint, offer, shown_hints
from prodtutor.session.open import OpenLesson

Judged = Callable[..., object]


def test_one_at_a_time_and_the_last_one_again(opened: OpenLesson) -> None:
    first = next_hint(opened)
    assert (first.step, first.goal, first.number, first.of) == ("1.1", "a-value", 1, 2)
    assert first.text == "Who needs the text?"
    assert first.note == ""
    second = next_hint(opened)
    assert (second.number, second.note) == (2, "")
    again = next_hint(opened)
    assert again.text == second.text
    assert "That was the last hint" in again.note
    assert "prodtutor reveal 1 --step 1.1" in again.note
    assert shown_hints(opened, "1.1", "a-value") == (first.text, second.text)
    assert shown_hints(opened, "1.1", "a-type") == ()


def test_the_goal_that_is_not_done(opened: OpenLesson, judged: Judged) -> None:
    judged("1", "a-value")
    assert next_hint(opened).goal == "a-type"
    judged("2", "a-value", "a-type")
    assert next_hint(opened).step == "1.2"
    judged("3", "a-value", "a-type", "polite")
    assert next_hint(opened).step == "1.B"
    judged("4", "a-value", "a-type", "polite", "german")
    with pytest.raises(UsageProblem, match="Every step of lesson 1 is done"):
        next_hint(opened)
    assert next_hint(opened, step="1.1").goal == "a-value"


def test_a_named_step_or_goal(opened: OpenLesson) -> None:
    assert next_hint(opened, step="1.2").goal == "polite"
    assert next_hint(opened, step="say-it-politely").goal == "polite"
    assert next_hint(opened, goal="german").step == "1.B"
    assert next_hint(opened, step="1.1", goal="a-type").title == "Its types are written down"
    for step, goal in (("9", None), ("1.1", "polite"), (None, "nothing")):
        with pytest.raises(UsageProblem, match="no"):
            next_hint(opened, step=step, goal=goal)


def test_a_hint_is_offered_after_three_failed_tries(opened: OpenLesson, judged: Judged) -> None:
    assert offer(opened) is None
    for digest in "12":
        judged(digest)
    assert offer(opened) is None
    judged("3")
    offered = offer(opened)
    assert offered is not None
    assert (offered.step, offered.goal, offered.tries) == ("1.1", "a-value", 3)
    next_hint(opened)
    assert offer(opened) is None, "the next one only after three more"
    for digest in "456":
        judged(digest)
    assert offer(opened) is not None
    next_hint(opened)
    for digest in "789":
        judged(digest)
    assert offer(opened) is None, "there is none left"
