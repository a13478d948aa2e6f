"""What screens show, as text, compared with what was stored.

The texts lie in `texts/`. `PRODTUTOR_NEW_TEXTS=1 pytest tests/tui/test_texts.py tests/tui/test_texts_around.py` writes
them anew after a change that is meant: look at the difference.
"""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets._toast import Toast

from prodtutor.tui.app import TutorApp
from prodtutor.tui.look import CONTRAST, DARK, LIGHT
from prodtutor.tui.screens.lesson import LessonScreen

from .conftest import shown, until

TEXTS = Path(__file__).parent / "texts"
ANEW = bool(os.environ.get("PRODTUTOR_NEW_TEXTS"))
SIZES = [(120, 36), (80, 24), (40, 20)]
LOOKS = [*product((DARK.name, LIGHT.name), SIZES), (CONTRAST.name, (80, 24)), ("plain", (80, 24))]
"""A theme and a size; "plain" stands for --plain."""
_DAY = re.compile(r"\w+day \d+ \w+")


class Album:
    """Compares what is shown with what was stored under a name."""

    def __init__(self, pilot: Pilot[Any], app: TutorApp, look: str, size: tuple[int, int]) -> None:
        self.pilot, self.app = pilot, app
        self.folder = TEXTS / (f"{size[0]}x{size[1]}" + ("-plain" if look == "plain" else ""))
        self.different: list[str] = []

    @property
    def text(self) -> str:
        """What is shown now."""
        return shown(self.pilot)

    async def until(self, true: Any, what: str) -> None:
        """Wait for something."""
        await until(self.pilot, true, what)

    async def page(self, name: str) -> None:
        """Look at the screen when it has come to rest; a time, a day and a duration are not looked at."""
        self.app.clear_notifications()
        await self.until(lambda: not (self.app.screen.query(Toast) or self._unsaved()), "no notices")
        await self.until(self._rested, "no check")
        await self.pilot.wait_for_scheduled_animations()
        await self.pilot.pause()
        text = re.sub(r"\d\d:\d\d:\d\d", "hh:mm:ss", self.text)
        text = _DAY.sub("Some day", text).rstrip() + "\n"
        file = self.folder / f"{name}.txt"
        if ANEW:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif text != (file.read_text(encoding="utf-8") if file.exists() else ""):
            self.different.append(f"{file.name} at {self.folder.name} is different now:\n{text}")

    async def on(self, kind: type, *keys: str) -> None:
        """Press keys, and wait for a screen of that kind."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        await self.until(lambda: isinstance(self.app.screen, kind), kind.__name__)

    def _lessons(self) -> list[LessonScreen]:
        return [screen for screen in self.app.screen_stack if isinstance(screen, LessonScreen)]

    def _unsaved(self) -> bool:
        return any(screen.editor_pane.unsaved for screen in self._lessons())

    def _rested(self) -> bool:
        """Whether nothing is checked any more, and how long it took is not said."""
        running = any(screen.driver.running for screen in self._lessons())
        if not running:
            for screen in self._lessons():
                screen.status_line.said = "checked"
        return not (running or re.search(r"checked \d|checking", self.text))
