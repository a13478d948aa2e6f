"""Runs the learner's program and shows what it prints, line for line as it comes. It can be stopped at any moment."""

from __future__ import annotations

import codecs
import re
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import RichLog

from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.problems import sentence
from prodtutor.tui.widgets.pane import Pane
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.run import ProgramRun

_KEPT = 200_000
"""Characters that wait for the screen at most: a program that floods us loses its oldest output, not our memory."""


_LONGEST_LINE = 20_000
_MOST_LINES = 5000
_NARROWEST = 10
"""A pane that is not shown has no width, and text wrapped for that stands one character on a line."""


def _shown_command(script: str, arguments: Sequence[str]) -> str:
    """The command as a learner would type it; what is only known when it runs is left out."""
    return " ".join(["$ python", script, *(re.sub(r"\{[^}]*\}", "...", argument) for argument in arguments)])


class _Inbox:
    """What the program printed and the screen has not shown yet. Filled by a thread, emptied by the screen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: deque[str] = deque()
        self._size = 0
        self._lost = 0
        self._decoders: dict[str, codecs.IncrementalDecoder] = {}

    def put(self, stream: str, data: bytes) -> None:
        with self._lock:
            decoder = self._decoders.setdefault(stream, codecs.getincrementaldecoder("utf-8")("replace"))
            text = decoder.decode(data)
            self._parts.append(text)
            self._size += len(text)
            while self._size > _KEPT and len(self._parts) > 1:
                gone = len(self._parts.popleft())
                self._size -= gone
                self._lost += gone

    def take(self) -> str:
        with self._lock:
            text, lost = "".join(self._parts), self._lost
            self._parts.clear()
            self._size = self._lost = 0
        return f"\n({lost} characters left out: the program prints faster than anybody reads)\n{text}" if lost else text


class RunPane(Pane):
    """The output of the program."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "stop", "Stop the program", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]
    DEFAULT_CSS = """
    RunPane {
        RichLog {
            height: 1fr;
            padding: 0 1;
            background: $background;
            scrollbar-size-vertical: 1;
            scrollbar-size-horizontal: 1;
            &:focus { background-tint: $foreground 0%; }
        }
    }
    """

    @dataclass
    class Started(Message):
        """The program is running."""

    @dataclass
    class Ended(Message):
        """The program is through; None when it could not be started."""

        run: ProgramRun | None

    @dataclass
    class _Through(Message):
        run: ProgramRun | None
        error: Exception | None

    def __init__(self, desk: LessonDesk, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._desk = desk
        self._cancel = threading.Event()
        self._inbox = _Inbox()
        self._timer: Timer | None = None
        self.running = False
        self._rest = ""
        """The line that the program has begun and not ended."""
        self._lines: deque[str] = deque(maxlen=_MOST_LINES)
        self._width = 0
        """The width for which the lines were wrapped; 0 while nobody can see them."""

    def compose(self) -> ComposeResult:
        yield RichLog(max_lines=_MOST_LINES, wrap=True, markup=False, highlight=False, min_width=1)

    def on_mount(self) -> None:
        self.title("Run")
        self._line("F9 runs the program as it is now.")

    def focus_log(self) -> None:
        """Put the focus on the output."""
        self.query_one(RichLog).focus()

    def start(self) -> None:
        """Run the program, unless it runs already."""
        if self.running:
            return
        self.running = True
        self._cancel = threading.Event()
        self._inbox = _Inbox()
        self.query_one(RichLog).clear()
        self._lines.clear()
        self._rest = ""
        run = self._desk.lesson.run
        self._line(_shown_command(run.script, run.arguments))
        self.title("Run (running; F9 stops it)")
        self._timer = self.set_interval(0.05, self._drain)
        self.post_message(self.Started())
        self._work(self._cancel, self._inbox)

    def stop(self) -> None:
        """End the program; what it printed stays."""
        self._cancel.set()

    def on_unmount(self) -> None:
        self.stop()

    @work(thread=True, group="run", exit_on_error=False)
    def _work(self, cancel: threading.Event, inbox: _Inbox) -> None:
        try:
            run = self._desk.run(inbox.put, cancel)
        except Exception as error:  # noqa: BLE001 – the pane says it in a sentence
            self.post_message(self._Through(None, error))
        else:
            self.post_message(self._Through(run, None))

    def _line(self, text: str) -> None:
        """Add a line; it is wrapped, because what runs out of sight on the right is not read."""
        line = neutralise(text).expandtabs(8)
        self._lines.append(line)
        if self._width:
            self.query_one(RichLog).write(Text(line), width=self._width)

    def on_resize(self) -> None:
        """Wrap anew what is there already."""
        self.call_after_refresh(self._wrap)

    def _wrap(self) -> None:
        log = self.query_one(RichLog)
        width = log.scrollable_content_region.width
        if width == self._width or width < _NARROWEST:
            return
        self._width = width
        log.clear()
        for line in self._lines:
            log.write(Text(line), width=width)

    def _drain(self, *, last: bool = False) -> None:
        *lines, self._rest = (self._rest + self._inbox.take().replace("\r\n", "\n")).split("\n")
        for line in lines:
            self._line(line)
        if self._rest and (last or len(self._rest) > _LONGEST_LINE):
            self._line(self._rest)
            self._rest = ""

    @on(_Through)
    def _is_through(self, event: _Through) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._drain(last=True)
        self.running = False
        if event.error is not None:
            title, message = sentence(event.error)
            self._line(f"{title}: {message}")
            self.title("Run")
        elif event.run is not None:
            self._conclude(event.run)
        self.post_message(self.Ended(event.run))

    def _conclude(self, run: ProgramRun) -> None:
        self._line("")
        for note in run.notes:
            self._line(note)
        if self._cancel.is_set():
            said = "was stopped"
        elif run.limit:
            said = f"ended: {run.limit}"
        else:
            said = "ended well (status 0)" if run.status == 0 else f"ended with status {run.status}"
        self._line(f"The program {said}.")
        self.title(f"Run ({said.removeprefix('was ')})")

    def action_stop(self) -> None:
        self.stop()

    def action_scroll(self, by: int) -> None:
        self.query_one(RichLog).scroll_relative(y=by, animate=False)
