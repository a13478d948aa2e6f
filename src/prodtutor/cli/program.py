"""prodtutor run: the learner's program, or another one, with the lesson's services up."""

from __future__ import annotations

import codecs
import io
import sys

import typer

from prodtutor.cli.grammar import AFTER_DASHES
from prodtutor.cli.options import DirOption, LessonArgument, PackOption, PlainOption, desk_for
from prodtutor.cli.paper import clean, is_terminal, leave_quietly, reader_is_gone


def run(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    directory: DirOption = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Run your program, with the services that the lesson brings (on this machine only).

    After `--` comes another command to run in the exercise folder. The exit status is the program's.
    """
    from prodtutor.session.run import run_program

    command = ctx.meta.get(AFTER_DASHES) or None
    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory)
        desk.tell_if_fresh(opened)
        show = Output()
        ran = run_program(opened, command, on_output=show, stdin=None, terminal=is_terminal(sys.stdin))
        show.finish()
        for note in ran.notes:
            desk.paper.aside(note, "note")
        if ran.limit:
            desk.paper.aside(f"It was stopped: {ran.limit}.", "bad")
        return ran.status % 256


class Output:
    """Shows what the program writes, as it comes.

    On a terminal its text is made harmless first (an escape sequence is shown, not obeyed); into a file or a pipe
    its bytes go as they are.
    """

    def __init__(self, *, raw: bool | None = None) -> None:
        """`raw`: pass bytes on as they are; None: only to what is no terminal."""
        self._raw = raw
        self._decoders = {name: _decoder() for name in ("out", "err")}

    def __call__(self, stream: str, data: bytes) -> None:
        name = "err" if "err" in stream else "out"
        self._show(name, data, final=False)

    def finish(self) -> None:
        """Show the beginning of a character that was never finished."""
        for name in self._decoders:
            self._show(name, b"", final=True)

    def _show(self, name: str, data: bytes, *, final: bool) -> None:
        target = sys.stderr if name == "err" else sys.stdout
        if target is None:
            return
        try:
            as_they_are = not is_terminal(target) if self._raw is None else self._raw
            if as_they_are:
                target.flush()
                target.buffer.write(data)
                target.buffer.flush()
                return
            target.write(clean(self._decoders[name].decode(data, final=final)))
            target.flush()
        except OSError as error:
            if not reader_is_gone(error):
                raise
            if name == "out":
                leave_quietly()


def _decoder() -> io.IncrementalNewlineDecoder:
    """Text out of UTF-8, with what is none of it replaced, and every kind of line end turned into ours."""
    return io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")("replace"), translate=True)
