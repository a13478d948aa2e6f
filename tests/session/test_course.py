"""Routes are remembered, and badges are counted from progress alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.course import badges, choose_route, chosen_route, routes
from prodtutor.session.tutor import Tutor

from .conftest import Judged

COURSE = """\
[[routes]]
name = "short"
title = "Short"
about = "In a hurry."
minutes = "10"
stops = ["01-greet/return-the-greeting", "01-greet", "02-part-ways"]

[[routes]]
name = "long"
title = "Long"
about = "At leisure."
minutes = ""
stops = ["02-part-ways"]

[[badges]]
name = "polite"
title = "Polite"
about = "It greets."
steps = ["01-greet/return-the-greeting", "01-greet/say-it-politely"]

[[badges]]
name = "gone"
title = "Gone"
about = "It parts."
steps = ["02-part-ways/part"]
"""
FIRST, SECOND = ("a-value", "a-type"), ("polite",)


@pytest.fixture(autouse=True)
def _course(small_pack: Path) -> None:
    (small_pack / "lessons" / "course.toml").write_text(COURSE, encoding="utf-8")


def test_no_route_is_chosen_at_first(tutor: Tutor) -> None:
    assert chosen_route(tutor) is None
    assert [state.chosen for state in routes(tutor)] == [False, False]


def test_a_route_is_remembered_and_may_be_left(tutor: Tutor) -> None:
    assert choose_route(tutor, "sho") is not None
    with Tutor(tutor.settings) as later:
        found = chosen_route(later)
        assert found is not None
        assert found.name == "short"
        choose_route(later, None)
        assert chosen_route(later) is None


@pytest.mark.parametrize("wanted", ["gone", "", " ", "o"])
def test_an_unknown_route_lists_what_there_is(tutor: Tutor, wanted: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        choose_route(tutor, wanted)
    assert "short, long" in caught.value.hint


def test_a_route_that_is_gone_is_none(tutor: Tutor, small_pack: Path) -> None:
    choose_route(tutor, "short")
    (small_pack / "lessons" / "course.toml").write_text("", encoding="utf-8")
    assert chosen_route(tutor) is None


def test_a_route_knows_what_is_next(tutor: Tutor, judged: Judged) -> None:
    state = routes(tutor)[0]
    assert (state.done, state.next and state.next.step) == (0, "1.1")
    judged("one", *FIRST)
    state = routes(tutor)[0]
    assert (state.done, state.next and (state.next.number, state.next.step)) == (1, (1, ""))
    judged("two", *FIRST, *SECOND)
    state = routes(tutor)[0]
    assert (state.done, state.next) == (2, None), "what is planned cannot be worked on"
    assert [stop.ready for stop in state.stops] == [True, True, False]


def test_a_badge_is_earned_by_all_of_its_steps(tutor: Tutor, judged: Judged) -> None:
    assert [(state.done, state.earned) for state in badges(tutor)] == [(0, False), (0, False)]
    judged("one", *FIRST)
    assert (badges(tutor)[0].done, badges(tutor)[0].earned) == (1, False)
    judged("two", *FIRST, *SECOND)
    assert badges(tutor)[0].earned


def test_a_step_that_broke_again_takes_the_badge_back_and_says_so(tutor: Tutor, judged: Judged) -> None:
    judged("two", *FIRST, *SECOND)
    judged("three", *SECOND)
    state = badges(tutor)[0]
    assert (state.earned, state.was_earned) == (False, True)
    assert [(step.id, step.broke_again) for step in state.steps] == [("1.1", True), ("1.2", False)]


def test_a_step_of_a_planned_lesson_is_not_done(tutor: Tutor) -> None:
    (step,) = badges(tutor)[1].steps
    assert (step.id, step.done, step.number) == ("", False, 2)


def test_a_pack_without_a_course(tutor: Tutor, small_pack: Path) -> None:
    (small_pack / "lessons" / "course.toml").unlink()
    assert (routes(tutor), badges(tutor), chosen_route(tutor)) == ((), (), None)
