"""prodtutor grade: judge what learners handed in."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from prodtutor.checking.verdict import SYMBOLS, WORDS
from prodtutor.cli.options import JsonOption, PackOption, PlainOption, settings_for
from prodtutor.cli.paper import Paper, can_print, clean, is_terminal
from prodtutor.cli.verdict import LOOKS
from prodtutor.errors import Interrupted, UsageProblem
from prodtutor.settings import Settings

if TYPE_CHECKING:
    from prodtutor.classroom.grade import Progressed
    from prodtutor.classroom.sheet import Graded, GradeSheet

_LONGEST_NAME = 30


def grade(
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Bundles, learners' folders, or folders that hold them.")
    ],
    lesson: Annotated[
        str | None,
        typer.Option("--lesson", metavar="LESSON", help="The lesson that all of them are about.", show_default=False),
    ] = None,
    jobs: Annotated[
        str | None,
        typer.Option("--jobs", metavar="N", help="How many at once; one for each core.", show_default=False),
    ] = None,
    checks: Annotated[
        str | None,
        typer.Option("--checks", metavar="PACK", help="Judge with this pack, a private one say.", show_default=False),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDR", help="Judge on the machines of a dask scheduler.", show_default=False
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FILE", help="Write a report too: .html, .csv or .json.", show_default=False),
    ] = None,
    trust: Annotated[
        bool,
        typer.Option("--trust-submissions", help="Where there is no sandbox, judge without: with your rights."),
    ] = False,
    as_json: JsonOption = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Judge what learners handed in, each in a sandbox of its own.

    Nothing in a submission steers its verdict: neither its configuration nor its tests. What was judged before with the
    same checks and tools is not judged again, so a run that was stopped goes on where it was.

    The exit status is 0 when every submission was judged, whatever came of it; 1 when one could not be (its line says
    why); 3 when nothing can be judged here.
    """
    from prodtutor.classroom.grade import grade as judge_all
    from prodtutor.classroom.report import write_report, writer_for
    from prodtutor.log import start_log

    settings = settings_for(ctx, checks or pack, plain)
    start_log(settings.log)
    reports = [Path(name) for name in report or ()]
    for place in reports:
        writer_for(place)
    paper = Paper(settings)
    try:
        with _ended_in_order(), _Watching(settings) as watching:
            sheet = judge_all(
                settings,
                [Path(path) for path in paths],
                lesson=lesson,
                jobs=_number(jobs),
                private_pack=checks is not None,
                trusting=trust,
                scheduler=scheduler,
                on_progress=watching.tell,
            )
    except KeyboardInterrupt:
        raise Interrupted("Stopped", "Stopped. The same command goes on from here.") from None
    for place in reports:
        write_report(sheet, place)
    if as_json:
        paper.json(sheet.to_json())
    else:
        _write(sheet, paper)
    return sheet.status


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Take a closed terminal, or a polite kill, for Ctrl-C: workers are ended, and folders of ours removed."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), signal.default_int_handler) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), signal.SIG_DFL if handler is None else handler)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9])):
        raise UsageProblem("Not a number", f"--jobs {text!r} is no number of processes.", "As in --jobs 2.")
    return int(text[:9])


def _write(sheet: GradeSheet, paper: Paper) -> None:
    width = min(_LONGEST_NAME, max(len(item.name) for item in sheet.submissions))
    for item in sheet.submissions:
        name = clean(item.name if len(item.name) <= width else item.name[: width - 1] + "…").ljust(width)
        mark = paper.coloured(paper.mark(SYMBOLS[item.verdict]), LOOKS[item.verdict])
        told = f"{clean(item.lesson) or '?'} · {item.score * 100:3.0f} % · {WORDS[item.verdict]}"
        notes = f" · {item.done} of {item.required} steps" if item.steps else ""
        notes += f" · same code as {item.like}" if item.like else ""
        paper.line(f"{mark} {name}  {told}{notes}")
        if item.problem:
            paper.wrapped(item.problem, "    ")
    for skipped in sheet.skipped:
        paper.wrapped(f"Skipped: {skipped.name}, because {skipped.why}.", look="quiet")
    paper.line()
    for lesson in sorted({item.lesson for item in sheet.submissions if item.steps}):
        class_of = [item for item in sheet.submissions if item.lesson == lesson and item.steps]
        steps = dict.fromkeys(step for item in class_of for step in item.steps)
        done = {step: sum(item.steps.get(step) == "done" for item in class_of) for step in steps}
        shares = ", ".join(f"{step} {100 * count / len(class_of):.0f} %" for step, count in done.items())
        paper.wrapped(f"{lesson}, done by: {shares}", "", "    ", "quiet")
    counts = [f"{sum(item.verdict is status for item in sheet.submissions)} {word}" for status, word in WORDS.items()]
    paper.line(f"{len(sheet.submissions)} submissions: {', '.join(counts)} · isolation: {_isolation(sheet)}")


def _isolation(sheet: GradeSheet) -> str:
    return {"bwrap": "a sandbox for each (bwrap)"}.get(
        sheet.isolation, "limits only: submissions ran with your rights, because you trust them"
    )


class _Watching:
    """On a terminal: a bar with the time that is left, and each result above it as it comes."""

    def __init__(self, settings: Settings) -> None:
        self._shown = not settings.plain and is_terminal(sys.stderr)
        self._symbols = can_print(sys.stderr, "✓○")  # asked for now: the bar puts a stream of its own in its place
        if not self._shown:
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True, no_color=settings.no_color, highlight=False, markup=False, emoji=False)
        columns = [TextColumn("Grading", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("Grading", total=None)

    def __enter__(self) -> _Watching:
        if self._shown:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._progress.stop()

    def tell(self, progressed: Progressed) -> None:
        """One more submission is through."""
        if not self._shown:
            return
        if not progressed.graded.known:
            self._progress.console.print(self._line(progressed.graded))
        self._progress.update(self._task, total=progressed.of, completed=progressed.number)

    def _line(self, item: Graded) -> str:
        symbol = SYMBOLS[item.verdict] if self._symbols else WORDS[item.verdict]
        tail = f" · {item.problem}" if item.problem else ""
        return clean(f"{symbol} {item.name} · {item.score * 100:.0f} %{tail}")
