"""A real terminal for a program: a pty that we hold, and just enough of a screen to know what a person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType

_SEQUENCE = re.compile(
    r"\x1b\[(?P<arguments>[0-9;?<=>]*)[ -/]*(?P<final>[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_][^\x1b]*\x1b\\"
    r"|\x1b[()][0-9A-Za-z]|\x1b[=>78DEHMc]"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-9;?<=>]*[ -/]*|\][^\x07\x1b]*\x1b?|[P_][^\x1b]*\x1b?|[()]?)?$")


class Screen:
    """The cells that were written. Knows the sequences that Textual uses to write: places, erasing, plain text."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns, self._rows = columns, rows
        self._cells = [[" "] * columns for _ in range(rows)]
        self._x = self._y = 0
        self._rest = ""
        self._undecoded = b""

    def feed(self, data: bytes) -> None:
        """Take what the program wrote."""
        data = self._undecoded + data
        text = data.decode("utf-8", "ignore")
        self._undecoded = b""
        for cut in range(1, min(4, len(data) + 1)):  # a character that is not all there yet
            if data[-cut] >= 0xC0:
                wanted = 2 if data[-cut] < 0xE0 else 3 if data[-cut] < 0xF0 else 4
                if cut < wanted:
                    self._undecoded = data[-cut:]
                break
        text = self._rest + text
        self._rest = ""
        if unfinished := _UNFINISHED.search(text):
            text, self._rest = text[: unfinished.start()], unfinished.group()
        at = 0
        for found in _SEQUENCE.finditer(text):
            self._write(text[at : found.start()])
            self._obey(found["arguments"] or "", found["final"] or "")
            at = found.end()
        self._write(text[at:])

    def _write(self, text: str) -> None:
        for sign in text:
            if sign == "\n":
                self._x, self._y = 0, min(self._y + 1, self._rows - 1)
            elif sign == "\r":
                self._x = 0
            elif sign >= " ":
                if self._x < self._columns:
                    self._cells[self._y][self._x] = sign
                self._x += 1

    def _obey(self, arguments: str, final: str) -> None:
        if final == "H":
            row, _, column = arguments.partition(";")
            self._y = min(int(row or 1), self._rows) - 1
            self._x = min(int(column or 1), self._columns) - 1
        elif final == "J":
            self._cells = [[" "] * self._columns for _ in range(self._rows)]
        elif final == "K":
            self._cells[self._y][self._x :] = [" "] * (self._columns - self._x)

    @property
    def text(self) -> str:
        """All rows."""
        return "\n".join("".join(row).rstrip() for row in self._cells)


class Terminal:
    """A program in a terminal of its own. Leave the `with` block, and its whole session is ended."""

    def __init__(self, words: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (120, 36)) -> None:
        columns, rows = size
        self.screen = Screen(columns, rows)
        self.started = time.perf_counter()
        self._child, self._master = pty.fork()
        if self._child == 0:
            try:
                # The master's size is set before anybody can ask for it: the child itself does it, first of all.
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execvpe(words[0], list(words), dict(env))  # noqa: S606 – no shell is what is wanted
            finally:
                os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGTERM)
        end = time.monotonic() + 10
        while not os.waitpid(self._child, os.WNOHANG)[0]:
            if time.monotonic() > end:
                os.killpg(self._child, signal.SIGKILL)
            self._read(0.01)
        os.close(self._master)

    def type(self, keys: str) -> float:
        """Press keys. Gives back when."""
        now = time.perf_counter()
        os.write(self._master, keys.encode())
        return now

    def until(self, true: Callable[[str], bool], limit: float = 60.0) -> float:
        """Read until `true(text of the screen)`; gives back when the piece came that made it so.

        Raises RuntimeError, with the screen, when it does not in `limit` seconds.
        """
        end = time.monotonic() + limit
        when = time.perf_counter()
        while not true(self.screen.text):
            if time.monotonic() > end or (read := self._read(1.0)) is False:
                raise RuntimeError(f"not what was waited for:\n{self.screen.text}")
            if read is not None:
                when = read
        return when

    def rest(self, seconds: float) -> None:
        """Read for that long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._read(left) is False:
                return

    def _read(self, limit: float) -> float | bool | None:
        """When something came; None when nothing did; False when the program is gone."""
        if not select.select([self._master], [], [], limit)[0]:
            return None
        when = time.perf_counter()
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self.screen.feed(data)
        return when if data else False


def terminal_environment(env: Mapping[str, str]) -> dict[str, str]:
    """`env` with a terminal of many colours, and without what would take them away."""
    kept = {key: value for key, value in env.items() if key not in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE")}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
