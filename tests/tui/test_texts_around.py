"""What the screens around the lessons show, as text, at three sizes: the same in every theme, and with --plain."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.widgets import OptionList

from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import ASCII, UNICODE
from prodtutor.tui.look import DARK
from prodtutor.tui.screens.badges import BadgesScreen
from prodtutor.tui.screens.cards import CardsScreen
from prodtutor.tui.screens.glossary import GlossaryScreen
from prodtutor.tui.screens.home import HomeScreen
from prodtutor.tui.screens.page import PageScreen, WelcomeScreen
from prodtutor.tui.screens.review import ReviewScreen
from prodtutor.tui.screens.routes import RoutesScreen

from ..curriculum.test_review import lay
from .album import ANEW, LOOKS, Album


async def walk(album: Album) -> None:
    """From screen to screen, and home between them."""
    app = album.app

    async def listed(many: int) -> None:
        await album.until(lambda: app.screen.query_one(OptionList).option_count >= many, "the list")

    await album.until(lambda: "A tiny lesson" in album.text and "Print nothing" in album.text, "home")
    await album.page("home")
    app.action_welcome()
    await album.on(WelcomeScreen)
    await album.until(lambda: "What a lesson is" in album.text, "the first page")
    await album.page("welcome")
    await album.on(HomeScreen, "escape")
    await album.on(RoutesScreen, "t")
    await listed(2)
    await album.page("routes")
    await album.on(HomeScreen, "escape")
    await album.on(CardsScreen, "r")
    await listed(4)
    await album.page("cards")
    await album.on(PageScreen, "enter")
    await album.until(lambda: "Here." in album.text, "the card")
    await album.page("card")
    await album.on(CardsScreen, "escape")
    await album.on(HomeScreen, "escape")
    await album.on(BadgesScreen, "b")
    await listed(1)
    await album.page("badges")
    await album.on(HomeScreen, "escape")
    await album.on(GlossaryScreen, "g")
    await listed(2)
    await album.page("glossary")
    await album.on(HomeScreen, "escape")
    await album.on(ReviewScreen, "v")
    await listed(5)
    await album.page("review")
    await album.on(HomeScreen, "escape")
    await album.on(CommandPalette, "ctrl+p")
    await listed(8)
    await album.page("commands")


@pytest.mark.parametrize(("look", "size"), LOOKS)
async def test_the_screens(settings: Settings, look: str, size: tuple[int, int]) -> None:
    plain = look == "plain"
    if ANEW and look not in (DARK.name, "plain"):
        pytest.skip("the text of the dark theme is the one that is stored")
    lay(settings.pack)
    desk = Desk(Settings(home=settings.home, state=settings.state, pack=settings.pack, plain=plain))
    desk.keep_theme(look)
    app = TutorApp(desk, None, ASCII if plain else UNICODE)
    async with app.run_test(size=size, notifications=True) as pilot:
        album = Album(pilot, app, look, size)
        await walk(album)
    desk.close()
    assert not album.different, "\n\n".join(album.different)
