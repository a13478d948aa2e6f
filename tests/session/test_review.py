"""Marks are judged: what was found, what was missed, and what was wrong to mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.curriculum.load import load_pack
from prodtutor.curriculum.review import Review, load_review
from prodtutor.errors import UsageProblem
from prodtutor.paths import builtin_pack
from prodtutor.session.review import Mark, find_review, judge, parse_marks, review_change, reviews, summary
from prodtutor.session.tutor import Tutor

from ..curriculum.test_review import lay

OURS = load_review(load_pack(builtin_pack()), "refunds")


@pytest.fixture
def review(small_pack: Path) -> Review:
    lay(small_pack)
    return load_review(load_pack(small_pack), "loan")


def test_a_good_review_passes_by_any_line_of_a_fault(review: Review) -> None:
    for words in (["3s", "7e"], ["4:secret", "7:error"], ["3s", "4s", "7e", "8e"]):
        verdict = judge(review, parse_marks(review, words))
        assert verdict.done
        assert (len(verdict.found), verdict.missed, verdict.alarms) == (2, (), 0)


@pytest.mark.parametrize(
    ("words", "worths", "missed", "alarms"),
    [
        (["3s"], ["found"], ["silent"], 0),
        (["3e", "7e"], ["other", "found"], ["printed"], 0),
        (["1s", "3s", "7e"], ["alarm", "found", "found"], [], 1),
        (["2s", "3s", "7e"], ["alarm", "found", "found"], [], 1),
        (["8s"], ["debatable"], ["printed", "silent"], 0),
        ([], [], ["printed", "silent"], 0),
    ],
)
def test_what_is_missed_or_wrong_is_told(
    review: Review, words: list[str], worths: list[str], missed: list[str], alarms: int
) -> None:
    verdict = judge(review, parse_marks(review, words))
    assert [judged.worth for judged in verdict.marks] == worths
    assert [fault.name for fault in verdict.missed] == missed
    assert (verdict.alarms, verdict.done) == (alarms, False)


def test_marking_everything_is_no_review(review: Review) -> None:
    verdict = judge(review, [Mark(line.number, kind.name) for line in review.lines for kind in review.kinds])
    assert not verdict.done
    assert "marks too much" in summary(review, verdict)


@given(st.sets(st.builds(Mark, st.integers(1, len(OURS.lines)), st.sampled_from([kind.name for kind in OURS.kinds]))))
def test_done_means_all_found_and_few_alarms(marks: set[Mark]) -> None:
    verdict = judge(OURS, marks)
    assert set(verdict.found) | set(verdict.missed) == set(OURS.faults)
    assert not set(verdict.found) & set(verdict.missed)
    assert verdict.done == (not verdict.missed and verdict.alarms <= OURS.alarms)
    assert len(verdict.marks) == len(marks)


@pytest.mark.parametrize("word", ["", "s", "3", "3x", "0s", "99s", "3:gone", "s3", "٣s", "3 s"])
def test_what_is_no_mark_is_named(review: Review, word: str) -> None:
    with pytest.raises(UsageProblem):
        parse_marks(review, ["3s", word])


def test_a_review_that_was_done_is_remembered(tutor: Tutor, review: Review) -> None:
    review_change(tutor, review, parse_marks(review, ["3s"]))
    assert [done for _, done in reviews(tutor)] == [False]
    review_change(tutor, review, parse_marks(review, ["3s", "7e"]))
    review_change(tutor, review, parse_marks(review, ["3s"]))
    with Tutor(tutor.settings) as later:
        assert [(found.name, done) for found, done in reviews(later)] == [("loan", True)]


def test_the_only_review_needs_no_name(tutor: Tutor, review: Review) -> None:
    assert find_review(tutor, None).name == find_review(tutor, "lo").name == review.name
    with pytest.raises(UsageProblem, match="no one review 'gone'"):
        find_review(tutor, "gone")


def test_a_pack_without_reviews_says_so(tutor: Tutor) -> None:
    with pytest.raises(UsageProblem) as caught:
        find_review(tutor, None)
    assert "no reviews" in caught.value.hint
