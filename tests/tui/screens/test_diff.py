"""Comparisons: opened after a pass or a confirmation, hunk by hunk, with the reasons."""

from __future__ import annotations

import pytest

from prodtutor.tui.desk import Desk
from prodtutor.tui.screens.ask import AskScreen
from prodtutor.tui.screens.diff import DiffScreen, two_texts
from prodtutor.tui.widgets.diff_view import HunkView

from ..conftest import SOLVED, lesson_open


async def test_the_reference_waits_for_a_pass(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("f6")
        await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the question")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.screen is lesson.screen)
        await lesson.press("f6")
        await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the question")
        await lesson.press("r")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the confirmed reference")
        assert desk.tutor.progress.revealed("01-tiny") == {"quiet"}


@pytest.mark.parametrize("size", [(130, 40), (80, 24), (40, 12)])
async def test_after_a_pass_it_opens_with_reasons(desk: Desk, size: tuple[int, int]) -> None:
    async with lesson_open(desk, size) as lesson:
        lesson.type_text(SOLVED.replace("GREET_PASSWORD", "PW"))
        await lesson.until(lambda: lesson.screen.banner.text, "the pass")
        await lesson.press("f6")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the reference")
        await lesson.until(lambda: "A password comes from" in lesson.text, "the reason")
        await lesson.press("n", "s", "p")
        await lesson.until(lambda: "GREET" in lesson.text, "the new line")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.screen is lesson.screen)


@pytest.mark.parametrize("size", [(130, 40), (80, 24), (40, 12)])
async def test_every_line_of_a_hunk_has_its_row(desk: Desk, size: tuple[int, int]) -> None:
    async with lesson_open(desk, size) as lesson:
        lesson.type_text(SOLVED.replace("GREET_PASSWORD", "PW"))
        await lesson.until(lambda: lesson.screen.banner.text, "the pass")
        await lesson.press("f6")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the reference")
        await lesson.until(lambda: lesson.app.screen.query(HunkView), "a hunk")
        await lesson.pilot.pause()
        for view in lesson.app.screen.query(HunkView):
            assert view.size.height >= len(view._hunk.lines) > 1


async def test_what_to_compare_with_can_be_chosen(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(SOLVED)
        await lesson.until(lambda: lesson.screen.banner.text, "the pass")
        await lesson.press("f6")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the comparison")
        await lesson.until(lambda: "No difference" in lesson.text, "that there is none")
        await lesson.press("a")
        await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the question")
        await lesson.press("s")
        await lesson.until(lambda: "hunter2" in lesson.text, "the start")


def test_two_texts_are_compared_line_by_line() -> None:
    comparison = two_texts("a.py", "one\ntwo\n", "one\nthree\n")
    (diff,) = comparison.files
    (hunk,) = diff.hunks
    assert hunk.lines == ((" ", "one"), ("-", "three"), ("+", "two"))


async def test_the_reference_from_step_to_step(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(SOLVED)
        await lesson.until(lambda: lesson.screen.banner.text, "the pass")
        await lesson.press("f6")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the comparison")
        for key, said, there in (("2", "the reference after 1.1", "os.environ"), ("1", "as given", "print(")):
            await lesson.press("a")
            await lesson.until(lambda: "step to the next" in lesson.text, "the question")
            await lesson.press("t")
            await lesson.until(lambda: "Which step?" in lesson.text, "the steps")
            await lesson.press(key)
            await lesson.until(lambda said=said, there=there: said in lesson.text and there in lesson.text, said)
        await lesson.press("n")
        await lesson.until(lambda: "1 of 1 place" in lesson.text, "which place it is")


@pytest.mark.parametrize(("width", "split"), [(160, True), (120, False)])
async def test_width_decides_until_the_learner_does(desk: Desk, width: int, split: bool) -> None:
    async with lesson_open(desk, (width, 30)) as lesson:
        lesson.type_text(SOLVED.replace("GREET_PASSWORD", "PW"))
        await lesson.until(lambda: lesson.screen.banner.text, "the pass")
        await lesson.press("f6")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the comparison")
        views = lesson.app.screen.query(HunkView)
        await lesson.until(lambda: views and all(view.split is split for view in views), "as wide as it is")
        await lesson.press("s")
        await lesson.until(lambda: all(view.split is not split for view in views), "as chosen")
        await lesson.pilot.resize_terminal(width - 10, 30)
        await lesson.pilot.pause()
        assert all(view.split is not split for view in views)
