"""The recap explains every answer and never goes on by itself."""

from __future__ import annotations

from prodtutor.tui.desk import Desk
from prodtutor.tui.screens.recap import RecapScreen

from ..conftest import lesson_open


async def test_a_wrong_answer_is_explained_and_may_be_tried_again(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+t")
        await lesson.until(lambda: isinstance(lesson.app.screen, RecapScreen), "the recap")
        await lesson.until(lambda: "Who reads what a server prints?" in lesson.text, "the question")
        await lesson.press("down", "enter")
        await lesson.until(lambda: "Not quite. The user is elsewhere." in lesson.text, "why not")
        await lesson.press("up", "enter")
        await lesson.until(lambda: "Yes. There is no screen." in lesson.text, "why")
        await lesson.press("n")
        await lesson.until(lambda: "That was it." in lesson.text, "the end")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.screen is lesson.screen)


async def test_a_letter_answers_and_what_was_skipped_is_said(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+t")
        await lesson.until(lambda: "a or b answers" in lesson.text, "the question")
        await lesson.press("n")
        await lesson.until(lambda: "0 of 1 answered" in lesson.text, "the end")
        await lesson.press("p")
        await lesson.until(lambda: "Who reads" in lesson.text, "the question")
        await lesson.until(lambda: lesson.app.screen.query_one("#answers").option_count, "the answers")
        await lesson.press("b")
        await lesson.until(lambda: "Not quite. The user is elsewhere." in lesson.text, "why not")
        await lesson.press("1")
        await lesson.until(lambda: "Yes. There is no screen." in lesson.text, "why")
