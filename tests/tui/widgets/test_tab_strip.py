"""Tabs in one row: by key, by mouse, and when there are more than fit."""

from __future__ import annotations

import pytest
from textual import on
from textual.app import App, ComposeResult

from prodtutor.tui.widgets.tab_strip import Tab, TabStrip


class Tabs(App[None]):
    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.strip = TabStrip([Tab(name, name) for name in names])
        self.picked: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.strip

    @on(TabStrip.Picked)
    def take(self, event: TabStrip.Picked) -> None:
        self.picked.append(event.tab)
        event.strip.active = event.tab


async def test_keys_go_round() -> None:
    app = Tabs(["a", "b", "c"])
    async with app.run_test(size=(40, 3)) as pilot:
        app.strip.focus()
        await pilot.press("right", "right", "right", "left", "home", "end")
        assert app.picked == ["b", "c", "a", "c", "a", "c"]


async def test_the_mouse_picks_what_it_points_at() -> None:
    app = Tabs(["one", "two"])
    async with app.run_test(size=(40, 3)) as pilot:
        await pilot.click(TabStrip, offset=(6, 0))
        assert app.picked == ["two"]


@pytest.mark.parametrize("active", [0, 9, 19])
async def test_the_active_tab_is_always_in_sight(active: int) -> None:
    names = [f"file_{number}.py" for number in range(20)]
    app = Tabs(names)
    async with app.run_test(size=(40, 3)) as pilot:
        app.strip.active = names[active]
        await pilot.pause()
        shown = app.strip.render_line(0).text
        assert names[active] in shown
        assert len(shown) <= 40


async def test_names_are_data_not_markup() -> None:
    app = Tabs(["[red]x[/red].py"])
    async with app.run_test(size=(40, 3)) as pilot:
        await pilot.pause()
        assert "[red]x[/red].py" in app.strip.render_line(0).text


@pytest.mark.parametrize(("width", "row"), [(40, "one ●  two  softly"), (12, "one ●  two"), (10, "one ●  two")])
async def test_all_that_fits_is_shown_and_a_hint_only_behind_it(width: int, row: str) -> None:
    app = Tabs(["one", "two"])
    async with app.run_test(size=(width, 3)) as pilot:
        app.strip.tabs = (Tab("one", "one", "●"), Tab("two", "two"))
        app.strip.hint = "softly"
        await pilot.pause()
        assert app.strip.render_line(0).text.rstrip() == row
