"""Colours that can be read, and a choice that is remembered."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme
from textual.widgets import OptionList

from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.look import CONTRAST, DARK, LIGHT, editor_theme
from prodtutor.tui.screens.settings import SettingsScreen

from .conftest import lesson_open, shown


def contrast(one: str, other: str) -> float:
    """As the Web Content Accessibility Guidelines reckon it: 1 to 21."""

    def luminance(name: str) -> float:
        parts = [
            value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
            for value in Color.parse(name).normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("theme", "least"), [(DARK, 4.5), (LIGHT, 4.5), (CONTRAST, 7.0)])
def test_text_stands_out_from_its_ground(theme: Theme, least: float) -> None:
    assert theme.background
    names = ("foreground", "primary", "accent", "success", "warning", "error")
    colours = {name: getattr(theme, name) for name in names}
    for key, style in editor_theme(theme, colour=True).syntax_styles.items():
        if style.color is not None:
            colours[key] = style.color.get_truecolor().hex
    weak = {name: round(contrast(colour, theme.background), 1) for name, colour in colours.items()}
    assert not {name: ratio for name, ratio in weak.items() if ratio < least}


async def test_colours_are_chosen_in_the_settings_and_remembered(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.app.action_settings()
        await lesson.until(lambda: isinstance(lesson.app.screen, SettingsScreen), "the settings")
        await lesson.until(lambda: "● Dark" in lesson.text and isinstance(lesson.app.focused, OptionList), "the choice")
        await lesson.press("down", "down", "enter")
        await lesson.until(lambda: "● High contrast" in lesson.text, "the sign")
        assert lesson.app.theme == CONTRAST.name
        await lesson.until(lambda: desk.theme() == CONTRAST.name, "it is remembered")
    assert TutorApp(desk).theme == CONTRAST.name


async def test_without_colours_the_settings_say_why(settings: Settings) -> None:
    desk = Desk(Settings(home=settings.home, state=settings.state, pack=settings.pack, no_color=True))
    app = TutorApp(desk)
    async with app.run_test(size=(80, 30)) as pilot:
        app.action_settings()
        await pilot.pause()
        assert "NO_COLOR or --plain" in shown(pilot)
        assert not app.screen.query(OptionList)
    desk.close()
