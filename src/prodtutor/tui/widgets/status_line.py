"""The first row of a lesson: which one, how far, and whether what is on the screen is judged."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from prodtutor.tui.glyphs import MUTED, STYLES, Glyphs, StepState
from prodtutor.untrusted import neutralise


class StatusLine(Widget):
    """One row. Data comes down through its attributes."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $background; }
    """

    steps: reactive[tuple[StepState, ...]] = reactive(())
    """States of the required steps, in order."""
    said: reactive[str] = reactive("")
    """What the tutor does: `checking`, `checked 0.4 s` ..."""

    onward: reactive[str] = reactive("")
    """What key goes on, when a step is done."""

    def __init__(self, number: int, title: str, glyphs: Glyphs) -> None:
        super().__init__()
        self._number = number
        self._title = title
        self._glyphs = glyphs

    def render(self) -> Content:
        width = self.size.width
        right = self._right(width)
        left = Content.assemble((f"{self._number} ", "bold $accent"), (neutralise(self._title), "bold"))
        room = width - right.cell_length - 2
        left = left.truncate(max(0, room), ellipsis=True) if left.cell_length > room else left
        return Content.assemble(left, " " * max(1, width - left.cell_length - right.cell_length), right)

    def _right(self, width: int) -> Content:
        done = sum(1 for state in self.steps if state is StepState.DONE)
        parts: list[tuple[str, str]] = []
        if width >= 60:
            parts.append((neutralise(self.said), MUTED))
            if self.onward:
                parts.append((f" {self._glyphs.dot} " if self.said else "", MUTED))
                parts.append((neutralise(self.onward), "$accent"))
            parts.append(("   ", ""))
        if width >= 50:
            parts.extend(self._dots(self.steps))
            parts.append((" ", ""))
        parts.append((f"{done}/{len(self.steps)}", MUTED if width >= 60 else ""))
        if width < 60:
            words = self.said.split(" ")
            short = " ".join(words[:2]) if words[0] in ("line", "not") else words[0]  # "line 33", "not judged"
            parts.append((f" {short[:11].rstrip(':')}", MUTED))
        return Content.assemble(*parts)

    def _dots(self, steps: Sequence[StepState]) -> list[tuple[str, str]]:
        return [
            (self._glyphs.full, "$accent")
            if state is StepState.DONE
            else (self._glyphs.state(state), STYLES[state])
            if state is StepState.BROKE_AGAIN
            else (self._glyphs.empty, MUTED)
            for state in steps
        ]


class Banner(Widget):
    """A line across the screen that stays until it is not true any more. Empty text: not shown."""

    DEFAULT_CSS = """
    Banner {
        height: auto;
        max-height: 4;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        display: none;
        &.-shown { display: block; }
        &.-good { color: $text-success; text-style: bold; }
        &.-warn { color: $text-warning; }
    }
    """

    text: reactive[str] = reactive("", layout=True)

    def render(self) -> Content:
        return Content(neutralise(self.text))

    def watch_text(self, text: str) -> None:
        self.set_class(bool(text), "-shown")

    def say(self, text: str, tone: str = "") -> None:
        """Show `text`; the tone is "good", "warn" or empty."""
        for name in ("good", "warn"):
            self.set_class(name == tone, f"-{name}")
        self.text = text
