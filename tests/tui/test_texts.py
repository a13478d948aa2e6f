"""What every screen around a lesson shows, as text, at three sizes: the same in every theme, and in ASCII with --plain.

The texts lie in `texts/`. `PRODTUTOR_NEW_TEXTS=1 pytest tests/tui/test_texts.py` writes them anew after a change
that is meant: look at the difference.
"""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path

import pytest
from textual.widgets._toast import Toast

from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import ASCII, UNICODE
from prodtutor.tui.look import CONTRAST, DARK, LIGHT
from prodtutor.tui.screens.ask import AskScreen
from prodtutor.tui.screens.diff import DiffScreen
from prodtutor.tui.screens.finding import FindingScreen
from prodtutor.tui.screens.help import HelpScreen
from prodtutor.tui.screens.history import HistoryScreen
from prodtutor.tui.screens.lesson import LessonScreen
from prodtutor.tui.screens.past import PastScreen
from prodtutor.tui.screens.settings import SettingsScreen
from prodtutor.tui.widgets.diff_view import HunkView
from prodtutor.tui.widgets.find_bar import FindBar

from .conftest import SOLVED, Lesson, until

TEXTS = Path(__file__).parent / "texts"
ANEW = bool(os.environ.get("PRODTUTOR_NEW_TEXTS"))
SIZES = [(120, 36), (80, 24), (40, 20)]
_DAY = re.compile(r"\w+day \d+ \w+")


class Album:
    """Compares what is shown with what was stored under a name."""

    def __init__(self, lesson: Lesson, folder: Path) -> None:
        self.lesson, self.folder = lesson, folder
        self.different: list[str] = []

    async def page(self, name: str) -> None:
        """Look at the screen when it has come to rest; a time, a day and a duration are not looked at."""
        app, screen = self.lesson.app, self.lesson.screen
        app.clear_notifications()
        await self.lesson.until(lambda: not (app.screen.query(Toast) or screen.editor_pane.unsaved), "no notices")
        await self.lesson.until(self._rested, "no check")
        await self.lesson.pilot.wait_for_scheduled_animations()
        await self.lesson.pilot.pause()
        shown = re.sub(r"\d\d:\d\d:\d\d", "hh:mm:ss", self.lesson.text)
        shown = _DAY.sub("Some day", shown).rstrip() + "\n"
        file = self.folder / f"{name}.txt"
        if ANEW:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(shown, encoding="utf-8")
        elif shown != (file.read_text(encoding="utf-8") if file.exists() else ""):
            self.different.append(f"{file.name} at {self.folder.name} is different now:\n{shown}")

    def _rested(self) -> bool:
        """Whether nothing is checked any more, and how long it took is not said."""
        screen = self.lesson.screen
        if not screen.driver.running:
            screen.status_line.said = "checked"
        return not (screen.driver.running or re.search(r"checked \d|checking", self.lesson.text))

    async def on(self, kind: type, *keys: str) -> None:
        """Press keys, and wait for a screen of that kind."""
        await self.lesson.press(*keys)
        await self.lesson.until(lambda: isinstance(self.lesson.app.screen, kind), kind.__name__)


async def walk(album: Album) -> None:
    """From screen to screen."""
    lesson = album.lesson
    editor = lesson.screen.editor_pane.editor
    assert editor is not None
    await album.page("lesson")
    editor.go(7, 5)
    await lesson.press("ctrl+f")
    await lesson.until(lambda: lesson.screen.query(FindBar), "the search")
    await lesson.press(*"hello")
    await lesson.until(lambda: "1 of 2" in lesson.text, "what is found")
    await album.page("find")
    await lesson.press("escape")
    await album.on(AskScreen, "ctrl+k")
    await album.page("edit menu")
    await album.on(FindingScreen, "x")
    await lesson.until(lambda: lesson.app.screen.query("MarkdownH2"), "what Ruff says of it")
    await album.page("finding")
    await album.on(LessonScreen, "escape")
    await album.on(HelpScreen, "f1")
    await album.page("help")
    await album.on(LessonScreen, "escape")
    where = Path("/home/you")
    lesson.app.push_screen(
        SettingsScreen(Settings(home=where / "exercises", state=where / "state", pack=where / "pack"))
    )
    await album.on(SettingsScreen)
    if lesson.app.theme == DARK.name:
        await album.page("settings")
    await album.on(LessonScreen, "escape")

    lesson.type_text(SOLVED.replace("GREET_PASSWORD", "PW"))
    await lesson.until(lambda: lesson.screen.banner.text, "the pass")
    await lesson.judged()
    await album.page("passed")
    await album.on(DiffScreen, "f6")
    await lesson.until(lambda: lesson.app.screen.query(HunkView), "the hunks")
    await album.page("diff")
    await lesson.press("s")
    await album.page("diff, the other way")
    await album.on(LessonScreen, "escape")
    await album.on(HistoryScreen, "f7")
    await lesson.until(lambda: "+1 -2" in lesson.text, "the states")
    await album.page("history")
    await album.on(PastScreen, "end", "v")
    await album.page("past")
    await album.on(HistoryScreen, "escape")
    await album.on(LessonScreen, "escape")

    lesson.type_text('name = input("Who? ")\n')
    await lesson.press("f9")
    lesson.screen.bring("run")
    await lesson.until(lambda: "Who? Type here" in lesson.text, "the question")
    await lesson.judged()
    await album.page("run")
    await lesson.press("f9")


@pytest.mark.parametrize(
    ("look", "size"), [*product((DARK.name, LIGHT.name), SIZES), (CONTRAST.name, (80, 24)), ("plain", (80, 24))]
)
async def test_the_screens(settings: Settings, look: str, size: tuple[int, int]) -> None:
    plain = look == "plain"
    if ANEW and look not in (DARK.name, "plain"):
        pytest.skip("the text of the dark theme is the one that is stored")
    desk = Desk(Settings(home=settings.home, state=settings.state, pack=settings.pack, plain=plain))
    desk.keep_theme(look)
    opened = desk.open("1")
    app = TutorApp(desk, opened, ASCII if plain else UNICODE)
    folder = TEXTS / (f"{size[0]}x{size[1]}" + ("-plain" if plain else ""))
    async with app.run_test(size=size, notifications=True) as pilot:
        lesson = Lesson(pilot, app, opened.opened.root)
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.editor_pane.editor, "the editor")
        await lesson.judged()
        album = Album(lesson, folder)
        await walk(album)
    desk.close()
    assert not album.different, "\n\n".join(album.different)
