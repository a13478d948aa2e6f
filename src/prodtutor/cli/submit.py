"""prodtutor submit: hand work in, or look into what was handed in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prodtutor.cli.options import DirOption, LessonArgument, PackOption, PlainOption, desk_for, settings_for
from prodtutor.cli.paper import Paper, clean, is_terminal
from prodtutor.errors import ExitStatus

if TYPE_CHECKING:
    from prodtutor.classroom.bundle import Bundle


def submit(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write the bundle.", show_default=False),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Your name, for your teacher.", show_default=False)
    ] = None,
    share: Annotated[
        bool | None,
        typer.Option(
            "--share-progress/--keep-progress",
            help="Whether your teacher may see how often you checked and which hints you used. "
            "On a terminal you are asked.",
            show_default=False,
        ),
    ] = None,
    look: Annotated[
        str | None,
        typer.Option("--check", metavar="FILE", help="Only show what is in a bundle.", show_default=False),
    ] = None,
    directory: DirOption = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Write your work on a lesson into one file, to hand it in.

    The file is a plain zip: your files, and a manifest that says which lesson and which versions they belong to. Your
    name is in it only if you give it, and how often you checked only if you agree. Nothing is sent anywhere.
    """
    from prodtutor.classroom.bundle import read_bundle

    if look is not None:
        _show(read_bundle(Path(look)), Paper(settings_for(ctx, pack, plain)))
        return ExitStatus.DONE
    from prodtutor.classroom.submit import default_place, hand_in, pack_up

    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory, lay=False)
        agreed = share if share is not None else _agreed()
        bundle = pack_up(opened, learner=name, share_progress=agreed)
        place = Path(output) if output else default_place(opened, Path.cwd())
        hand_in(opened, bundle, place)
        for sentence in bundle.manifest.left_out:
            desk.paper.aside(f"Not taken: {sentence}", "note")
        desk.paper.line(clean(str(place.absolute())))
        desk.paper.aside(f"See what is in it: `prodtutor submit --check {place}`.", "quiet")
    return ExitStatus.DONE


def _agreed() -> bool:
    """Ask on the terminal. Where there is none, nothing is shared."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return False
    typer.echo("May your teacher see how often you checked, and which hints you used? [y/N] ", err=True, nl=False)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _show(bundle: Bundle, paper: Paper) -> None:
    told = bundle.manifest
    tools = ", ".join(f"{tool} {number}" for tool, number in told.tools.items())
    paper.line(paper.coloured(clean(told.lesson), "strong"))
    paper.wrapped(f"learner: {told.learner or 'no name was given'}", "  ", "    ")
    paper.wrapped(f"pack: {told.pack.name} {told.pack.version}, lesson's digest {told.pack.digest[:12]}", "  ", "    ")
    paper.wrapped(f"made with: {tools}", "  ", "    ")
    if told.progress is None:
        paper.line("  progress: not shared")
    else:
        hints = ", ".join(f"{count} at {step}" for step, count in told.progress.hints.items()) or "none"
        shown = ", ".join(told.progress.revealed) or "no step"
        paper.wrapped(
            f"progress: checked {told.progress.attempts} times; hints: {hints}; reference shown: {shown}", "  ", "    "
        )
    for sentence in told.left_out:
        paper.wrapped(f"not taken: {sentence}", "  ", "    ")
    paper.line(f"  files: {len(bundle.files)}, all as the manifest says")
    for name, data in bundle.files.items():
        paper.line(f"    {len(data):>9,}  {clean(name)}")
