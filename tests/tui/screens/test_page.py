"""Pages are turned to their ends and no further; the welcome ends at home."""

from __future__ import annotations

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import ASCII, UNICODE
from prodtutor.tui.screens.home import HomeScreen
from prodtutor.tui.screens.page import PageScreen, Sheet, WelcomeScreen

from ..conftest import shown, until


async def test_pages_are_turned(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(PageScreen([Sheet("Above", "# One"), Sheet("Above", "# Two")], UNICODE))
        await until(pilot, lambda: "Above · 1 of 2" in shown(pilot) and "One" in shown(pilot), "the first")
        await pilot.press("p", "n", "n")
        await until(pilot, lambda: "2 of 2" in shown(pilot) and "Two" in shown(pilot), "the second")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "home")


async def test_without_unicode_a_page_is_there_too(desk: Desk) -> None:
    app = TutorApp(desk, None, ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(PageScreen([Sheet("Above", "# One\n\nSome words.")], ASCII))
        await until(pilot, lambda: "Some words." in shown(pilot), "the text")
        assert shown(pilot).isascii()


async def test_the_welcome_comes_first_and_only_once(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    app.greets = desk.is_first_run()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "What a lesson is" in shown(pilot), "the first page")
        await pilot.press("enter")
        await until(pilot, lambda: "Which editor you use" in shown(pilot), "the second page")
        await pilot.press("enter")
        await until(pilot, lambda: "Where things are" in shown(pilot), "the third page")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "home")
        await until(pilot, lambda: not desk.is_first_run(), "that it was seen")


async def test_it_can_be_skipped_and_found_again_in_help(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    app.greets = True
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen), "the welcome")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "home")
        await until(pilot, lambda: not desk.is_first_run(), "that it was seen")
        await pilot.press("f1")
        await until(pilot, lambda: "shows the welcome again" in shown(pilot), "help")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen), "the welcome again")
