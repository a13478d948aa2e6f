"""The arguments and options that several commands share, and the desk that a command works at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prodtutor.cli.paper import Paper
from prodtutor.settings import Settings, load_settings

if TYPE_CHECKING:
    from prodtutor.session.open import OpenLesson
    from prodtutor.session.tutor import Tutor

LessonArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="LESSON",
        help="A number (4), a name (04-configuration) or its beginning (conf). "
        "Inside an exercise folder it may be left out.",
        show_default=False,
    ),
]
PackOption = Annotated[
    str | None, typer.Option("--pack", metavar="DIR", help="Use the lessons in this folder.", show_default=False)
]
PlainOption = Annotated[bool, typer.Option("--plain", help="Plain text: no colours, no symbols, nothing that moves.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
StepOption = Annotated[
    str | None, typer.Option("--step", metavar="STEP", help="One step, such as 4.2.", show_default=False)
]
DirOption = Annotated[
    str | None,
    typer.Option("--dir", metavar="DIR", help="The exercise folder, if it is somewhere else.", show_default=False),
]


@dataclass(frozen=True, slots=True)
class BeforeCommand:
    """What was given before the command's name: `prodtutor --plain list`."""

    pack: str | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with."""

    tutor: Tutor
    paper: Paper

    @property
    def settings(self) -> Settings:
        return self.tutor.settings

    def open(
        self,
        wanted: str | None,
        directory: str | None = None,
        *,
        to: str | None = None,
        lay: bool = True,
        tell_update: bool = True,
    ) -> OpenLesson:
        """Open a lesson's folder.

        A folder that is not there is laid out when `lay` is true. Raises UsageProblem when there is no such lesson,
        or when none was named outside of an exercise folder.
        """
        from prodtutor.session.open import open_lesson

        opened = open_lesson(
            self.tutor,
            wanted,
            directory=Path(directory) if directory else None,
            to=Path(to) if to else None,
            lay=lay,
        )
        for sentence in opened.notices:
            self.paper.aside(sentence)
        if opened.update and tell_update:
            self.paper.aside(f"{opened.update} (`prodtutor start {opened.lesson.number} --update` moves.)")
        return opened

    def tell_if_fresh(self, opened: OpenLesson) -> None:
        """Say where the exercise was laid out, if that happened just now."""
        if opened.fresh:
            self.paper.aside(f"The exercise was laid out in {opened.root}.", "quiet")


def settings_for(ctx: typer.Context, pack: str | None, plain: bool) -> Settings:
    """The settings, with the global options taken from before or after the command's name (after wins)."""
    before = ctx.obj if isinstance(ctx.obj, BeforeCommand) else BeforeCommand()
    folder = pack or before.pack
    return load_settings(pack=Path(folder) if folder else None, plain=plain or before.plain)


@contextmanager
def desk_for(ctx: typer.Context, pack: str | None, plain: bool) -> Iterator[Desk]:
    """A tutor and a paper for one command; the tutor is closed afterwards, whatever happens."""
    from prodtutor.session.tutor import Tutor

    settings = settings_for(ctx, pack, plain)
    paper = Paper(settings)
    with Tutor(settings) as tutor:
        yield Desk(tutor, paper)
        for sentence in tutor.notices:
            paper.aside(sentence)
