"""A route is chosen, remembered, and shown at home."""

from __future__ import annotations

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.home import HomeScreen
from prodtutor.tui.screens.routes import RoutesScreen

from ..conftest import shown, until


async def test_a_route_is_chosen_and_left_again(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "home")
        assert "Your route" not in shown(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "For people in a hurry." in shown(pilot), "the routes")
        assert "Print nothing" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Your route: A short route" in shown(pilot), "home with the route")
        assert "next: lesson 1, step 1.1" in shown(pilot)
        assert "1.1 Print nothing · on your route" in shown(pilot)
        assert any(state.chosen for state in desk.routes())
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, RoutesScreen) and "No route" in shown(pilot), "the routes")
        await pilot.press("down")
        await until(pilot, lambda: "Choose lessons as you like." in shown(pilot), "no route")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and "Your route" not in shown(pilot), "home")
        assert not any(state.chosen for state in desk.routes())


async def test_forty_columns_are_enough(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(40, 12)) as pilot:
        await app.push_screen(RoutesScreen(desk, UNICODE))
        await until(pilot, lambda: "A short route" in shown(pilot), "the routes")
