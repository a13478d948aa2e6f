"""All commands: their names, the headings they stand under, and an example for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.main import get_command

from prodtutor.cli import (
    author,
    check,
    compare,
    course,
    doctor,
    folder,
    grade,
    hint,
    home,
    overview,
    program,
    reading,
    recap,
    review,
    submit,
)
from prodtutor.cli.grammar import Command, CommandWithProgram, Group
from prodtutor.cli.options import BeforeCommand, PackOption, PlainOption

LEARN = "Learn"
WORK = "Work on a lesson in your own editor"
STUCK = "When you are stuck"
UNDO = "Go back (nothing of yours is ever lost)"
CLASS = "In a class"
MORE = "The machine, and writing lessons"

_COMMANDS: tuple[tuple[str, Callable[..., Any], str, type[Command], str], ...] = (
    (
        "lesson",
        home.lesson,
        LEARN,
        Command,
        "prodtutor lesson 4\nprodtutor lesson conf        (the beginning of a name is enough)",
    ),
    ("list", overview.list_lessons, LEARN, Command, "prodtutor list\nprodtutor list --json"),
    ("route", course.route, LEARN, Command, "prodtutor route\nprodtutor route one-evening\nprodtutor route --none"),
    ("read", reading.read, LEARN, Command, "prodtutor read\nprodtutor read where-to-begin"),
    ("glossary", reading.glossary, LEARN, Command, "prodtutor glossary\nprodtutor glossary lock file"),
    (
        "recap",
        recap.recap,
        LEARN,
        Command,
        "prodtutor recap 4\nprodtutor recap 4 b c a      (your answers to the first three questions)",
    ),
    (
        "review",
        review.review,
        LEARN,
        Command,
        "prodtutor review                  (the change, with line numbers)\n"
        "prodtutor review 12:secret 34b    (your marks)",
    ),
    ("badges", course.badges, LEARN, Command, "prodtutor badges\nprodtutor badges --json"),
    (
        "checklist",
        course.checklist,
        LEARN,
        Command,
        "prodtutor checklist\nprodtutor checklist -o production-checklist.md",
    ),
    ("welcome", reading.welcome, LEARN, Command, "prodtutor welcome"),
    (
        "start",
        folder.start,
        WORK,
        Command,
        "prodtutor start 4\nprodtutor start 4 --to ~/code/lesson-4",
    ),
    (
        "run",
        program.run,
        WORK,
        CommandWithProgram,
        "prodtutor run 4\nprodtutor run 4 -- python daily_report.py --help\n"
        "prodtutor run -- uv lock         (inside the exercise folder)",
    ),
    (
        "check",
        check.check,
        WORK,
        Command,
        "prodtutor check 4\nprodtutor check 4 --step 4.2\nprodtutor check --watch      (inside the exercise folder)",
    ),
    ("hint", hint.hint, STUCK, Command, "prodtutor hint 4\nprodtutor hint 4 --step 4.2"),
    ("reveal", hint.reveal, STUCK, Command, "prodtutor reveal 4 --step 4.2"),
    (
        "diff",
        compare.diff,
        STUCK,
        Command,
        "prodtutor diff 4\n"
        "prodtutor diff 4 --against start       (what you changed)\n"
        "prodtutor diff 4 --against reference   (with the reasons)\n"
        "prodtutor diff 4 --against step:4.2    (after that step)",
    ),
    ("reset", folder.reset, UNDO, Command, "prodtutor reset 4\nprodtutor reset 4 settings.py"),
    ("history", folder.history, UNDO, Command, "prodtutor history 4"),
    ("restore", folder.restore, UNDO, Command, "prodtutor restore 4 12       (12 is an ID from `prodtutor history 4`)"),
    (
        "submit",
        submit.submit,
        CLASS,
        Command,
        "prodtutor submit 4\nprodtutor submit 4 --name Ada -o ada.zip\n"
        "prodtutor submit --check ada.zip       (what is in it)",
    ),
    (
        "grade",
        grade.grade,
        CLASS,
        Command,
        "prodtutor grade handed-in/\nprodtutor grade handed-in/ --lesson 4 --report grades.csv\n"
        "prodtutor grade ada.zip bob.zip --checks ~/private-pack",
    ),
    ("doctor", doctor.doctor, MORE, Command, "prodtutor doctor"),
)

_AUTHOR_COMMANDS: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("verify", author.verify, "prodtutor author verify\nprodtutor author verify 4 --json"),
    (
        "lay",
        author.lay,
        "prodtutor author lay 4 /tmp/try --solution\nprodtutor author lay 4 /tmp/try --stage 4.2\n"
        "prodtutor author lay 4 /tmp/try --accept NAME\nprodtutor author lay 4 /tmp/try --reject NAME",
    ),
)


def command() -> Group:
    """The whole command line."""
    app = typer.Typer(
        cls=Group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_prodtutor)
    for name, function, heading, kind, examples in _COMMANDS:
        app.command(name, cls=kind, epilog=examples, rich_help_panel=heading)(function)
    authors = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)
    for name, function, examples in _AUTHOR_COMMANDS:
        authors.command(name, cls=Command, epilog=examples)(function)
    app.add_typer(authors, name="author", help="Prove lessons, and lay out their specimens.", rich_help_panel=MORE)
    whole = get_command(app)
    assert isinstance(whole, Group)  # noqa: S101  (a callback makes it one)
    return whole


def _prodtutor(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the versions that a verdict depends on.")] = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int | None:
    """Learn production Python in your terminal: ten lessons, checked by pytest, Ruff and mypy as you type.

    Without a command, prodtutor opens at home: the ten lessons, and where you stopped.
    """
    ctx.obj = BeforeCommand(pack, plain)
    if version:
        home.show_versions()
        raise typer.Exit(0)
    if ctx.invoked_subcommand is None:
        return home.home(ctx)
    return None
