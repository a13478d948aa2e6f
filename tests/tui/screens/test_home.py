"""Home: what there is, how far the learner is, and the way in."""

from __future__ import annotations

import asyncio

from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.home import HomeScreen
from prodtutor.tui.screens.lesson import LessonScreen

from ..conftest import lesson_open, shown, until


async def test_first_run_welcomes_in_a_line_and_enter_opens(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "the list")
        assert "Welcome." in shown(pilot)
        assert "planned" in shown(pilot)
        assert "0/2" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen), "the lesson")


async def test_c_goes_on_with_the_last_lesson_and_home_is_one_key_away(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+l")
        await lesson.until(lambda: isinstance(lesson.app.screen, HomeScreen), "home")
        await lesson.until(lambda: "goes on with lesson 1" in lesson.text, "the way back")
        await lesson.press("c")
        await lesson.until(lambda: isinstance(lesson.app.screen, LessonScreen), "the lesson again")
        await lesson.until(lambda: lesson.screen.desk.writable, "the pen")


async def test_a_planned_lesson_is_a_sentence(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "the list")
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(app._notifications), "words")
        assert isinstance(app.screen, HomeScreen)


async def test_a_broken_pack_is_a_sentence(settings: Settings) -> None:
    (settings.pack / "lessons" / "pack.toml").write_text("nonsense", encoding="utf-8")
    desk = Desk(settings)
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: list(app._notifications), "a notice")
        await until(pilot, lambda: "Expected" in shown(pilot), "what is wrong")
    await asyncio.to_thread(desk.close)


async def test_forty_columns_are_enough(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(40, 12)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "the list")


async def test_a_lesson_can_be_left_and_opened_again_and_again(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(3):
            await until(
                pilot, lambda: isinstance(app.screen, HomeScreen) and "A tiny lesson" in shown(pilot), "the list"
            )
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, LessonScreen), "the lesson")
            assert isinstance(app.screen, LessonScreen)
            assert app.screen.desk.writable
            await until(pilot, lambda: "1 Read" in shown(pilot), "its panes")
            await pilot.press("ctrl+l")


async def test_a_title_is_whole_at_80_columns(desk: Desk) -> None:
    title = "Packaging: from app.py to something installable"
    pack = desk.settings.pack / "lessons" / "pack.toml"
    text = pack.read_text(encoding="utf-8").replace("A tiny lesson", title).replace('"5"', '"100-140"')
    pack.write_text(text, encoding="utf-8")
    lesson = desk.settings.pack / "lessons" / "01-tiny" / "lesson.toml"
    text = lesson.read_text(encoding="utf-8").replace("A tiny lesson", title).replace('"5"', '"100-140"')
    lesson.write_text(text, encoding="utf-8")
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Packaging" in shown(pilot), "the list")
        row = next(line for line in shown(pilot).splitlines() if "Packaging" in line)
        assert title in row
        assert row.rstrip().endswith("100-140 min ○○ 0/2") or row.rstrip().endswith("100-140 min ○○")
