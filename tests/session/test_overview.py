"""All lessons, and how far the learner is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prodtutor.checking.verdict import Status
from prodtutor.session.open import OpenLesson
from prodtutor.session.overview import overview
from prodtutor.session.tutor import Tutor


def test_statuses(opened: OpenLesson, judged: Callable[..., object]) -> None:
    judged("1", "a-value", "a-type")
    judged("2", "polite")
    first, second = overview(opened.tutor)
    assert (first.number, first.ready, first.done, first.required) == (1, True, 1, 2)
    assert [(s.id, s.status, s.ever_done) for s in first.steps] == [
        ("1.1", Status.NOT_YET, True),
        ("1.2", Status.DONE, True),
        ("1.B", Status.NOT_YET, False),
    ]
    assert (second.slug, second.title, second.ready, second.steps) == ("02-part-ways", "Part ways", False, ())


def test_a_lesson_with_a_mistake_does_not_hide_the_others(tutor: Tutor, small_pack: Path) -> None:
    (small_pack / "lessons/01-greet/lesson.toml").write_text("number = ")
    first, second = overview(tutor)
    assert first.ready
    assert "lesson.toml, line 1" in first.problem
    assert second.problem == ""
