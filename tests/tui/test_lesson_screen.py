"""The lesson screen as a learner meets it: reading, editing, being judged, finding the way."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from prodtutor.checking.verdict import Finding, GateAnswered, GoalVerdict, Status, StepVerdict
from prodtutor.errors import UsageProblem
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Arrival, Desk
from prodtutor.tui.screens.finding import FindingScreen
from prodtutor.tui.screens.help import HelpScreen, key_lines, prior_keys
from prodtutor.tui.screens.hint import HintScreen
from prodtutor.tui.widgets.check_driver import CheckDriver
from prodtutor.tui.widgets.code_editor import CodeEditor
from prodtutor.tui.widgets.typed_line import TypedLine

from .conftest import SOLVED, START, STEP_ONE, lesson_open, shown, until


async def test_opens_with_brief_files_and_a_verdict(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        assert "Run it and see." in lesson.text
        assert ".env" in lesson.text
        assert lesson.state("1.1") == "not yet"
        assert lesson.state("1.2") == "waiting"
        assert "greet.py:7" in lesson.text


async def test_the_first_frame_is_whole(desk: Desk) -> None:
    opened = desk.open("1")
    app = TutorApp(desk, opened)
    async with app.run_test(size=(120, 36)) as pilot:
        text = shown(pilot)
        assert "Run it and see." in text
        assert 'PASSWORD = "hunter2"' in text
        assert "1.1 Print nothing" in text
        assert len(app.screen_stack) == 1, "a screen that nobody sees lies below"


async def test_a_folder_that_cannot_be_read_is_told(desk: Desk) -> None:
    opened = desk.open("1")
    opened.arrival = Arrival(problem=UsageProblem("Gone", "The folder is gone."))
    async with TutorApp(desk, opened).run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "The folder is gone." in shown(pilot), "the sentence")


async def test_what_stands_against_a_step_is_shown_before_its_verdict(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        screen = lesson.screen
        first = screen.lesson.steps[0]
        known = {goal.name: goal.status for goal in screen.verdicts[first.id].goals}
        failed = GoalVerdict(first.goals[0].name, first.goals[0].title, Status.NOT_YET)
        found = Finding(
            tool="pytest", code="t", level="must", message="It came early.", step=first.id, goal=failed.name
        )
        so_far = StepVerdict(first.id, first.name, first.title, Status.NOT_YET, (failed,), (found,))
        screen.driver.post_message(CheckDriver.StepStumbled(so_far))
        await lesson.until(lambda: "It came early." in lesson.text, "the finding")
        now = {goal.name: goal.status for goal in screen.verdicts[first.id].goals}
        assert now == {**known, failed.name: Status.NOT_YET}


async def test_what_a_tool_finds_is_marked_before_the_verdict(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        screen, pane = lesson.screen, lesson.screen.editor_pane
        assert set(pane.editor.marks if pane.editor else ()) == {1, 7}
        found = Finding(tool="ruff", code="T201", level="must", message="print", file="greet.py", line=6, step="1.1")
        waits = Finding(tool="ruff", code="S105", level="must", message="word", file="greet.py", line=3, step="1.2")
        screen.driver.post_message(CheckDriver.GateSpoke(GateAnswered("ruff", (found, waits))))
        await lesson.until(lambda: pane.editor and set(pane.editor.marks) == {6}, "the mark")
        screen.request_check()
        await lesson.until(lambda: pane.editor and set(pane.editor.marks) == {1, 7}, "the verdict's own marks")


async def test_the_place_of_the_cursor_is_kept_up_to_date(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("edit")
        await lesson.until(lambda: isinstance(lesson.app.focused, CodeEditor), "the focus")
        await lesson.press("down", "right", "down")
        await lesson.until(lambda: "line 4, column 1" in lesson.text, "the new place")  # right goes over the line end


async def test_typing_is_saved_checked_and_ticked(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done", "step 1.1 is done")
        assert lesson.on_disk("greet.py") == STEP_ONE
        assert "✓ 1.1" in lesson.text
        assert lesson.screen.steps_pane.step_id == "1.1", "the tutor moved on by itself"
        assert "Go on to 1.2" in lesson.text


async def test_keys_reach_the_file(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("f3", "f3", "f3", "f3")  # once round: read, edit, steps, run
        await lesson.until(lambda: lesson.screen.front == "edit" and lesson.screen.focused, "the editor")
        await lesson.press("ctrl+end", *"x = 1", "f5")
        await lesson.until(lambda: lesson.on_disk("greet.py").endswith("x = 1"), "saved")


async def test_a_step_that_fails_again_broke(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        lesson.type_text(START)
        await lesson.until(lambda: lesson.state("1.1") == "broke again", "broke again")
        assert "! 1.1" in lesson.text


async def test_the_whole_lesson_passes_and_says_what_is_next(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(SOLVED)
        await lesson.until(lambda: lesson.screen.banner.text, "a banner")
        assert "F6" in lesson.screen.banner.text
        assert lesson.app.screen is lesson.screen


async def test_an_unfinished_line_dims_the_old_verdict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prodtutor.tui.screens.lesson_checks.ALOUD_S", 600)
    async with lesson_open(desk) as lesson:
        lesson.type_text(START + "def (")
        await lesson.until(lambda: lesson.screen.problem, "the syntax finding")
        assert lesson.screen.steps_pane.has_class("-old")
        assert "waiting for line" in lesson.text
        assert lesson.state("1.1") == "not yet"
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        assert not lesson.screen.steps_pane.has_class("-old")


async def test_a_line_that_cannot_be_read_is_said_aloud_when_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prodtutor.tui.screens.lesson_checks.ALOUD_S", 600)
    async with lesson_open(desk) as lesson:
        lesson.type_text(SOLVED)
        await lesson.until(lambda: "stands" in lesson.screen.banner.text, "the pass")
        lesson.type_text(SOLVED.replace("    return", "return"))
        await lesson.until(lambda: lesson.screen.problem, "the syntax finding")
        assert not lesson.screen.banner.text
        assert "Python cannot read" not in lesson.text
        await lesson.press("f5")
        await lesson.until(lambda: "Python cannot read" in lesson.text, "what is wrong")
        assert "line 7 cannot be read" in lesson.text
        await lesson.judged()
        lesson.screen.bring("steps")
        await lesson.until(lambda: lesson.screen.focused is lesson.screen.query_one("#problem"), "the problem")
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        editor.move_cursor((0, 0))
        await lesson.press("enter")
        await lesson.until(lambda: editor.cursor_location[0] == 6, "line 7")
        lesson.type_text(SOLVED)
        await lesson.until(lambda: "stands" in lesson.screen.banner.text, "the pass again")
        assert "Python cannot read" not in lesson.text


async def test_after_a_while_a_line_that_cannot_be_read_is_said_aloud(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prodtutor.tui.screens.lesson_checks.ALOUD_S", 0.4)
    async with lesson_open(desk) as lesson:
        lesson.type_text(START + "def (")
        await lesson.until(lambda: "Python cannot read" in lesson.text, "what is wrong")
        assert "cannot be read" in lesson.screen.status_line.said


async def test_the_digit_of_the_read_pane_turns_its_page(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("read")
        await lesson.until(lambda: lesson.screen.front == "read" and lesson.screen.focused, "the read pane")
        await lesson.press("1")
        await lesson.until(lambda: "Printing is for people" in lesson.text, "the concept")
        await lesson.press("right")
        await lesson.until(lambda: "0 is well." in lesson.text, "the cards")
        await lesson.press("right")
        await lesson.until(lambda: "Run it and see." in lesson.text, "the brief")


async def test_enter_on_a_finding_jumps_to_its_line(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("steps")
        await lesson.until(lambda: lesson.screen.focused is lesson.screen.query_one("#goals"), "the goals")
        await lesson.press("enter")
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        await lesson.until(lambda: editor.cursor_location == (6, 4), "line 7")
        await lesson.until(lambda: lesson.screen.focused is editor, "the focus")
        assert set(editor.marks) == {1, 7}


async def test_a_finding_opens(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("steps")
        await lesson.until(lambda: lesson.screen.focused is lesson.screen.query_one("#goals"), "the goals")
        await lesson.press("space")
        await lesson.until(lambda: isinstance(lesson.app.screen, FindingScreen), "the finding")
        await lesson.until(lambda: "Ruff T201" in lesson.text, "its rule")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.screen is lesson.screen)


async def test_hints_come_one_at_a_time(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("f2")
        await lesson.until(lambda: "Hint 1 of 3" in lesson.text, "the first hint")
        assert "Hint 2 of 3" not in lesson.text
        await lesson.press("f2")
        await lesson.until(lambda: "Hint 2 of 3" in lesson.text, "the second hint")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.screen is lesson.screen)
        await lesson.press("f2")
        await lesson.until(lambda: "Hint 2 of 3" in lesson.text, "what was shown before")
        assert isinstance(lesson.app.screen, HintScreen)
        assert lesson.app.screen.shown == 2


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (20, 5), (170, 50)])
async def test_every_size_shows_something_and_every_pane_comes(desk: Desk, size: tuple[int, int]) -> None:
    async with lesson_open(desk, size) as lesson:
        for pane in ("steps", "run", "read", "edit"):
            lesson.screen.bring(pane)
            await lesson.until(lambda wanted=pane: lesson.screen.focused and lesson.screen.front == wanted, pane)
        assert lesson.text.strip()


async def test_narrow_shows_one_pane_and_digits_switch(desk: Desk) -> None:
    async with lesson_open(desk, (80, 24)) as lesson:
        await lesson.until(lambda: lesson.screen.focused, "a focus")
        await lesson.press("3")
        await lesson.until(lambda: "T201" in lesson.text, "the steps")
        assert "Run it and see." not in lesson.text
        await lesson.press("1")
        await lesson.until(lambda: "Run it and see." in lesson.text, "the brief")


async def test_help_lists_what_the_bindings_say(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("f1")
        await lesson.until(lambda: isinstance(lesson.app.screen, HelpScreen), "help")
        await lesson.until(lambda: "Save and check now" in lesson.text, "the table")
        editor = [line.does for line in key_lines(CodeEditor, taken=prior_keys(type(lesson.screen)))]
        assert "Redo" in editor
        assert not {"Select line", "Next file"} & set(editor)


async def test_essential_keys_fit_80_columns(desk: Desk) -> None:
    async with lesson_open(desk, (80, 24)) as lesson:
        footer = lesson.text.splitlines()[-1]
        for word in ("F1 Help", "F2 Hint", "F5 Check", "F9 Run", "F6 Diff", "Ctrl+Q Quit", "Ctrl+P More"):
            assert word in footer


async def test_every_action_is_in_the_palette(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        found = {command.title for command in lesson.app.get_system_commands(lesson.screen)}
        assert {
            "Save and check now",
            "Diff: compare with the reference or the start",
            "New file",
            "History",
            "Reset this file",
            "Undo the last change to files",
        } <= found


async def test_the_program_runs_and_its_output_is_data(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text("print('[red]hi[/red]\\x1b[31m')\n")
        await lesson.press("f9")
        await lesson.until(lambda: "ended well" in lesson.text, "the end of the run")
        assert "[red]hi[/red]␛[31m" in lesson.text


async def test_a_program_without_end_can_be_stopped(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text("import time\nprint('count' + 'ing')\nwhile True:\n    time.sleep(0.01)\n")
        await lesson.press("f9")
        await lesson.until(lambda: "counting" in lesson.text, "its output")
        await lesson.press("f9")
        await lesson.until(lambda: "The program was stopped." in lesson.text, "the stop")


async def test_after_three_failed_tries_a_hint_is_offered_and_not_forced(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        for number in range(3):
            lesson.type_text(f"{START}# {number}\n")
            await lesson.press("f5")
            await lesson.until(lambda wanted=number: lesson.on_disk("greet.py").endswith(f"# {wanted}\n"), "saved")
            await lesson.judged()
        await lesson.until(lambda: "Stuck at" in lesson.screen.banner.text, "the offer")
        assert lesson.app.screen is lesson.screen
        await lesson.press("f2")
        await lesson.until(lambda: "Hint 1 of 3" in lesson.text, "the hint")
        assert not lesson.screen.banner.text


async def test_f4_goes_from_finding_to_finding(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        await lesson.press("f4")
        await lesson.until(lambda: editor.cursor_location == (6, 4), "the only one that is open")


async def test_f4_goes_on_to_a_step_that_broke_again(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        lesson.screen.steps_pane.go_on("1.2")
        lesson.type_text(START)
        await lesson.until(lambda: lesson.state("1.1") == "broke again", "broke again")
        for _ in lesson.screen.steps_pane.findings:
            await lesson.press("f4")
            await lesson.until(lambda: lesson.screen.front == "edit", "the line")
            if lesson.screen.steps_pane.step_id == "1.1":
                return
        raise AssertionError("F4 never came to the step that broke again")


async def test_a_hint_is_not_offered_for_what_is_done(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        await lesson.press("f2")
        await lesson.until(lambda: "1.1 is done. F4 goes on to 1.2" in lesson.text, "the way on")
        assert lesson.app.screen is lesson.screen


async def test_the_way_on_is_chosen_by_enter(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        lesson.screen.bring("steps")
        await lesson.until(lambda: lesson.screen.focused is lesson.screen.query_one("#goals"), "the goals")
        await lesson.press("enter")
        await lesson.until(lambda: lesson.screen.steps_pane.step_id == "1.2", "the next step")


async def test_escape_leaves_the_editor_for_the_steps(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("edit")
        await lesson.until(lambda: lesson.screen.focused is lesson.screen.editor_pane.editor, "the editor")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.screen.front == "steps", "the steps")


async def test_another_step_brings_its_concept(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("steps")
        await lesson.until(lambda: lesson.screen.focused is lesson.screen.query_one("#goals"), "the goals")
        lesson.screen.query_one("#steps").focus()
        await lesson.pilot.pause()
        await lesson.press("down")
        await lesson.until(lambda: "A password in the source" in lesson.text, "the concept")
        assert "waiting for" in lesson.text


async def test_zoom_gives_one_pane_the_screen(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        assert "Run it and see." in lesson.text
        lesson.screen.bring("edit")
        await lesson.press("f8")
        await lesson.until(lambda: "Run it and see." not in lesson.text, "the editor alone")
        await lesson.press("f8")
        await lesson.until(lambda: "Run it and see." in lesson.text, "all of it")


async def test_a_program_that_reads_what_is_typed(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text('name = input("Who? ")\nwhile name:\n    print("hello", name)\n    name = input()\n')
        await lesson.press("f9")
        pane = lesson.screen.run_pane
        await lesson.until(lambda: "Who? Type here" in lesson.text, "the question")
        lesson.screen.bring("run")
        await lesson.until(lambda: isinstance(lesson.app.focused, Input), "the line to type in")
        await lesson.press(*"you", "enter")
        await lesson.until(lambda: "hello you" in lesson.text and "Who? you" in lesson.text, "the answer")
        await lesson.press(*"me", "enter")
        await lesson.until(lambda: "hello me" in lesson.text, "the next")
        await lesson.press("ctrl+d")
        await lesson.until(lambda: not pane.running, "the end")
        await lesson.until(lambda: "EOFError" in lesson.text, "what the program made of it")
        assert not lesson.screen.query_one(TypedLine).display
