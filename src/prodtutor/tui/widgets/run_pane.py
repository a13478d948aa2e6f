"""Runs the learner's program, shows what it prints as it comes, and hands it what is typed. It can be stopped."""

from __future__ import annotations

import codecs
import os
import re
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import RichLog

from prodtutor.errors import ProdtutorError
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.problems import sentence
from prodtutor.tui.widgets.pane import Pane
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.run import ProgramRun
    from prodtutor.tui.widgets.typed_line import TypedLine

_KEPT = 200_000
"""Characters that wait for the screen at most: a program that floods us loses its oldest output, not our memory."""


_PREPARING = b"Preparing the libraries of this lesson. This takes a few seconds, and only this once.\n"
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
        self._line_in: TypedLine | None = None
        self._offered = False
        """The line to type in was given the focus for the question that the program asks now."""
        self._to_program: int | None = None
        """The end of the pipe where the program's input goes in; None when there is none any more."""
        self._width = 0
        """The width for which the lines were wrapped; 0 while nobody can see them."""

    def compose(self) -> ComposeResult:
        yield RichLog(max_lines=_MOST_LINES, wrap=True, markup=False, highlight=False, min_width=1)

    def on_mount(self) -> None:
        self.title("Run")
        self._line("F9 runs the program as it is now.")

    def focus_log(self) -> None:
        """Put the focus on the output; on the line to type in when the program asks for something."""
        if self.running and self._rest and self._line_in is not None:
            self._line_in.focus_field()
        else:
            self.focus_on(self.query_one(RichLog))

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
        self._close_input()
        program_end, self._to_program = os.pipe()
        os.set_blocking(self._to_program, False)
        self._show_line()
        self._timer = self.set_interval(0.05, self._drain)
        self.post_message(self.Started())
        self._work(self._cancel, self._inbox, program_end)

    def stop(self) -> None:
        """End the program; what it printed stays."""
        self._cancel.set()

    def on_unmount(self) -> None:
        self.stop()
        self._close_input()

    @work(thread=True, group="run", exit_on_error=False)
    def _work(self, cancel: threading.Event, inbox: _Inbox, program_end: int) -> None:
        with open(program_end, "rb", buffering=0) as stdin:
            try:
                with suppress(ProdtutorError):  # what is missing is said by the run itself
                    if not self._desk.is_prepared():
                        inbox.put("err", _PREPARING)
                run = self._desk.run(inbox.put, cancel, stdin)
            except Exception as error:  # noqa: BLE001 – the pane says it in a sentence
                self.post_message(self._Through(None, error))
            else:
                self.post_message(self._Through(run, None))

    # What is typed for the program

    def _show_line(self) -> None:
        """Show the line to type in, while the program runs."""
        if self._line_in is None:
            from prodtutor.tui.widgets.typed_line import TypedLine

            self._line_in = TypedLine()
            self.mount(self._line_in)
        self._line_in.display = True

    def on_typed_line_sent(self, event: TypedLine.Sent) -> None:
        event.stop()
        self._line(f"{self._rest}{event.text}")  # as a terminal shows it
        self._rest = ""
        self._ask_for("")
        if self._to_program is not None:
            try:
                os.write(self._to_program, f"{event.text}\n".encode())
            except BlockingIOError:
                self._line("(The program does not read what is typed. This line is lost.)")
            except OSError:  # it has ended: that shows
                self._close_input()

    def on_typed_line_ended(self, event: TypedLine.Ended) -> None:
        event.stop()
        self._close_input()
        self._line("(End of the input.)")

    def _close_input(self) -> None:
        descriptor, self._to_program = self._to_program, None
        if descriptor is not None:
            os.close(descriptor)

    def _ask_for(self, prompt: str) -> None:
        """Show the line that the program has begun before the line to type in; whoever watches may answer at once."""
        line = self._line_in
        if line is None:
            return
        if line.prompt != prompt:
            line.prompt = prompt
            self._offered = False
        if prompt and not self._offered and self.query_one(RichLog).has_focus:
            self._offered = True  # once for each question: who goes back to the output wants to be there
            line.focus_field()

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
        self._ask_for(self._rest)

    @on(_Through)
    def _is_through(self, event: _Through) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._drain(last=True)
        self.running = False
        self._close_input()
        if self._line_in is not None:
            if self._line_in.has_focus_within:
                self.query_one(RichLog).focus()
            self._line_in.display = False
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
