"""What the learner's steps add up to: badges, and a checklist to take home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.ask import NameScreen, yes_no
from prodtutor.tui.screens.list_screen import ListScreen
from prodtutor.tui.widgets.finding_text import in_code
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.course import BadgeState


class BadgesScreen(ListScreen[None]):
    """The badges with their counts; below, the steps of the one that is highlighted."""

    HEADING = "Badges"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export the checklist", tooltip="Write the production checklist to a file"),
        Binding("escape,q", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, desk: Desk, glyphs: Glyphs) -> None:
        super().__init__(desk, glyphs)
        self._states: tuple[BadgeState, ...] = ()

    def on_mount(self) -> None:
        self._fill()

    @work(group="badges", exclusive=True)
    @errand
    async def _fill(self) -> None:
        self._states = await ask(self, self._desk.badges)
        listed = self.query_one(OptionList)
        listed.set_options([Option(self._line(state), id=state.badge.name) for state in self._states])
        self.query_one("#about", Static).update(self._summary())
        if self._states:
            listed.highlighted = 0
        listed.focus()

    def _summary(self) -> str:
        earned = sum(state.earned for state in self._states)
        if not self._states:
            return "This pack has no badges."
        if earned == len(self._states):
            return "All of them. A program of yours can be all of this. Now take the checklist (e) to one at work."
        return f"{earned} of {len(self._states)} earned. They are counted from your steps, and from nothing else."

    def _line(self, state: BadgeState) -> Content:
        sign = self._glyphs.full if state.earned else self._glyphs.broke if state.was_earned else self._glyphs.empty
        look = "$text-success" if state.earned else "$text-error" if state.was_earned else MUTED
        word = "earned" if state.earned else "broke again" if state.was_earned else ""
        return Content.assemble(
            (f"{sign} ", look),
            f"{neutralise(state.badge.title):<24}",
            (f"{state.done:>3} of {len(state.steps)} steps  ", MUTED),
            (word, look),
        )

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        state = next((state for state in self._states if state.badge.name == event.option_id), None)
        if state is not None:
            self.query_one("#said", Static).update(self._said(state))

    def _said(self, state: BadgeState) -> Content:
        parts: list[Content] = [Content(neutralise(state.badge.about))]
        for step in state.steps:
            sign = self._glyphs.done if step.done else self._glyphs.broke if step.broke_again else self._glyphs.not_yet
            label = step.id or f"lesson {step.number}, planned"
            again = f" {self._glyphs.dot} broke again" if step.broke_again else ""
            parts.append(
                Content.assemble(
                    f"{sign} ", (f"{label:<5} ", "$accent"), in_code(neutralise(step.title)), (again, MUTED)
                )
            )
        return Content("\n").join(parts)

    @work(group="export")
    @errand
    async def action_export(self) -> None:
        """Ask where to, and write the checklist there. A file that is there is replaced only after a question."""
        from prodtutor.session.checklist import FILE, target_of

        message = "The checklist as Markdown, for a program of your own. Where to?"
        name = await self.app.push_screen_wait(
            NameScreen("Export the checklist", message, str(Path.cwd() / FILE), lambda _name: "")
        )
        if name is None:
            return
        target = target_of(Path(name))
        there = target.exists()
        if there:
            question = yes_no("Replace it?", f"{target} is there already. Its text would be gone.", "Yes, replace it")
            if await self.app.push_screen_wait(question) != "yes":
                return
        written = await ask(self, self._desk.export_checklist, target, overwrite=there)
        self.notify(f"Written to {written}.", markup=False)
