"""All cards are a key away from home, and those of a lesson from its recap."""

from __future__ import annotations

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.cards import CardsScreen
from prodtutor.tui.screens.home import HomeScreen
from prodtutor.tui.screens.page import PageScreen

from ..conftest import lesson_open, shown, until


async def test_from_home_to_a_card_and_back(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "home")
        await pilot.press("r")
        await until(pilot, lambda: "Exit statuses" in shown(pilot), "the cards")
        assert "The course" in shown(pilot)
        assert "Lesson 1 · A tiny lesson" in shown(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "0 is well." in shown(pilot), "the second card")
        await pilot.press("p")
        await until(pilot, lambda: "Here." in shown(pilot), "the card before")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "home")


async def test_from_the_recap(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+t")
        await lesson.until(lambda: "Who reads" in lesson.text, "the recap")
        await lesson.press("r")
        await lesson.until(lambda: isinstance(lesson.app.screen, PageScreen) and "0 is well." in lesson.text, "a card")


async def test_from_the_palette_in_a_lesson(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        titles = [command.title for command in lesson.app.get_system_commands(lesson.app.screen)]
        assert {"Glossary: what a word means", "Cards", "Badges", "Welcome"} <= set(titles)
        lesson.app.action_cards()
        await lesson.until(lambda: isinstance(lesson.app.screen, CardsScreen), "the cards")
