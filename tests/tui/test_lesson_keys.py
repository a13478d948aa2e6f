"""Keys of the lesson screen: what they go on to, those that come fast one behind the other, and those pressed early."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList

from prodtutor.checking.verdict import Finding
from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.screens.ask import AskScreen, NameScreen
from prodtutor.tui.screens.finding import FindingScreen
from prodtutor.tui.screens.hint import HintScreen
from prodtutor.tui.widgets.key_bar import KeyBar

from .conftest import SOLVED, STEP_ONE, lesson_open


async def test_f4_goes_on_to_the_next_step_when_one_is_done(desk: Desk) -> None:
    async with lesson_open(desk, (80, 24)) as lesson:
        assert not lesson.screen.status_line.onward
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done", "the first step")
        await lesson.until(lambda: "F4: on to 1.2" in lesson.text.splitlines()[0], "the way on in the first row")
        assert lesson.screen.steps_pane.step_id == "1.1", "never by itself"
        await lesson.press("f4")
        await lesson.until(lambda: "known to all readers" in lesson.text, "what the next step is about")
        assert lesson.screen.steps_pane.step_id == "1.2"
        assert "F4: on to" not in lesson.text
        await lesson.press("f4")
        await lesson.until(lambda: lesson.screen.front == "edit", "the line of its finding")


async def test_where_panes_stand_side_by_side_f4_leaves_the_learner_in_the_text(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("edit")
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done", "the first step")
        await lesson.press("f4")
        await lesson.until(lambda: "A password in the source is" in lesson.text, "what the next step is about")
        assert lesson.screen.front == "edit"


async def test_f4_opens_a_finding_that_has_no_line(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        verdict = lesson.screen.verdict
        assert verdict is not None
        found = Finding("pytest", "test_quiet", "must", "It prints to nobody.", step="1.1", goal="no-print")
        first, *others = verdict.steps
        lesson.screen.take(replace(verdict, steps=(replace(first, findings=(found,)), *others)))
        await lesson.press("f4")
        await lesson.until(lambda: isinstance(lesson.app.screen, FindingScreen), "all of it")
        assert "It prints to nobody." in lesson.text
        await lesson.press("f4")
        await lesson.until(lambda: lesson.app.screen is lesson.screen, "the lesson")


async def test_the_pass_says_how_many_questions_there_are(desk: Desk) -> None:
    async with lesson_open(desk, (80, 24)) as lesson:
        lesson.type_text(SOLVED.replace("GREET_PASSWORD", "PW"))
        await lesson.until(lambda: lesson.screen.banner.text, "the pass")
        many = len(desk.open("1").recap().items)
        assert f"Ctrl+T {many} question{'s' if many > 1 else ''} ·" in lesson.screen.banner.text
        assert lesson.text.splitlines()[1].rstrip().endswith("all lessons"), "it fits in a row"


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
@pytest.mark.parametrize("pane", ["read", "edit", "steps"])
async def test_f9_in_the_first_moments_shows_the_run(desk: Desk, size: tuple[int, int], pane: str) -> None:
    before = desk.open("1")
    before.keep_place("greet.py", 1, 1, "", pane)
    before.close()
    async with lesson_open(desk, size, ready=False) as lesson:
        lesson.app.post_message(events.Key("f9", None))
        await lesson.until(lambda: "The program ended" in lesson.text, "the output")
        await lesson.judged()
        await lesson.pilot.pause()
        assert "The program ended" in lesson.text
        assert lesson.screen.run_pane.display
        assert not lesson.screen.steps_pane.display


@pytest.mark.parametrize(("key", "letter"), [("ctrl+k", "g"), ("ctrl+b", "n")])
async def test_a_letter_right_behind_a_menus_key_is_never_lost(desk: Desk, key: str, letter: str) -> None:
    async with lesson_open(desk) as lesson:
        for _ in range(5):
            lesson.app.post_message(events.Key(key, None))
            lesson.app.post_message(events.Key(letter, letter))
            await lesson.until(lambda: isinstance(lesson.app.screen, NameScreen), "what the letter stands for")
            await lesson.press("escape")
            await lesson.until(lambda: lesson.app.screen is lesson.screen, "the lesson")
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        assert not lesson.screen.editor_pane.unsaved


async def test_a_file_of_the_learners_own_cannot_be_reset(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.until(lambda: lesson.screen.is_given_back("greet.py"), "which files were given")
        screen = lesson.screen

        def offered() -> set[str]:
            return {command.title for command in lesson.app.get_system_commands(screen)}

        async def menu() -> set[str | None]:
            await lesson.press("ctrl+b")
            await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the menu")
            options = lesson.app.screen.query_one(OptionList)
            ids = {options.get_option_at_index(at).id for at in range(options.option_count)}
            await lesson.press("escape")
            await lesson.until(lambda: lesson.app.screen is screen, "the lesson")
            return ids

        assert "reset_file" in await menu()
        assert "Reset this file" in offered()
        desk_of_it = screen.desk
        desk_of_it.create("mine.py")
        await screen.editor_pane.look_outside()
        await screen.editor_pane.show("mine.py")
        assert await menu() >= {"rename_file", "delete_file", "reset_lesson"}
        assert "reset_file" not in await menu()
        assert "Reset this file" not in offered()


async def test_shift_f3_goes_back_through_the_panes_and_a_question_mark_is_a_hint(desk: Desk) -> None:
    async with lesson_open(desk, (80, 24)) as lesson:
        lesson.screen.bring("steps")
        await lesson.until(lambda: lesson.screen.steps_pane.has_focus_within, "the steps")
        await lesson.press("question_mark")
        await lesson.until(lambda: isinstance(lesson.app.screen, HintScreen), "a hint")
        await lesson.press("escape")
        await lesson.press("shift+f3")
        await lesson.until(lambda: lesson.screen.editor_pane.has_focus_within, "the text")
        await lesson.until(lambda: "Esc, then 1 to 4" in lesson.text, "that digits are text here")
        await lesson.press("escape", "3")
        await lesson.until(lambda: lesson.screen.front == "steps", "the steps")
        assert "Esc, then" not in lesson.text


async def test_ctrl_r_runs_too(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+r")
        await lesson.until(lambda: "The program ended" in lesson.text, "the output")


async def test_ctrl_o_says_how_to_have_ones_own_editor(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+o")
        await lesson.until(lambda: "Set EDITOR to" in str([n.message for n in lesson.app._notifications]), "how")


async def test_ctrl_o_opens_the_file_and_comes_back(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(f"import pathlib, sys\npathlib.Path(sys.argv[1]).write_text({STEP_ONE!r}, newline='')\n")
    editor = (sys.executable, str(script))
    desk = Desk(Settings(home=settings.home, state=settings.state, pack=settings.pack, editor=editor))
    monkeypatch.setattr(TutorApp, "suspend", lambda _app: nullcontext())  # there is no terminal to give away
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+o")
        await lesson.until(lambda: lesson.state("1.1") == "done", "what was done outside")
        assert lesson.on_disk("greet.py") == STEP_ONE
        assert lesson.screen.editor_pane.editor is not None
        assert lesson.screen.editor_pane.editor.text == STEP_ONE
    desk.close()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 20)])
async def test_run_hint_next_help_and_quit_are_named_at_every_size(desk: Desk, size: tuple[int, int]) -> None:
    async with lesson_open(desk, size) as lesson:
        row = lesson.text.splitlines()[-1]
        assert all(word in row for word in ("F9 Run", "F2 Hint", "F4 Next", "F1 Help", "Q Quit"))
        assert ("F6 Diff" in row) == (size[0] >= 80)
        assert lesson.screen.query_one(KeyBar).region.bottom == size[1]
