"""The Textual application: one home screen, one lesson at a time, and a clean way out."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import NoColor
from textual.geometry import Size
from textual.screen import Screen
from textual.theme import Theme

from prodtutor.errors import ExitStatus
from prodtutor.settings import Settings
from prodtutor.tui.desk import Desk, LessonDesk
from prodtutor.tui.glyphs import Glyphs, choose
from prodtutor.tui.look import DARK, THEMES
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.terminal import enduring
from prodtutor.untrusted import neutralise

_TURN_S = 0.001
"""How long a thread may keep the others waiting. A key has several threads before it when a check begins."""
_UNSAID = ("command_palette", "help_quit", "quit", "app.focus_", "screen.copy", "move(", "scroll(")
"""Actions that the command palette does not list: what moves the cursor, and what stands there in other words."""
_ANYWHERE = (
    ("cards", "Cards", "Short pages on what no exercise can show"),
    ("badges", "Badges", "What your steps add up to, and the checklist"),
    ("review", "Review", "A change that looks right: mark what must not go live"),
    ("welcome", "Welcome", "The first three pages again"),
    ("settings", "Settings", "Folders, editor, colours"),
    ("change_theme", "Theme", "Light, dark and others"),
)
"""What every screen's command palette has besides the keys: the action, its title, and a line about it."""


def _bare(action: str) -> str:
    """An action without the name of whose it is."""
    return action.removeprefix("app.")


def _title(binding: Binding) -> str:
    """What it does in words, among them the one that the last row of the screen has for it: that is looked for."""
    short, long = binding.description, binding.tooltip or binding.description
    return long if short.lower() in long.lower() else f"{short}: {long[:1].lower()}{long[1:]}"


