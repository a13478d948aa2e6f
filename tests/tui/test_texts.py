"""What every screen of a lesson shows, as text, at three sizes: the same in every theme, and in ASCII with --plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import ASCII, UNICODE
from prodtutor.tui.look import DARK
from prodtutor.tui.screens.ask import AskScreen, NameScreen
from prodtutor.tui.screens.diff import DiffScreen
from prodtutor.tui.screens.finding import FindingScreen
from prodtutor.tui.screens.help import HelpScreen
from prodtutor.tui.screens.hint import HintScreen
from prodtutor.tui.screens.history import HistoryScreen
from prodtutor.tui.screens.lesson import LessonScreen
from prodtutor.tui.screens.past import PastScreen
from prodtutor.tui.screens.recap import RecapScreen
from prodtutor.tui.screens.settings import SettingsScreen
from prodtutor.tui.widgets.diff_view import HunkView
from prodtutor.tui.widgets.find_bar import FindBar

from .album import ANEW, LOOKS, Album
from .conftest import SOLVED, Lesson, until


async def walk(album: Album, lesson: Lesson) -> None:
    """From screen to screen."""
    editor = lesson.screen.editor_pane.editor
    assert editor is not None
    await album.page("lesson")
    lesson.screen.bring("steps")
    await lesson.until(lambda: lesson.screen.steps_pane.has_focus_within, "the steps")
    await album.page("steps")
    await album.on(HintScreen, "f2")
    await lesson.until(lambda: "Hint 1 of 3" in lesson.text and lesson.app.screen.query("MarkdownParagraph"), "a hint")
    await album.page("hint")
    await album.on(LessonScreen, "escape")
    await album.on(AskScreen, "ctrl+b")
    await album.page("files menu")
    await album.on(NameScreen, "n")
    await album.page("new file")
    await album.on(LessonScreen, "escape")
    lesson.screen.bring("edit")
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
    await album.on(RecapScreen, "ctrl+t")
    await lesson.until(lambda: "Who reads" in lesson.text and lesson.app.screen.query_one("#answers").has_focus, "it")
    await album.page("recap")
    await lesson.press("b", "a")
    await lesson.until(lambda: "Yes." in lesson.text, "why")
    await album.page("recap, answered")
    await album.on(LessonScreen, "escape")
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


@pytest.mark.parametrize(("look", "size"), LOOKS)
async def test_the_screens(settings: Settings, look: str, size: tuple[int, int]) -> None:
    plain = look == "plain"
    if ANEW and look not in (DARK.name, "plain"):
        pytest.skip("the text of the dark theme is the one that is stored")
    desk = Desk(Settings(home=settings.home, state=settings.state, pack=settings.pack, plain=plain))
    desk.keep_theme(look)
    opened = desk.open("1")
    app = TutorApp(desk, opened, ASCII if plain else UNICODE)
    async with app.run_test(size=size, notifications=True) as pilot:
        lesson = Lesson(pilot, app, opened.opened.root)
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.editor_pane.editor, "the editor")
        await lesson.judged()
        album = Album(pilot, app, look, size)
        await walk(album, lesson)
    desk.close()
    assert not album.different, "\n\n".join(album.different)
