"""After a lesson: its questions, and lines of the diff to match with what they prevent."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import is_ready
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.recap import recap
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings

from .conftest import Judged

ALL = ("a-value", "a-type", "polite")


@pytest.fixture(autouse=True)
def _failures(small_pack: Path) -> None:
    path = small_pack / "lessons" / "01-greet" / "lesson.toml"
    text = path.read_text("utf-8")
    text = text.replace('text = "A value', 'prevents = "Nobody can test it."\ntext = "A value')
    path.write_text(text.replace('text = "The print', 'prevents = "It greets twice."\ntext = "The print'), "utf-8")


def test_the_reference_is_not_given_away(opened: OpenLesson) -> None:
    found = recap(opened)
    assert [item.piece for item in found.items] == [None]
    assert found.withheld == 2


def test_each_piece_is_shown_with_all_failures(opened: OpenLesson, judged: Judged) -> None:
    judged("done", *ALL)
    found = recap(opened)
    _question, first, second = found.items
    assert found.withheld == 0
    assert set(first.question.answers) == set(second.question.answers) == {"Nobody can test it.", "It greets twice."}
    assert first.question.answers[first.question.right] == "Nobody can test it."
    assert second.question.answers[second.question.right] == "It greets twice."
    assert first.piece
    assert ("+", '    return f"Hello, {name}."') in first.piece.lines
    assert second.piece
    assert ("-", '    print("Hello", name)') in second.piece.lines
    assert "go away" in second.question.question


def test_a_wrong_answer_says_what_prevents_that_one(opened: OpenLesson, judged: Judged) -> None:
    judged("done", *ALL)
    first = recap(opened).items[1].question
    assert first.explanations[first.right] == "A value can be tested, a print cannot."
    assert first.explanations[1 - first.right] == (
        "That one is prevented by what replaces `print('Hello'` in greet.py."
    )


def test_the_order_is_the_same_each_time(opened: OpenLesson, judged: Judged) -> None:
    judged("done", *ALL)
    assert recap(opened) == recap(opened)


def test_lines_of_the_learner_come_first_then_those_of_the_start(opened: OpenLesson, judged: Judged) -> None:
    judged("done", *ALL)
    assert [item.piece.yours for item in recap(opened).items if item.piece] == [True, True]
    (opened.root / "greet.py").write_bytes((opened.lesson.solution / "greet.py").read_bytes())
    assert [item.piece.yours for item in recap(opened).items if item.piece] == [False, False]


def test_one_failure_is_nothing_to_choose_from(tutor: Tutor, small_pack: Path) -> None:
    path = small_pack / "lessons" / "01-greet" / "lesson.toml"
    path.write_text(path.read_text("utf-8").replace('prevents = "It greets twice."\n', ""), "utf-8")
    found = recap(open_lesson(tutor, "1"))
    assert (len(found.items), found.withheld) == (1, 0)


def test_a_badge_that_the_lesson_has_earned_is_told(opened: OpenLesson, judged: Judged, small_pack: Path) -> None:
    (small_pack / "lessons" / "course.toml").write_text(
        '[[badges]]\nname = "polite"\ntitle = "Polite"\nabout = ""\nsteps = ["01-greet/return-the-greeting"]\n\n'
        '[[badges]]\nname = "gone"\ntitle = "Gone"\nabout = ""\nsteps = ["02-part-ways/part"]\n',
        encoding="utf-8",
    )
    assert recap(opened).badges == ()
    judged("done", *ALL)
    assert recap(opened).badges == ("Polite",)


def test_each_failure_of_our_lessons_has_lines_to_match(settings: Settings) -> None:
    with Tutor(settings) as ours:
        for entry in ours.pack.lessons:
            if not is_ready(ours.pack, entry):
                continue
            opened = open_lesson(ours, entry.slug)
            for step in opened.lesson.required:
                ours.progress.record_reveal(entry.slug, step.name)
            pieces = [item.piece for item in recap(opened).items if item.piece]
            assert len(pieces) == sum(bool(note.prevents) for note in opened.lesson.notes), entry.slug
            assert all(any(tag != " " for tag, _ in piece.lines) for piece in pieces), entry.slug