class TutorApp(App[int]):
    """Holds the desk and the signs; screens do the rest."""

    CSS_PATH = ["app.tcss", "screens/home.tcss", "screens/lesson.tcss"]  # noqa: RUF012 – as Textual has it
    """With the sheets of the screens that may be the first one: Textual reads none for that."""
    TITLE = "prodtutor"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-middle"), (100, "-wide")]  # noqa: RUF012 – as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012 – as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", priority=True, tooltip="Leave; everything is saved"),
        Binding("ctrl+g", "glossary", "Glossary", show=False, priority=True, tooltip="What a word means"),
    ]

    def __init__(self, desk: Desk, lesson: LessonDesk | None = None, glyphs: Glyphs | None = None) -> None:
        super().__init__()
        settings = desk.settings
        self.desk = desk
        self.glyphs = glyphs or choose(settings.plain)
        self._lesson = lesson
        self.spares = False
        """The process is ours alone, and so is its garbage collector (see `spare`)."""
        self.greets = False
        """Whether the welcome is shown first."""
        self.parting: list[str] = []
        """Sentences for the terminal after the screens are gone."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        if settings.no_color or settings.plain:
            self.no_color = True
            self.theme = "ansi-dark"
            self._filters.append(NoColor())
            self.animation_level = "none"
        elif (chosen := desk.theme()) in self.available_themes:
            self.theme = chosen  # before anything is drawn: changed later, every style would be made anew
        self.set_class(self.glyphs.ascii, "-ascii")

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, but for what happens when the terminal goes away."""
        return enduring(super().get_driver_class())

    def classes_for(self, size: Size) -> list[str]:
        """The classes that a screen of that size gets: given before it is styled, they do not have to be later."""
        bounds = ((size.width, self.HORIZONTAL_BREAKPOINTS), (size.height, self.VERTICAL_BREAKPOINTS))
        return [next(name for least, name in reversed(names) if room >= least) for room, names in bounds]

    def get_default_screen(self) -> Screen[None]:
        """The lesson or home at once, with no empty screen below it that would be styled and laid out for nobody."""
        screen = self._home() if self._lesson is None else self._lesson_screen(self._lesson)
        screen._push_result_callback(screen, None)  # as for a pushed one: Textual cannot switch away from it otherwise
        return screen

    def on_mount(self) -> None:
        if not self.no_color:
            self.theme_changed_signal.subscribe(self, self._keep_theme)
        self._mind_signals()
        if self.greets:
            self.action_welcome()
        self.call_after_refresh(self.spare)

    def spare(self) -> None:
        """Look for garbage, but not in what is there now and stays: a look at all takes 50 ms, amid the typing."""
        if self.spares:
            gc.freeze()
            gc.enable()

    def _keep_theme(self, theme: Theme) -> None:
        self.run_worker(partial(self.desk.keep_theme, theme.name), thread=True, exit_on_error=False)

    # Ways

    def show_home(self) -> None:
        """Show the list of lessons in place of whatever is shown."""
        self.switch_screen(self._home())

    def show_lesson(self, lesson: LessonDesk) -> None:
        """Show an open lesson in place of whatever is shown."""
        self.switch_screen(self._lesson_screen(lesson))

    def _home(self) -> Screen[None]:
        from prodtutor.tui.screens.home import HomeScreen

        return HomeScreen(self.desk, self.glyphs)

    def _lesson_screen(self, lesson: LessonDesk) -> Screen[None]:
        from prodtutor.tui.screens.lesson import LessonScreen

        return LessonScreen(lesson, self.glyphs)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as they are printed on a keyboard."""
        if binding.key_display:
            return binding.key_display
        shown = super().get_key_display(binding)
        if shown in ("⏎", "↵", "enter"):
            return "Enter"
        if shown == "esc":
            return "Esc"
        if len(shown) == 2 and shown[0] == "^":
            return f"Ctrl+{shown[1].upper()}"
        return shown.upper() if len(shown) in (2, 3) and shown[0] == "f" and shown[1:].isdigit() else shown

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from prodtutor.tui.screens.help import HelpScreen
        from prodtutor.tui.screens.lesson import LessonScreen
        from prodtutor.tui.widgets.code_editor import CodeEditor
        from prodtutor.tui.widgets.find_bar import FindBar
        from prodtutor.tui.widgets.read_pane import ReadPane
        from prodtutor.tui.widgets.steps_pane import StepsPane

        screen = self.screen
        if isinstance(screen, HelpScreen):
            return
        more: list[tuple[str, type[DOMNode]]] = [("Anywhere", TutorApp)]
        if isinstance(screen, LessonScreen):
            more[:0] = [("While reading", ReadPane), ("On a finding", StepsPane), ("In the editor", CodeEditor)]
            more.insert(-1, ("In the search (Ctrl+F)", FindBar))
        self.push_screen(HelpScreen(screen, self.glyphs, more))

    def action_glossary(self) -> None:
        """Look a word up: the one that is selected, or the one at the cursor."""
        from prodtutor.tui.screens.glossary import GlossaryScreen
        from prodtutor.tui.word import word_here

        if not isinstance(self.screen, GlossaryScreen):
            self.push_screen(GlossaryScreen(self.desk, word_here(self.screen)))

    @work(group="welcome", exclusive=True)
    @errand
    async def action_welcome(self) -> None:
        """Show the pages for a newcomer."""
        from prodtutor.tui.screens.page import Sheet, WelcomeScreen

        pages = await ask(self, self.desk.welcome)
        sheets = [Sheet("Welcome to prodtutor", f"# {page.title}\n\n{page.text}") for page in pages]
        await self.push_screen_wait(WelcomeScreen(sheets, self.glyphs))
        await ask(self, self.desk.remember_welcome)

    def action_cards(self) -> None:
        """Choose a card, and read it."""
        from prodtutor.tui.screens.cards import CardsScreen

        self.push_screen(CardsScreen(self.desk, self.glyphs))

    def action_badges(self) -> None:
        """Show what the steps add up to."""
        from prodtutor.tui.screens.badges import BadgesScreen

        self.push_screen(BadgesScreen(self.desk, self.glyphs))

    @work(group="review", exclusive=True)
    @errand
    async def action_review(self) -> None:
        """Review a change; choose which one when there are several."""
        from prodtutor.tui.screens.ask import AskScreen, Choice
        from prodtutor.tui.screens.review import ReviewScreen

        found = {review.name: review for review, _done in await ask(self, self.desk.reviews)}
        chosen = next(iter(found), None)
        if len(found) > 1:
            choices = [Choice(name, str(n), review.title) for n, (name, review) in enumerate(found.items(), 1)]
            chosen = await self.push_screen_wait(AskScreen("Review", "Which change?", choices))
        if chosen is not None:
            self.push_screen(ReviewScreen(self.desk, found[chosen], self.glyphs))
        elif not found:
            self.notify("This pack has no reviews.")

    def action_settings(self) -> None:
        """Show what is set, and what decides it."""
        from prodtutor.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen(self.desk.settings))

    def action_command_palette(self) -> None:
        """Show every command, with a field to search them."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="Search for a command", id="--command-palette"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that a key does on this screen, and what the screen has besides."""
        from prodtutor.tui.screens.lesson import LessonScreen

        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            own = isinstance(active.node, (Screen, App))
            if not own or not active.enabled or not binding.description or _bare(binding.action) in seen:
                continue
            if binding.action.startswith(_UNSAID) or binding.system:
                continue
            seen.add(_bare(binding.action))
            yield SystemCommand(
                _title(binding),
                f"Key: {self.get_key_display(binding)}",
                partial(self.run_action, binding.action, active.node),
            )
        if isinstance(screen, LessonScreen):
            yield from screen.commands()
        for action, title, about in _ANYWHERE:
            if action not in seen:  # some screens have a key for it
                yield SystemCommand(title, about, partial(self.run_action, action))
        yield SystemCommand("Quit", "Everything is saved", self.action_quit)

    # Out

    async def action_quit(self) -> None:
        """Save, remember the place, end what runs, leave."""
        self.leave_lessons()
        self.exit(int(ExitStatus.DONE), message=self._farewell())

    def _farewell(self) -> str | None:
        return neutralise("\n".join(self.parting)) or None

    def leave_lessons(self) -> None:
        """Let every open lesson save itself."""
        from prodtutor.tui.screens.lesson import LessonScreen

        for screen in self.screen_stack:
            if isinstance(screen, LessonScreen):
                screen.leave()

    def _mind_signals(self) -> None:
        """On POSIX, a terminal that is closed or a `kill` saves everything first."""
        if os.name != "posix":
            return
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(name, self._told_to_end)
            except (RuntimeError, ValueError):  # not the main thread
                return

    def _told_to_end(self) -> None:
        self.leave_lessons()
        self.exit(int(ExitStatus.INTERRUPTED), message=self._farewell())


def run_app(settings: Settings, lesson: str | None) -> int:
    """Show home, or that lesson at once. Gives back the exit status.

    Raises ProdtutorError when the lesson cannot be opened: nothing was shown then.
    """
    desk = Desk(settings)
    gc.disable()  # until the first frame is there (`spare`)
    sys.setswitchinterval(_TURN_S)
    try:
        opened = desk.open(lesson) if lesson is not None else None
        app = TutorApp(desk, opened)
        app.spares = True
        app.greets = lesson is None and desk.is_first_run()
        status = app.run()
    finally:
        gc.enable()
        desk.close()
    return int(ExitStatus.DONE) if status is None else status
