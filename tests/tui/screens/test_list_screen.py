"""The frame of the screens with one list."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.list_screen import ListScreen


class _Letters(ListScreen[None]):
    HEADING = "Letters"
    ABOUT = "Three of them."

    def on_mount(self) -> None:
        listed = self.query_one(OptionList)
        listed.set_options([Option(letter) for letter in "abc"])
        listed.highlighted = 0
        listed.focus()


class _Bare(_Letters):
    BELOW = False


async def _walk(screen: ListScreen[Any], *keys: str) -> int | None:
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(screen)
        await pilot.press(*keys)
        await pilot.pause()
        return screen.query_one(OptionList).highlighted


async def test_letters_go_through_the_list(desk: Desk) -> None:
    assert await _walk(_Letters(desk, UNICODE), "j", "j", "k") == 1


async def test_page_keys_are_the_lists_own_where_nothing_is_below(desk: Desk) -> None:
    assert await _walk(_Letters(desk, UNICODE), "pagedown") == 0
    assert await _walk(_Bare(desk, UNICODE), "pagedown") == 2
    assert await _walk(_Bare(desk, UNICODE), "pagedown", "pageup") == 0


async def test_page_keys_scroll_what_is_said_below(desk: Desk) -> None:
    app: App[None] = App()
    screen = _Letters(desk, UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(screen)
        screen.query_one("#said", Static).update("\n".join(str(line) for line in range(99)))
        await pilot.pause()
        below = screen.query_one("#below")
        await pilot.press("space", "pagedown")
        await pilot.pause()
        far = below.scroll_y
        assert far > 0
        await pilot.press("pageup")
        await pilot.pause()
        assert below.scroll_y < far
