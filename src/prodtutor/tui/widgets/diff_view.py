"""Hunks of a comparison, unified or side by side, in the code's colours, each with its notes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from prodtutor.tui.glyphs import MUTED
from prodtutor.tui.widgets.changed_words import changed_words
from prodtutor.tui.widgets.prose import Prose
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.workspace.compare import FileDiff, Hunk

BESIDE = 110
"""Columns from which the notes stand beside a hunk."""
SPLIT = 140
"""Columns from which both sides stand side by side, unless the learner chose otherwise."""
_TINTS = {"-": "on $error 14%", "+": "on $success 14%"}
_WORDS = {"-": "underline on $error 40%", "+": "underline on $success 40%"}
_SIGNS = {"-": "$text-error", "+": "$text-success", " ": MUTED}


def coloured(lines: Sequence[str], file: str) -> list[Content]:
    """Lines of code in colours; as they are when they are no code that we know."""
    from textual.highlight import highlight

    from prodtutor.tui.look import CodeColours  # pygments: only when a diff is looked at

    shown = [neutralise(line).replace("\n", " ") for line in lines]
    filled = [at for at, line in enumerate(shown) if line]
    if not filled or not file.endswith((".py", ".toml", ".yml", ".yaml", ".json", ".md")):
        return [Content(line) for line in shown]
    first, last = filled[0], filled[-1] + 1  # pygments leaves empty lines out at both ends
    parts = highlight("\n".join(shown[first:last]), path=file, theme=CodeColours).split("\n", allow_blank=True)
    if len(parts) != last - first:
        return [Content(line) for line in shown]
    return [Content("")] * first + parts + [Content("")] * (len(shown) - last)


class HunkView(Widget):
    """The lines of one hunk. How high it is depends on how wide it is, so it is asked for both at once."""

    split: reactive[bool] = reactive(False, layout=True)

    def __init__(self, file: str, hunk: Hunk, *, split: bool) -> None:
        super().__init__(markup=False)
        self._hunk = hunk
        self._colours = dict(enumerate(coloured([text for _tag, text in hunk.lines], file)))
        for at, places in changed_words(hunk.lines).items():
            for start, end in places:
                self._colours[at] = self._colours[at].stylize(_WORDS[hunk.lines[at][0]], start, end)
        self.set_reactive(HunkView.split, split)
        self._drawn: tuple[int, bool, list[Content]] = (0, False, [])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._draw(width))

    def render(self) -> Content:
        return Content("\n").join(self._draw(self.content_size.width))

    def _draw(self, width: int) -> list[Content]:
        """The rows at that width, kept for the next time they are asked for."""
        if self._drawn[:2] != (width, self.split):
            self._drawn = (width, self.split, self._two(width) if self.split else self._one(width))
        return self._drawn[2]

    def _rows(self, tag: str, number: int, content: Content, width: int) -> list[Content]:
        """One line folded to `width` cells, with its number and sign, tinted through to the end."""
        folded = content.fold(max(8, width - 7)) or [Content("")]
        rows: list[Content] = []
        for at, part in enumerate(folded):
            head = f"{number:>4} {tag} " if at == 0 else "       "
            row = Content.assemble((head, _SIGNS[tag]), part).pad_right(max(0, width - 7 - part.cell_length))
            rows.append(row.stylize_before(_TINTS[tag]) if tag in _TINTS else row)
        return rows

    def _one(self, width: int) -> list[Content]:
        old, new = self._hunk.old_start, self._hunk.new_start
        rows: list[Content] = []
        for at, (tag, _text) in enumerate(self._hunk.lines):
            rows.extend(self._rows(tag, old if tag == "-" else new, self._colours[at], width))
            old += tag != "+"
            new += tag != "-"
        return rows

    def _two(self, width: int) -> list[Content]:
        half = (width - 1) // 2
        old, new = self._hunk.old_start, self._hunk.new_start
        rows: list[Content] = []
        left: list[list[Content]] = []
        right: list[list[Content]] = []

        def pour() -> None:
            nothing: list[Content] = []
            for one, other in zip_longest(left, right, fillvalue=nothing):
                for a, b in zip_longest(one, other, fillvalue=Content(" " * half)):
                    rows.append(Content.assemble(a, " ", b))
            left.clear()
            right.clear()

        for at, (tag, _text) in enumerate(self._hunk.lines):
            if tag == "-":
                left.append(self._rows(tag, old, self._colours[at], half))
            elif tag == "+":
                right.append(self._rows(tag, new, self._colours[at], half))
            else:
                pour()
                left.append(self._rows(tag, old, self._colours[at], half))
                right.append(self._rows(tag, new, self._colours[at], half))
                pour()
            old += tag != "+"
            new += tag != "-"
        pour()
        return rows


class HunkBox(Horizontal):
    """A hunk with the reasons for it, beside it where there is room and above it where there is not."""

    def __init__(self, file: str, hunk: Hunk, *, split: bool) -> None:
        super().__init__(classes="hunk" if hunk.notes else "hunk -bare")
        self._file = file
        self._hunk = hunk
        self._split = split

    def compose(self) -> ComposeResult:
        if self._hunk.notes:
            yield Prose("\n\n".join(self._hunk.notes), classes="note")
        yield HunkView(self._file, self._hunk, split=self._split)


NOTHING = "No difference. There may be something else to compare with: press a."


class DiffView(VerticalScroll):
    """All hunks of all files. `step` goes from hunk to hunk."""

    DEFAULT_CSS = """
    DiffView {
        height: 1fr;
        scrollbar-size-vertical: 1;
        padding: 0 1;
        & .file { height: 1; margin: 1 0 0 0; color: $accent; text-style: bold; }
        & .hunk { height: auto; margin: 1 0 0 0; layout: vertical; }
        & .hunk.-here > HunkView { border-left: outer $accent; }
        & HunkView { height: auto; width: 1fr; border-left: outer $background; }
        & .note { height: auto; width: 1fr; margin: 0 0 0 1; padding: 0 1; background: $panel; }
        & .note MarkdownParagraph { margin: 0; }
        &.-beside .hunk { layout: horizontal; }
        &.-beside .note { width: 38; dock: right; margin: 0; }
        & .nothing { height: auto; margin: 1 0; color: $text-muted; }
    }
    """

    split: reactive[bool] = reactive(False)

    def __init__(self, files: Sequence[FileDiff], *, nothing: str = NOTHING) -> None:
        super().__init__()
        self._files = files
        self._nothing = nothing
        self._at = -1
        self._chosen: bool | None = None
        """Side by side or not, as the learner chose; None: as the width has it."""

    def compose(self) -> ComposeResult:
        if not self._files:
            yield Static(self._nothing, classes="nothing", markup=False)
        for diff in self._files:
            yield Static(f"{neutralise(diff.file)}  ({neutralise(str(diff.status))})", classes="file", markup=False)
            for hunk in diff.hunks:
                yield HunkBox(diff.file, hunk, split=self.split)

    def on_resize(self, event: events.Resize) -> None:
        self.split = event.size.width >= SPLIT if self._chosen is None else self._chosen
        self._arrange()

    def toggle_split(self) -> None:
        """Side by side, or one below the other."""
        self._chosen = self.split = not self.split

    def watch_split(self, split: bool) -> None:
        for view in self.query(HunkView):
            view.split = split
        self._arrange()

    def _arrange(self) -> None:
        noted = any(hunk.notes for diff in self._files for hunk in diff.hunks)
        self.set_class(noted and self.size.width >= BESIDE and not self.split, "-beside")

    def step(self, by: int) -> int | None:
        """Go to the next or previous hunk, and give back which one it is (from 0); None when there is none."""
        boxes = list(self.query(HunkBox))
        if not boxes:
            return None
        self._at = max(0, min(len(boxes) - 1, self._at + by))
        for at, box in enumerate(boxes):
            box.set_class(at == self._at, "-here")
        self.scroll_to_widget(boxes[self._at], top=True, animate=False)
        return self._at
