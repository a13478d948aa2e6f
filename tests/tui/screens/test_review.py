"""Lines are marked by a letter, judged by F5, and explained one by one."""

from __future__ import annotations

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.home import HomeScreen
from prodtutor.tui.screens.review import ReviewScreen

from ...curriculum.test_review import lay
from ..conftest import shown, until


async def test_a_change_is_reviewed(desk: Desk) -> None:
    lay(desk.settings.pack)
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "home")
        await pilot.press("v")
        await until(pilot, lambda: "Mark a line that s leaks, e swallows." in shown(pilot), "the change")
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        await pilot.press("f5")
        await until(pilot, lambda: "No line is marked yet." in shown(pilot), "that there is none")
        await pilot.press("s", "down", "down", "s")  # lines 1 and 3
        await pilot.press("f5")
        await until(pilot, lambda: "1 of 2 found, 1 false alarms" in shown(pilot), "the verdict")
        assert "Which errors?" in shown(pilot), "a hint at what was missed"
        await pilot.press("n")
        await until(pilot, lambda: "It is used." in shown(pilot), "why line 1 is fine")
        await pilot.press("s")  # takes the mark away
        await pilot.press(*["down"] * 6, "e")  # line 7, in the second file
        assert sorted((mark.line, mark.kind) for mark in screen.marks) == [(3, "secret"), (7, "error")]
        await pilot.press("f5")
        await until(pilot, lambda: "Done · 2 of 2 found" in shown(pilot), "the verdict")
        assert desk.reviews()[0][1]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "home")


async def test_a_pack_without_reviews_says_so(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "home")
        await pilot.press("v")
        await until(pilot, lambda: list(app._notifications), "a notice")
