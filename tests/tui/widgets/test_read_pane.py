"""A long page is on the screen at once, and whole soon after."""

from __future__ import annotations

from pathlib import Path

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import ASCII
from prodtutor.tui.widgets.prose import Prose

from ..conftest import Lesson, lesson_open, shown, until, write

CHAPTERS = [f"Chapter {number}" for number in range(40)]
LONG = "# A long brief\n\n" + "\n".join(f"## {name}\n\n- one\n- two\n\nSome words on it.\n" for name in CHAPTERS)


def headings(lesson: Lesson) -> list[str]:
    return [str(heading.render()) for heading in lesson.screen.read_pane.query("MarkdownH2")]


async def test_the_first_portion_is_followed_by_the_rest(desk: Desk, pack: Path) -> None:
    write(pack, {"lessons/01-tiny/brief.md": LONG})
    async with lesson_open(desk, ready=False) as lesson:
        assert "A long brief" in lesson.text
        await lesson.until(lambda: headings(lesson) == CHAPTERS, "the whole brief")


async def test_portions_stand_as_one_page_would(desk: Desk, pack: Path) -> None:
    write(pack, {"lessons/01-tiny/brief.md": LONG})
    async with lesson_open(desk) as lesson:
        await lesson.until(lambda: headings(lesson) == CHAPTERS, "the whole brief")
        page = lesson.screen.read_pane.query_one(Prose)
        await lesson.pilot.pause()
        in_portions = page.size.height
        await page.update(LONG)
        await lesson.until(lambda: headings(lesson) == CHAPTERS, "the brief again")
        await lesson.pilot.pause()
        assert page.size.height == in_portions


async def test_turning_pages_fast_ends_on_a_whole_page(desk: Desk, pack: Path) -> None:
    write(pack, {"lessons/01-tiny/brief.md": LONG})
    async with lesson_open(desk, ready=False) as lesson:
        for page in ("concept", "brief", "cards", "brief", "concept", "brief", "brief"):
            lesson.screen.read_pane.show_page(page)
        await lesson.until(lambda: headings(lesson) == CHAPTERS, "the whole brief")
        assert len(lesson.screen.read_pane.query(Prose)) == 1


async def test_without_unicode_the_brief_is_there_too(desk: Desk) -> None:
    app = TutorApp(desk, desk.open("1"), ASCII)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "Run it and see." in shown(pilot), "the brief")
