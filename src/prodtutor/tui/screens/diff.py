"""A comparison: mine and the reference, mine and the start, a step's stage, an entry of the history."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.ask import AskScreen, Choice
from prodtutor.tui.widgets.diff_view import DiffView
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.compare import Comparison


def two_texts(file: str, mine: str, theirs: str) -> Comparison:
    """A comparison of two texts of one file: from the one on disk to the one here."""
    from prodtutor.session.compare import Comparison
    from prodtutor.workspace.compare import FileDiff, Hunk

    old, new = theirs.splitlines(), mine.splitlines()
    hunks: list[Hunk] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(3):
        lines: list[tuple[Literal[" ", "-", "+"], str]] = []
        for tag, a, b, c, d in group:
            if tag == "equal":
                lines.extend((" ", line) for line in old[a:b])
            else:
                lines.extend(("-", line) for line in old[a:b])
                lines.extend(("+", line) for line in new[c:d])
        hunks.append(Hunk(old_start=group[0][1] + 1, new_start=group[0][3] + 1, lines=tuple(lines), notes=()))
    diff = FileDiff(file=file, status="changed", hunks=tuple(hunks))
    return Comparison(against="outside", old="on disk", new="here", files=(diff,))


class DiffScreen(Screen[None]):
    """Hunk by hunk; `-` is the old side and `+` the new one."""

    CSS_PATH = "diff.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("n", "hunk(1)", "Next"),
        Binding("p", "hunk(-1)", "Previous"),
        Binding("s", "split", "Side by side", tooltip="Side by side, or one below the other"),
        Binding("a", "against", "Against..."),
        Binding("escape,q,f6", "dismiss(None)", "Back", priority=True),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, comparison: Comparison, glyphs: Glyphs, desk: LessonDesk | None = None) -> None:
        """With a `desk` the learner can choose what to compare with."""
        super().__init__()
        self._comparison = comparison
        self._glyphs = glyphs
        self._desk = desk

    def compose(self) -> ComposeResult:
        yield Static(self._legend(), id="legend")
        if self._desk is not None:
            yield DiffView(self._comparison.files)
        elif self._comparison.against.startswith("entry:"):
            now = ".." not in self._comparison.against
            nothing = "The files are as they were then." if now else "No line was changed."
            yield DiffView(self._comparison.files, nothing=nothing)
        else:
            yield DiffView(self._comparison.files, nothing="No difference.")
        yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one(DiffView).focus()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        return self._desk is not None if action == "against" else True

    def _legend(self, at: int | None = None) -> Content:
        files = self._comparison.files
        hunks = sum(len(diff.hunks) for diff in files)
        which = "" if at is None else f"{at + 1} of "
        places, names = "place" if hunks == 1 else "places", "file" if len(files) == 1 else "files"
        return Content.assemble(
            ("- ", "$text-error"), f"{neutralise(self._comparison.old)}   ",
            ("+ ", "$text-success"), f"{neutralise(self._comparison.new)}   ",
            f"{which}{hunks} {places} in {len(files)} {names}",
        )  # fmt: skip

    def action_hunk(self, by: int) -> None:
        """Go to the next or previous hunk."""
        at = self.query_one(DiffView).step(by)
        self.query_one("#legend", Static).update(self._legend(at))

    def action_split(self) -> None:
        """Side by side, or one below the other."""
        self.query_one(DiffView).toggle_split()

    def action_scroll(self, by: int) -> None:
        self.query_one(DiffView).scroll_relative(y=by, animate=False)

    def _steps(self, desk: LessonDesk) -> list[Choice]:
        """What the reference changes in each step."""
        before = ["start", *(step.id for step in desk.lesson.steps)]
        return [
            Choice(f"step:{old}..{step.id}", str(number), f"{step.id}  {step.title}")
            for number, (old, step) in enumerate(zip(before, desk.lesson.steps, strict=False), 1)
        ]

    @work(group="against", exclusive=True)
    @errand
    async def action_against(self) -> None:
        """Choose what to compare with."""
        desk = self._desk
        if desk is None:
            return
        open_to_all = await ask(self, desk.may_show_reference)
        choices = [Choice("start", "s", "Mine and the start")]
        if open_to_all:
            choices.append(Choice("reference", "r", "Mine and the reference"))
            keys = "123456789"
            choices.extend(
                Choice(f"step:{step.id}", key, f"Mine and the reference after {step.id}")
                for key, step in zip(keys, desk.lesson.steps, strict=False)
            )
            choices.append(Choice("steps", "t", "The reference, from one step to the next..."))
        answer = await self.app.push_screen_wait(AskScreen("Compare", "What with?", choices))
        if answer == "steps":
            answer = await self.app.push_screen_wait(AskScreen("From step to step", "Which step?", self._steps(desk)))
        if answer is None:
            return
        self._comparison = await ask(self, desk.diff, answer)
        self.query_one("#legend", Static).update(self._legend())
        await self.query_one(DiffView).remove()
        view = DiffView(self._comparison.files)
        await self.mount(view, after=self.query_one("#legend"))
        view.focus()
