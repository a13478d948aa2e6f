"""The recap explains every answer and never goes on by itself."""

from __future__ import annotations

from prodtutor.tui.desk import Desk
from prodtutor.tui.screens.recap import RecapScreen

from ..conftest import NOTES, SOLVED, lesson_open


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


async def test_lines_of_the_diff_are_matched_with_what_they_prevent(desk: Desk) -> None:
    notes = desk.settings.pack / "lessons" / "01-tiny" / "notes.toml"
    first = NOTES.replace('step = "1.2"', 'step = "1.2"\nprevents = "Everybody reads the password."')
    second = first.replace("os.environ", "def greet").replace("Everybody reads the password.", "Nobody is greeted.")
    notes.write_text(first + "\n" + second, encoding="utf-8")
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+t", "n", "n")
        await lesson.until(lambda: "2 pieces of the diff join in" in lesson.text, "that they wait")
        await lesson.press("escape")
        lesson.type_text(SOLVED)
        await lesson.until(lambda: lesson.state("1.2") == "done", "the steps")
        await lesson.press("ctrl+t", "n")
        await lesson.until(lambda: "Which failure do these lines prevent?" in lesson.text, "a piece")
        assert "as given, and the reference" in lesson.text
        assert 'PASSWORD = os.environ["GREET_PASSWORD"]' in lesson.text
        await lesson.until(lambda: lesson.app.screen.query_one("#answers").option_count == 2, "the answers")
        await lesson.press("a")
        await lesson.until(
            lambda: "Yes." in lesson.text or "That one is prevented by" in lesson.text, "what it is worth"
        )


async def test_a_long_answer_hangs_below_its_own_words(desk: Desk) -> None:
    recap = desk.settings.pack / "lessons" / "01-tiny" / "recap.toml"
    text = recap.read_text(encoding="utf-8").replace("The user", "Whoever reads the log of the server on the next day")
    recap.write_text(text, encoding="utf-8")
    async with lesson_open(desk, (40, 20)) as lesson:
        await lesson.press("ctrl+t")
        await lesson.until(lambda: "  b  Whoever reads the log" in lesson.text, "the answer")
        lines = [line.strip("│").rstrip() for line in lesson.text.splitlines()]
        at = next(at for at, line in enumerate(lines) if "Whoever" in line)
        assert lines[at + 1].index(lines[at + 1].strip()) == lines[at].index("Whoever")
