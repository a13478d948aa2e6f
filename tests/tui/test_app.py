"""The way in and the ways out."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.errors import ExitStatus, UsageProblem
from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp, run_app
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import ASCII

from .conftest import lesson_open, until


def test_an_unknown_lesson_is_said_before_any_screen(settings: Settings) -> None:
    with pytest.raises(UsageProblem):
        run_app(settings, "99")


async def test_being_told_to_end_saves_first(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        root: Path = lesson.root
        lesson.type_text("x = 'typed just now'\n")
        lesson.app._told_to_end()
        await lesson.pilot.pause()
    assert lesson.app.return_value == ExitStatus.INTERRUPTED
    assert (root / "greet.py").read_text(encoding="utf-8") == "x = 'typed just now'\n"


async def test_a_screen_that_is_torn_down_saves_too(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        root: Path = lesson.root
        lesson.type_text("x = 'typed just now'\n")
        lesson.app.exit()
    assert (root / "greet.py").read_text(encoding="utf-8") == "x = 'typed just now'\n"


@pytest.mark.parametrize("look", [{"no_color": True}, {"plain": True}])
async def test_without_colour_nothing_is_coloured(settings: Settings, look: dict[str, bool]) -> None:
    desk = Desk(Settings(home=settings.home, state=settings.state, pack=settings.pack, **look))
    app = TutorApp(desk, desk.open("1"), ASCII)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.screen.query("#goals"), "the lesson")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        colours = {
            colour.name
            for strip in strips
            for segment in strip
            if segment.style
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None
        }
        assert colours <= {"default"}
        if look.get("plain"):
            assert all(strip.text.isascii() for strip in strips), [s.text for s in strips if not s.text.isascii()]
    desk.close()


async def test_an_unforeseen_error_is_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with lesson_open(desk) as lesson:

        def broken(*_: object) -> tuple[str, ...]:
            raise ZeroDivisionError

        monkeypatch.setattr(lesson.screen.desk, "timeline", broken)
        await lesson.press("f7")
        await lesson.until(lambda: "That did not work" in lesson.text, "the sentence")
        assert "Traceback" not in lesson.text


async def test_settings_say_what_decides_them(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.app.action_settings()
        await lesson.until(lambda: "PRODTUTOR_HOME" in lesson.text, "the table")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.screen is lesson.screen)


async def test_the_colours_chosen_are_there_the_next_time(desk: Desk) -> None:
    first = TutorApp(desk)
    async with first.run_test() as pilot:
        first.theme = "textual-light"
        await until(pilot, lambda: desk.theme() == "textual-light", "the choice is kept")
    second = TutorApp(desk)
    async with second.run_test() as pilot:
        await pilot.pause()
        assert second.theme == "textual-light"
