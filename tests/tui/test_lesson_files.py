"""Files: made, renamed, deleted, reset, brought back; changed by somebody else; never lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.screens.ask import AskScreen, NameScreen
from prodtutor.tui.screens.diff import DiffScreen
from prodtutor.tui.screens.history import HistoryScreen
from prodtutor.tui.screens.lesson import LessonScreen

from .conftest import SOLVED, START, STEP_ONE, Lesson, lesson_open


async def choose(lesson: Lesson, kind: type, key: str) -> None:
    """Answer the question on the screen."""
    await lesson.until(lambda: isinstance(lesson.app.screen, kind), kind.__name__)
    await lesson.press(key)


async def test_a_new_file_is_made_and_in_front(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+n")
        await lesson.until(lambda: isinstance(lesson.app.screen, NameScreen), "the question")
        await lesson.press(*".env.example", "enter")
        await lesson.until(lambda: lesson.screen.editor_pane.file == ".env.example", "the file")
        assert lesson.on_disk(".env.example") == ""


async def test_a_name_that_is_taken_is_refused_in_words(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+n")
        await lesson.until(lambda: isinstance(lesson.app.screen, NameScreen), "the question")
        await lesson.press(*".env", "enter")
        await lesson.until(lambda: "There is a .env already." in lesson.text, "the reason")


async def test_rename_then_undo(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.action_rename_file()
        await lesson.until(lambda: isinstance(lesson.app.screen, NameScreen), "the question")
        await lesson.press("end", "ctrl+u", *"hello.py", "enter")
        await lesson.until(lambda: lesson.screen.editor_pane.file == "hello.py", "the new name")
        assert not (lesson.root / "greet.py").exists()
        lesson.screen.action_undo_files()
        await lesson.until(lambda: (lesson.root / "greet.py").exists(), "the old name")
        await lesson.until(lambda: "hello.py" not in lesson.screen.editor_pane.files, "the tabs")


async def test_another_file_in_front_has_its_own_line_and_column(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        pane = lesson.screen.editor_pane
        assert pane.editor is not None
        pane.editor.go(7, 5)
        await lesson.until(lambda: "line 7, column 5" in str(pane.border_subtitle), "the place")
        await lesson.press("ctrl+pagedown")
        await lesson.until(lambda: pane.file == ".env", "the other file")
        await lesson.until(lambda: "line 1, column 1" in str(pane.border_subtitle), "its own place")


async def test_delete_asks_first_and_can_be_undone(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.action_delete_file()
        await choose(lesson, AskScreen, "n")
        await lesson.until(lambda: lesson.app.screen is lesson.screen)
        assert lesson.on_disk("greet.py") == START
        lesson.screen.action_delete_file()
        await choose(lesson, AskScreen, "y")
        await lesson.until(lambda: "greet.py" not in lesson.screen.editor_pane.files, "the tabs")
        lesson.screen.action_undo_files()
        await lesson.until(lambda: "greet.py" in lesson.screen.editor_pane.files, "the tabs again")
        assert lesson.on_disk("greet.py") == START


async def test_reset_and_restore(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(SOLVED)
        await lesson.until(lambda: lesson.screen.banner.text, "the pass, recorded")
        lesson.screen.action_reset_lesson()
        await choose(lesson, AskScreen, "y")
        editor = lesson.screen.editor_pane.editor
        await lesson.until(lambda: editor is not None and editor.text == START, "the start")
        assert lesson.on_disk("greet.py") == START
        await lesson.press("f7")
        await lesson.until(lambda: isinstance(lesson.app.screen, HistoryScreen), "the history")
        await lesson.until(lambda: "reset" in lesson.text, "its entries")
        entry = next(e for e in reversed(desk_entries(lesson)) if e.verdict == "done")
        options = lesson.app.screen.query_one("OptionList")
        options.highlighted = options.get_option_index(str(entry.id))
        await lesson.press("r")
        await choose(lesson, AskScreen, "y")
        await lesson.until(lambda: lesson.on_disk("greet.py") == SOLVED, "the solution on disk")
        await lesson.until(lambda: isinstance(lesson.app.screen, HistoryScreen), "the history")
        await lesson.press("escape")
        await lesson.until(lambda: editor is not None and editor.text == SOLVED, "the solution in the editor")
        await lesson.until(lambda: not lesson.screen.changing, "the end of the change")
        said = [notice.message for notice in lesson.app._notifications]
        assert not any("Changed outside" in message for message in said)


def desk_entries(lesson: Lesson) -> tuple:
    return lesson.screen.desk.history()


async def test_looking_at_history_compares_with_now(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        await lesson.press("f7")
        await lesson.until(
            lambda: isinstance(lesson.app.screen, HistoryScreen) and "as given" in lesson.text, "entries"
        )
        await lesson.press("end", "enter")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the comparison")
        await lesson.until(lambda: 'print("hello")' in lesson.text, "the old line")


async def test_an_edit_from_outside_is_taken_over_and_checked(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        (lesson.root / "greet.py").write_text(STEP_ONE, encoding="utf-8")
        editor = lesson.screen.editor_pane.editor
        await lesson.until(lambda: editor is not None and editor.text == STEP_ONE, "the new text")
        await lesson.until(lambda: lesson.state("1.1") == "done", "the verdict")


async def test_two_edits_of_one_file_are_put_to_the_learner(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.stop_watching()
        (lesson.root / "greet.py").write_text("theirs = 1\n", encoding="utf-8")
        lesson.type_text("mine = 1\n")
        await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the question")
        assert lesson.on_disk("greet.py") == "theirs = 1\n"
        await lesson.press("l")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen) and "theirs = 1" in lesson.text, "a look")
        await lesson.press("escape")
        await choose(lesson, AskScreen, "m")
        await lesson.until(lambda: lesson.on_disk("greet.py") == "mine = 1\n", "mine")
        kept = [lesson.screen.desk.opened.history.contents(entry) for entry in desk_entries(lesson)]
        assert any(files["greet.py"] == b"theirs = 1\n" for files in kept), "theirs is not in the history"


async def test_theirs_can_be_taken(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.stop_watching()
        (lesson.root / "greet.py").write_text("theirs = 1\n", encoding="utf-8")
        lesson.type_text("mine = 1\n")
        await choose(lesson, AskScreen, "t")
        editor = lesson.screen.editor_pane.editor
        await lesson.until(lambda: editor is not None and editor.text == "theirs = 1\n", "theirs")
        assert lesson.on_disk("greet.py") == "theirs = 1\n"


async def test_a_second_window_only_reads(desk: Desk) -> None:
    other = Desk(desk.settings)
    holder = other.open("1")
    try:
        async with lesson_open(desk, ready=False) as lesson:
            await lesson.until(lambda: "Another window" in lesson.text, "the banner")
            editor = lesson.screen.editor_pane.editor
            assert editor is not None
            assert editor.read_only
            holder.close()
            await lesson.press("f5")
            await lesson.until(lambda: not editor.read_only, "the pen")
            await lesson.judged()
            assert "Another window" not in lesson.screen.banner.text
    finally:
        other.close()


async def test_quitting_saves_and_keeps_the_place(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.screen.editor_pane.show(".env", 1, 4)
        await lesson.press("f3", "f3", "f3", "f3")
        lesson.type_text("GREET_NAME=me\n")
        lesson.screen.steps_pane.choose("1.2")
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        editor.go(1, 4)
        lesson.screen.read_pane.show_page("concept")
        root = lesson.root
        await lesson.press("ctrl+q")
    assert (root / ".env").read_text(encoding="utf-8") == "GREET_NAME=me\n"
    desk.close()
    again = Desk(desk.settings)
    try:
        opened = again.open("1")
        app = TutorApp(again, opened)
        async with app.run_test(size=(120, 36)) as pilot:
            second = Lesson(pilot, app, root)
            await second.until(lambda: app.screen_stack and isinstance(app.screen, LessonScreen), "the screen")
            await second.judged()
            assert second.screen.editor_pane.file == ".env"
            assert second.screen.read_pane.bookmark().startswith("concept ")
            editor = second.screen.editor_pane.editor
            assert editor is not None
            assert editor.cursor_location == (0, 3)
            assert second.screen.steps_pane.step_id == "1.2"
    finally:
        again.close()


async def test_an_unusual_line_end_is_not_changed(desk: Desk) -> None:
    opened = desk.open("1")
    path = opened.opened.root / "greet.py"
    path.write_bytes(b"a = 1\r\nb = 2\nc = '\x0c'\n")
    opened.close()
    async with lesson_open(desk) as lesson:
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        assert editor.read_only
        await lesson.press("f5")
        await lesson.judged()
    assert path.read_bytes() == b"a = 1\r\nb = 2\nc = '\x0c'\n"


async def test_crlf_stays_crlf(desk: Desk) -> None:
    opened = desk.open("1")
    path = opened.opened.root / "greet.py"
    path.write_bytes(b"a = 1\r\nb = 2\r\n")
    opened.close()
    async with lesson_open(desk) as lesson:
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        editor.insert("c = 3\n", (0, 0))
        await lesson.press("f5")
        await lesson.until(lambda: path.read_bytes() == b"c = 3\r\na = 1\r\nb = 2\r\n", "saved")


async def test_leaving_in_the_middle_of_a_conflict_loses_neither(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.stop_watching()
        (lesson.root / "greet.py").write_text("theirs = 1\n", encoding="utf-8")
        lesson.type_text("mine = 1\n")
        screen = lesson.screen
        await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the question")
        await lesson.press("ctrl+q")
        assert lesson.on_disk("greet.py") == "theirs = 1\n"
        kept = [screen.desk.opened.history.contents(entry).get("greet.py") for entry in screen.desk.history()]
        assert b"mine = 1\n" in kept
        assert "greet.py" in lesson.app.parting[0]


async def test_typed_and_left_at_once(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        screen, root = lesson.screen, lesson.root
        lesson.type_text("first = 1\n")
        screen.save_then_check()
        lesson.type_text("second = 2\n")
        await lesson.press("ctrl+q")
    assert (root / "greet.py").read_text(encoding="utf-8") == "second = 2\n"


async def test_an_undo_while_the_file_is_written_is_saved_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is then what the disk had before: no edit, it seems, but for what is just being written."""
    async with lesson_open(desk) as lesson:
        writing, go_on = threading.Event(), threading.Event()
        saved: list[str | None] = []
        save = lesson.screen.desk.save

        def slowly(*arguments: Any) -> Any:
            if not writing.is_set():
                writing.set()
                go_on.wait(30)
            made = save(*arguments)
            saved.append(lesson.on_disk("greet.py"))
            return made

        monkeypatch.setattr(lesson.screen.desk, "save", slowly)
        lesson.type_text(STEP_ONE)
        await lesson.until(writing.is_set, "the first save")
        lesson.type_text(START)
        await lesson.pilot.pause()
        go_on.set()
        await lesson.until(lambda: saved == [STEP_ONE, START], "both texts")
