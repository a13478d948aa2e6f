"""What a command writes on: standard output for the answer, standard error for everything beside it."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from typing import Any, TextIO

import typer

from prodtutor.settings import Settings
from prodtutor.untrusted import neutralise

_ASCII = {"✓": "[x]", "○": "[ ]", "…": "[.]", "?": "[?]", "·": "-", "—": "-", "│": "|", "–": "-"}
_COLOURS: dict[str, dict[str, Any]] = {
    "good": {"fg": "green"},
    "open": {"fg": "yellow"},
    "bad": {"fg": "red"},
    "quiet": {"dim": True},
    "strong": {"bold": True},
    "note": {"fg": "cyan"},
}


def prepare_streams() -> None:
    """Let no character stop a command: what the encoding cannot print is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at `stream`."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def can_print(stream: TextIO | None, characters: str) -> bool:
    """Whether the encoding of `stream` has all `characters`."""
    try:
        characters.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class Paper:
    """Writes lines in the learner's terms: colours and symbols where they can be shown, ASCII where they cannot.

    A reader that has gone away (`prodtutor list | head -1`) is no error: `reader_left` becomes true, and the rest
    is not written.
    """

    def __init__(self, settings: Settings) -> None:
        self.plain = settings.plain
        self.symbols = not settings.plain and can_print(sys.stdout, "✓○…·—│")
        self.colours = not (settings.plain or settings.no_color) and is_terminal(sys.stdout)
        self.asides_colours = not (settings.plain or settings.no_color) and is_terminal(sys.stderr)
        self.width = max(40, min(shutil.get_terminal_size().columns, 100))
        self.reader_left = False

    def mark(self, symbol: str) -> str:
        """`symbol` itself, or its stand-in made of ASCII characters."""
        return symbol if self.symbols else _ASCII.get(symbol, symbol)

    def coloured(self, text: str, look: str) -> str:
        """`text` in one of our few looks: good, open, bad, quiet, strong, note."""
        return typer.style(text, **_COLOURS[look]) if self.colours and text else text

    def line(self, text: str = "", look: str | None = None) -> None:
        """Write one line of the answer. Text of others must come through `clean` first."""
        self.write((self.coloured(text, look) if look else text) + "\n")

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None, look: str | None = None) -> None:
        """Write `text` broken at the terminal's width; `hanging` begins every line but the first."""
        import textwrap

        for number, paragraph in enumerate(clean(text).splitlines() or [""]):
            first = indent if number == 0 else (indent if hanging is None else hanging)
            lines = textwrap.wrap(
                paragraph,
                self.width,
                initial_indent=first,
                subsequent_indent=indent if hanging is None else hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
            for line in lines or [""]:
                self.line(line, look)

    def marked(
        self, symbol: str, text: str, *, indent: str = "", mark_look: str | None = None, look: str | None = None
    ) -> None:
        """Write `text` behind a mark, broken at the terminal's width; later lines begin below its first word."""
        import textwrap

        mark = self.mark(symbol)
        hanging = " " * (len(indent) + len(mark) + 1)
        lines = textwrap.wrap(clean(text), max(20, self.width - len(hanging)), break_long_words=False) or [""]
        for number, line in enumerate(lines):
            shown = self.coloured(line, look) if look else line
            first = f"{indent}{self.coloured(mark, mark_look) if mark_look else mark} "
            self.line((first if number == 0 else hanging) + shown)

    def write(self, text: str) -> None:
        """Write `text` of the answer as it is, unless the reader has left."""
        if self.reader_left or sys.stdout is None:
            return
        try:
            typer.echo(self._without_symbols(text), nl=False, color=self.colours)
        except OSError as error:
            if not reader_is_gone(error):
                raise
            self.reader_left = True
            leave_quietly()

    def json(self, data: object) -> None:
        """Write `data` as one line of JSON, and flush.

        ASCII only: it can be printed everywhere, and nothing in it can steer a terminal.
        """
        import json

        if self.reader_left or sys.stdout is None:
            return
        try:
            sys.stdout.write(json.dumps(data) + "\n")
            sys.stdout.flush()
        except OSError as error:
            if not reader_is_gone(error):
                raise
            self.reader_left = True
            leave_quietly()

    def aside(self, text: str = "", look: str | None = None) -> None:
        """Write one line beside the answer, to standard error."""
        if sys.stderr is None:
            return
        text = clean(text)
        if look and self.asides_colours:
            text = typer.style(text, **_COLOURS[look])
        try:
            typer.echo(self._without_symbols(text), err=True, color=self.asides_colours)
        except OSError as error:
            if not reader_is_gone(error):
                raise

    def _without_symbols(self, text: str) -> str:
        if self.symbols:
            return text
        for symbol in "·—│–":
            text = text.replace(symbol, _ASCII[symbol])
        return text


def clean(text: str) -> str:
    """Text of others (programs, files, tools), made harmless."""
    return neutralise(text)


def reader_is_gone(error: OSError) -> bool:
    """Whether a write failed because nobody reads any more. Windows has its own number for that."""
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)


def leave_quietly() -> None:
    """Point standard output at nothing, so that Python's own flush at the end cannot fail."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError):  # a stream without a descriptor, or one that is closed
        pass
