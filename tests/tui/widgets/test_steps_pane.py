"""The steps are drawn for the width that they will have, before there is a layout."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from prodtutor.tui.desk import Desk

from ..conftest import lesson_open


@pytest.mark.parametrize("size", [(120, 36), (160, 45), (100, 20), (110, 16), (200, 50)])
async def test_what_is_expected_comes_true(desk: Desk, size: tuple[int, int]) -> None:
    async with lesson_open(desk, size) as lesson:
        pane = lesson.screen.steps_pane
        steps, goals = pane.query_one("#steps", OptionList), pane.query_one("#goals", OptionList)
        across, over, rows = pane._expected
        assert pane._room(steps, goals) == (max(20, across), max(20, over), rows)
