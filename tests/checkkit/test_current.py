"""What is judged, and how long anybody waits for it, belongs to one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.checkkit import current


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    current.configure(None)


def test_hurry_lasts_until_the_next_run() -> None:
    current.configure(None)
    assert current.patience(5.0) == 5.0
    current.hurry()
    assert current.patience(5.0) == 2.0
    assert current.patience(0.5) == 0.5
    current.configure(None)
    assert current.patience(5.0) == 5.0


def test_what_is_drawn_follows_from_the_seed_where_there_is_one(tmp_path: Path) -> None:
    def drawn(seed: int | None, name: str) -> float:
        current.configure(current.Current(tmp_path, {}, tmp_path, seed=seed))
        return current.fresh_draw(name).random()

    assert drawn(1, "a") == drawn(1, "a")
    assert len({drawn(1, "a"), drawn(2, "a"), drawn(1, "b"), drawn(None, "a"), drawn(None, "a")}) == 5


def test_without_a_run_there_is_nothing_to_judge() -> None:
    current.configure(None)
    with pytest.raises(RuntimeError, match="configure"):
        current.current()
