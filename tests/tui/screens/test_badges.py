"""Badges are counted from steps; the checklist is written where the learner says, and never over a file in silence."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.ask import AskScreen, NameScreen
from prodtutor.tui.screens.badges import BadgesScreen

from ..conftest import SOLVED, lesson_open, shown, until


async def test_a_badge_is_earned_in_the_lesson(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.app.action_badges()
        await lesson.until(lambda: "0 of 1 earned" in lesson.text, "no badge")
        assert "0 of 2 steps" in lesson.text
        assert "1.1   Print nothing" in lesson.text
        await lesson.press("escape")
        lesson.type_text(SOLVED)
        await lesson.until(lambda: lesson.state("1.2") == "done", "the steps")
        lesson.app.action_badges()
        await lesson.until(lambda: "All of them." in lesson.text and "earned" in lesson.text, "the badge")


async def test_the_checklist_is_exported_and_a_file_is_not_lost(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "mine.md"
    app = TutorApp(desk, None, UNICODE)

    async with app.run_test(size=(100, 30)) as pilot:

        async def export() -> None:
            await pilot.press("e")
            await until(pilot, lambda: isinstance(app.screen, NameScreen), "where to")
            app.screen.query_one(Input).value = str(target)
            await pilot.press("enter")

        await app.push_screen(BadgesScreen(desk, UNICODE))
        await until(pilot, lambda: "0 of 1 earned" in shown(pilot), "the badges")
        await export()
        await until(pilot, target.exists, "the file")
        await until(pilot, lambda: isinstance(app.screen, BadgesScreen), "the badges again")
        assert "- [ ] It prints nothing." in target.read_text("utf-8")
        target.write_text("mine")
        await export()
        await until(pilot, lambda: isinstance(app.screen, AskScreen), "a question")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, BadgesScreen), "the badges again")
        assert target.read_text() == "mine"
        await export()
        await until(pilot, lambda: isinstance(app.screen, AskScreen), "a question")
        await pilot.press("y")
        await until(pilot, lambda: "- [ ]" in target.read_text("utf-8"), "the new text")
