"""A review drill whose verdict is not true is told to its author."""

from __future__ import annotations

from pathlib import Path

from prodtutor.authoring.reviews import review_mistakes
from prodtutor.curriculum.load import load_pack
from prodtutor.paths import builtin_pack

from ..curriculum.test_review import REVIEW, lay


def test_ours_are_proved() -> None:
    assert review_mistakes(load_pack(builtin_pack())) == ()


def test_a_sound_one_is_proved(small_pack: Path) -> None:
    lay(small_pack)
    assert review_mistakes(load_pack(small_pack)) == ()


def test_one_that_lets_everything_through_is_not(small_pack: Path) -> None:
    lay(small_pack, REVIEW.replace("alarms = 0", "alarms = 99"))
    (first, second) = review_mistakes(load_pack(small_pack))
    assert "marks every line with secret should not pass" in first
    assert "marks every line with error should not pass" in second


def test_a_mistake_in_the_file_comes_first(small_pack: Path) -> None:
    lay(small_pack, REVIEW.replace('"except Exception:"', '"gone"'))
    (mistake,) = review_mistakes(load_pack(small_pack))
    assert "review.toml, line" in mistake
