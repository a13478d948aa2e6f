"""The glossary opens on the word at the cursor, and narrows while letters are typed."""

from __future__ import annotations

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.glossary import GlossaryScreen
from prodtutor.tui.screens.home import HomeScreen

from ..conftest import lesson_open, shown, until


async def test_letters_narrow_the_list(desk: Desk) -> None:
    app = TutorApp(desk, None, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "A tiny lesson" in shown(pilot), "home")
        await pilot.press("g")
        await until(pilot, lambda: "Words for somebody" in shown(pilot), "the first term")
        assert "See lesson 1." in shown(pilot)
        await pilot.press("down")
        await until(pilot, lambda: "A file to install from." in shown(pilot), "the second term")
        await pilot.press("pageup")
        await until(pilot, lambda: "Words for somebody" in shown(pilot), "the first term")
        await pilot.press("pagedown")
        await until(pilot, lambda: "A file to install from." in shown(pilot), "the last term")
        await pilot.press("g", "r", "e", "e")
        await until(pilot, lambda: "wheel" not in shown(pilot), "the other is gone")
        await pilot.press("q")
        await until(pilot, lambda: "No such term here." in shown(pilot), "that there is none")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "home")


async def test_it_opens_on_the_word_at_the_cursor(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text("greet('you')\n")
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        editor.focus()
        editor.move_cursor((0, 3))
        await lesson.press("ctrl+g")
        await lesson.until(lambda: "Words for somebody" in lesson.text and "wheel" not in lesson.text, "the term")
        assert isinstance(lesson.app.screen, GlossaryScreen)
        await lesson.press("ctrl+g")
        assert sum(isinstance(screen, GlossaryScreen) for screen in lesson.app.screen_stack) == 1


async def test_a_word_that_is_no_term_shows_all(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text("import os\n")
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        editor.focus()
        editor.move_cursor((0, 8))
        await lesson.press("ctrl+g")
        await lesson.until(lambda: "greeting" in lesson.text and "wheel" in lesson.text, "all terms")
