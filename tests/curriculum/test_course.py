"""Routes, badges and the checklist: read strictly, and ours name what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.course import Course, course_problems, load_course
from prodtutor.curriculum.load import is_ready, load_lesson, load_pack
from prodtutor.errors import UsageProblem
from prodtutor.paths import builtin_pack

SOUND = """\
cards = []

[[routes]]
name = "short"
title = "A short one"
about = "For people in a hurry."
minutes = "10-20"
stops = ["01-greet/return-the-greeting", "02-part-ways"]

[[badges]]
name = "polite"
title = "Polite"
about = "It greets."
steps = ["01-greet/return-the-greeting"]

[[checklist]]
title = "Manners"
lesson = "01-greet"
items = ["It greets everybody."]
"""


def _write(root: Path, text: str) -> None:
    (root / "lessons" / "course.toml").write_text(text, encoding="utf-8")


def test_ours_is_sound() -> None:
    assert [problem.message for problem in course_problems(load_pack(builtin_pack()))] == []


def test_ours_has_three_routes_and_six_badges() -> None:
    course = load_course(load_pack(builtin_pack()))
    assert [route.name for route in course.routes] == [
        "one-evening",
        "live-next-week",
        "from-a-notebook",
        "full-course",
    ]
    assert [badge.title for badge in course.badges] == [
        "Understood",
        "Tested",
        "Deployed",
        "Observed",
        "Secured",
        "Changed without fear",
    ]
    assert len(course.checklist) > 9


def test_our_full_course_is_every_lesson() -> None:
    pack = load_pack(builtin_pack())
    route = load_course(pack).route("full-course")
    assert route is not None
    assert route.stops == tuple(entry.slug for entry in pack.lessons)


def test_our_badges_name_every_required_step_of_their_lessons() -> None:
    pack = load_pack(builtin_pack())
    for badge in load_course(pack).badges:
        for slug in {step.partition("/")[0] for step in badge.steps}:
            lesson = load_lesson(pack, next(entry for entry in pack.lessons if entry.slug == slug))
            assert {f"{slug}/{step.name}" for step in lesson.required} <= set(badge.steps)


def test_a_sound_course(small_pack: Path) -> None:
    _write(small_pack, SOUND)
    pack = load_pack(small_pack)
    course = load_course(pack)
    assert course_problems(pack) == ()
    assert course.routes[0].lessons == ("01-greet", "02-part-ways")
    assert course.route("gone") is None


def test_a_pack_may_have_none(small_pack: Path) -> None:
    assert load_course(load_pack(small_pack)) == Course()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "short"', 'name = "Short one"', ["line 4", "routes[0].name", "lower case"]),
        (
            'stops = ["01-greet/return-the-greeting", "02-part-ways"]',
            "stops = []",
            ["line 8", "routes[0].stops", "at least one"],
        ),
        ('steps = ["01-greet/return-the-greeting"]', "steps = []", ["line 14", "badges[0].steps", "Nothing earns"]),
        ('items = ["It greets everybody."]', "items = []", ["line 19", "checklist[0].items"]),
        ('minutes = "10-20"', "minutes = 10", ["line 7", "routes[0].minutes", "text in quotes"]),
    ],
)
def test_a_mistake_of_its_own_stops_the_reading(small_pack: Path, old: str, new: str, words: list[str]) -> None:
    _write(small_pack, SOUND.replace(old, new))
    with pytest.raises(UsageProblem) as caught:
        load_course(load_pack(small_pack))
    assert all(word in caught.value.message for word in words), caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'stops = ["01-greet/return-the-greeting"',
            'stops = ["01-greet/gone"',
            ["routes[0].stops[0]", "no step named gone"],
        ),
        ('"02-part-ways"]', '"02-gone"]', ["routes[0].stops[1]", "no lesson 02-gone"]),
        (
            'steps = ["01-greet/return-the-greeting"]',
            'steps = ["01-greet/return-the-greeting/a-value"]',
            ["badges[0]", "whole steps"],
        ),
        ('lesson = "01-greet"', 'lesson = "gone"', ["checklist[0].lesson", "no lesson gone"]),
        ("cards = []", 'cards = ["gone"]', ["cards[0]", "no card gone"]),
    ],
)
def test_a_reference_to_nothing_is_told_to_authors(small_pack: Path, old: str, new: str, words: list[str]) -> None:
    _write(small_pack, SOUND.replace(old, new))
    pack = load_pack(small_pack)
    load_course(pack)  # learners are not bothered with it
    (problem,) = course_problems(pack)
    assert all(word in problem.message for word in words), problem.message


def test_two_of_a_name(small_pack: Path) -> None:
    _write(small_pack, SOUND + SOUND[SOUND.index("[[badges]]") : SOUND.index("[[checklist]]")])
    with pytest.raises(UsageProblem, match="Two badges are named polite"):
        load_course(load_pack(small_pack))


def test_each_of_our_lessons_has_questions_and_failures_to_match() -> None:
    pack = load_pack(builtin_pack())
    for entry in pack.lessons:
        if is_ready(pack, entry):
            lesson = load_lesson(pack, entry)
            assert len(lesson.questions) == 3, entry.slug
            failures = [note.prevents for note in lesson.notes if note.prevents]
            assert 3 <= len(set(failures)) == len(failures) <= 5, entry.slug
