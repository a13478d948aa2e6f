"""prodtutor recap: the questions at the end of a lesson, for terminals without screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from prodtutor.cli.options import DirOption, LessonArgument, PackOption, PlainOption, desk_for
from prodtutor.cli.paper import Paper, clean
from prodtutor.errors import ExitStatus, UsageProblem

if TYPE_CHECKING:
    from prodtutor.session.recap import RecapItem

_LETTERS = "abcdefgh"
_LOOKS = {"-": "bad", "+": "good", " ": None}


def recap(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    answers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ANSWER]...", help="A letter for each question, in order.", show_default=False),
    ] = None,
    directory: DirOption = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Ask the questions of a lesson; with answers, explain each of them.

    Once the reference may be seen, pieces of the diff are among them: which failure does this one prevent?
    """
    from prodtutor.session.recap import recap as asked

    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory, lay=False)
        found = asked(opened)
        given = "".join(answers or ()).lower()
        _refuse(given, found.items)
        wrong = 0
        for number, item in enumerate(found.items, 1):
            if number > 1:
                desk.paper.line()
            _write(number, item, desk.paper)
            if number <= len(given):
                wrong += _explain(given[number - 1], item, desk.paper)
        if not found.items:
            desk.paper.line("This lesson has no questions.")
        desk.paper.line()
        if found.withheld:
            desk.paper.wrapped(
                f"{found.withheld} pieces of the diff join them when the reference is open: once all required steps "
                "are done.",
                look="quiet",
            )
        for title in found.badges:
            desk.paper.line(f"Badge earned: {clean(title)}.", "good")
        if found.items and not given:
            example = " ".join("abc"[at % 2] for at in range(len(found.items)))
            desk.paper.line(f"Answer with `prodtutor recap {opened.lesson.number} {example}`.", "quiet")
    return ExitStatus.NOT_YET if wrong else ExitStatus.DONE


def _refuse(given: str, items: tuple[RecapItem, ...]) -> None:
    if len(given) > len(items):
        raise UsageProblem(
            "Too many answers",
            f"{len(given)} answers were given to {len(items)} questions.",
            "Give one letter for each.",
        )
    for number, (letter, item) in enumerate(zip(given, items, strict=False), 1):
        letters = _LETTERS[: len(item.question.answers)]
        if letter not in letters:
            raise UsageProblem(
                "No such answer", f"Question {number} has no answer {letter!r}.", f"It has {', '.join(letters)}."
            )


def _write(number: int, item: RecapItem, paper: Paper) -> None:
    if item.piece is not None:
        side = "yours, and the reference" if item.piece.yours else "as given, and the reference"
        paper.line(f"{number}. {clean(item.piece.file)} ({side})", "strong")
        for tag, text in item.piece.lines:
            paper.line("   " + tag + clean(text), _LOOKS[tag])
        paper.wrapped(item.question.question, "   ")
    else:
        paper.wrapped(f"{number}. {item.question.question}", "", "   ", "strong")
    for letter, answer in zip(_LETTERS, item.question.answers, strict=False):
        paper.wrapped(f"{letter}  {answer}", "   ", "      ")


def _explain(letter: str, item: RecapItem, paper: Paper) -> bool:
    """Write what that answer is worth; whether it is wrong."""
    number = _LETTERS.index(letter)
    right = number == item.question.right
    said = f"{letter}: {'Yes.' if right else 'Not quite.'} {item.question.explanations[number]}"
    paper.marked("✓" if right else "○", said, indent="   ", mark_look="good" if right else "open")
    return not right
