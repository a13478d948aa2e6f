"""prodtutor, prodtutor lesson: the only commands that open the full screen. And --version."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from prodtutor.cli.options import LessonArgument, PackOption, PlainOption, settings_for
from prodtutor.cli.paper import is_terminal
from prodtutor.errors import ExitStatus, UsageProblem
from prodtutor.settings import Settings

VERSIONS = (("prodtutor", "prodtutor"), ("pytest", "pytest"), ("Ruff", "ruff"), ("mypy", "mypy"))
"""How we write a name, and the name of its distribution."""


def home(ctx: typer.Context) -> int:
    """Open at home."""
    settings = settings_for(ctx, None, False)
    if not _on_a_terminal():
        raise UsageProblem(
            "Not a terminal",
            "The tutor's screens need a terminal.",
            "Without one, use `prodtutor list`, `prodtutor start 4` and `prodtutor check 4`.",
        )
    return _open_screens(settings, None)


def lesson(
    ctx: typer.Context, lesson: LessonArgument = None, pack: PackOption = None, plain: PlainOption = False
) -> int:
    """Open a lesson: its text, your code, and the checks side by side."""
    settings = settings_for(ctx, pack, plain)
    slug = _slug(settings, lesson)
    if not _on_a_terminal():
        raise UsageProblem(
            "Not a terminal",
            "The lesson's screen needs a terminal.",
            f"Without one, use `prodtutor start {slug}` and `prodtutor check {slug}`.",
        )
    return _open_screens(settings, slug)


def show_versions() -> None:
    """Print the versions of what a verdict depends on, one on each line."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    for name, distribution in VERSIONS:
        try:
            typer.echo(f"{name} {version(distribution)}")
        except PackageNotFoundError:
            typer.echo(f"{name} is missing")
    typer.echo(f"Python {platform.python_version()}")


def _slug(settings: Settings, wanted: str | None) -> str:
    """The name of the lesson that is meant. Raises UsageProblem if there is none, or if it is only planned."""
    from prodtutor.curriculum.load import find_entry, is_ready, load_pack

    pack = load_pack(settings.pack)
    if wanted is None:
        from prodtutor.workspace.folder import marker_above

        here = marker_above(Path.cwd())
        if here is None:
            raise UsageProblem(
                "Which lesson?",
                "No lesson was named, and this is not an exercise folder.",
                "Name one, as in `prodtutor lesson 4`; `prodtutor list` shows them all.",
            )
        wanted = here[1].lesson
    entry = find_entry(pack, wanted)
    if not is_ready(pack, entry):
        from prodtutor.curriculum.load import load_lesson

        load_lesson(pack, entry)  # says in its own words that the lesson is planned
    return entry.slug


def _on_a_terminal() -> bool:
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _open_screens(settings: Settings, slug: str | None) -> int:
    from prodtutor.log import start_log, stop_log
    from prodtutor.tui.app import run_app  # the one door to the screens: textual is loaded here

    start_log(settings.log)
    try:
        status = run_app(settings, slug)
    finally:
        stop_log()
    return status if isinstance(status, int) else ExitStatus.DONE
