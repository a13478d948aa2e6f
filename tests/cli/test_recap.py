"""prodtutor recap."""

from __future__ import annotations

from collections.abc import Callable

from .conftest import Ran, one_sentence


def test_questions_are_asked_and_answers_explained(inside: Callable[..., Ran]) -> None:
    inside("start", "4")
    asked = inside("recap", "4")
    assert (asked.status, asked.err) == (0, "")
    assert "3. Your settings object" in asked.out
    assert "pieces of the diff" in asked.out, "they wait for the reference"
    right = inside("recap", "4", "b", "c", "a")
    assert right.status == 0
    assert right.out.count("Yes.") == 3
    wrong = inside("recap", "4", "bca"[:2], "c")
    assert wrong.status == 1
    assert "Not quite. A debugger shows it, too." in wrong.out


def test_what_is_no_answer_is_a_sentence(inside: Callable[..., Ran]) -> None:
    inside("start", "4")
    for answers in (("z",), ("b", "c", "a", "a"), ("4",)):
        ran = inside("recap", "4", *answers)
        assert (ran.status, ran.out) == (2, "")
        assert one_sentence(ran.err)


def test_a_lesson_without_questions_says_so(golden: Callable[..., Ran]) -> None:
    golden("start", "1")
    assert "no questions" in golden("recap", "1").out
