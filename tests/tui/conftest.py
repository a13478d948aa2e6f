"""A small pack whose checks are quick (Ruff only), and what a pilot test needs to wait without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.lesson import LessonScreen

PACK = """\
name = "tiny"
version = "1"
title = "A tiny pack"

[[lessons]]
number = 1
slug = "01-tiny"
title = "A tiny lesson"
minutes = "5"

[[lessons]]
number = 2
slug = "02-planned"
title = "Not written yet"
minutes = "30"
"""
LESSON = """\
number = 1
slug = "01-tiny"
title = "A tiny lesson"
minutes = "5"
entry = "greet.py"
knows = ["functions"]
learns = ["to print nothing"]

[[steps]]
id = "1.1"
name = "quiet"
title = "Print nothing"

[[steps.goals]]
name = "no-print"
title = "No `print` is left"
ruff = ["T201"]
hints = ["Who reads it?", "Look for print.", "Delete the line with print."]

[[steps.goals]]
name = "no-unused"
title = "Every import is used"
ruff = ["F401"]
hints = ["Which import is not used?"]

[[steps]]
id = "1.2"
name = "no-password"
title = "No password in the source"
after = ["1.1"]

[[steps.goals]]
name = "no-password"
title = "The password is gone"
ruff = ["S105"]
hints = ["Read it from the environment."]

[run]
script = "greet.py"
"""
QUESTIONS = """\
[[questions]]
question = "Who reads what a server prints?"
answers = ["Nobody", "The user"]
right = 0
explanations = ["There is no screen.", "The user is elsewhere."]
"""
NOTES = """\
[[notes]]
file = "greet.py"
code = "os.environ"
text = "A password comes from outside."
step = "1.2"
"""
START = """\
import os

PASSWORD = "hunter2"


def greet(name):
    print("hello")
    return "hello " + name
"""
COURSE = """\
[[routes]]
name = "short"
title = "A short route"
about = "For people in a hurry."
minutes = "5"
stops = ["01-tiny/quiet"]

[[badges]]
name = "silent"
title = "Silent"
about = "It prints nothing."
steps = ["01-tiny/quiet", "01-tiny/no-password"]

[[checklist]]
title = "Silence"
items = ["It prints nothing."]
"""
GLOSSARY = """\
[[terms]]
term = "greeting"
also = ["greet"]
says = "Words for somebody who comes."
lesson = "01-tiny"

[[terms]]
term = "wheel"
says = "A file to install from."
"""
SOLVED = """\
import os

PASSWORD = os.environ["GREET_PASSWORD"]


def greet(name):
    return "hello " + name
"""
STEP_ONE = """\
PASSWORD = "hunter2"


def greet(name):
    return "hello " + name
"""


def write(root: Path, files: dict[str, str]) -> None:
    """Write files below a folder, making the folders they lie in."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The folder of the tiny pack."""
    root = tmp_path / "pack"
    write(
        root,
        {
            "lessons/pack.toml": PACK,
            "lessons/course.toml": COURSE,
            "lessons/glossary.toml": GLOSSARY,
            "lessons/cards/start.md": "# Where to start\n\nHere.\n",
            "lessons/01-tiny/lesson.toml": LESSON,
            "lessons/01-tiny/brief.md": "# A tiny lesson\n\nRun it and see.\n",
            "lessons/01-tiny/concepts/1.1.md": "Printing is for people at a screen.\n",
            "lessons/01-tiny/concepts/1.2.md": "A password in the source is known to all readers.\n",
            "lessons/01-tiny/cards/exit.md": "# Exit statuses\n\n0 is well.\n",
            "lessons/01-tiny/recap.toml": QUESTIONS,
            "lessons/01-tiny/notes.toml": NOTES,
            "exercises/01-tiny/start/greet.py": START,
            "exercises/01-tiny/start/dot_env": "GREET_NAME=you\n",
            "exercises/01-tiny/solution/greet.py": SOLVED,
            "exercises/01-tiny/stages/1.1/greet.py": STEP_ONE,
            "exercises/01-tiny/stages/1.2/greet.py": SOLVED,
            "exercises/01-tiny/checks/test_none.py": "",
        },
    )
    return root


@pytest.fixture
def settings(tmp_path: Path, pack: Path) -> Settings:
    """Settings of this test alone, with the tiny pack."""
    return Settings(home=tmp_path / "home", state=tmp_path / "state", pack=pack)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    """A desk that is closed at the end."""
    desk = Desk(settings)
    yield desk
    desk.close()


async def until(pilot: Pilot[Any], true: Callable[[], object], what: str = "") -> None:
    """Let the app work until `true()` holds. Fails, with the screen, when it does not in 30 seconds."""

    async def watch() -> None:
        while not true():
            await pilot.pause()
            await asyncio.sleep(0)  # threads post from outside: give way, do not wait

    try:
        await asyncio.wait_for(watch(), 30)
    except TimeoutError:
        screen = pilot.app.screen
        raise AssertionError(f"never came true: {what or true}; {screen!r} shows\n{shown(pilot)}") from None


def shown(pilot: Pilot[Any]) -> str:
    """What the screen shows, as text."""
    return "\n".join(strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips())


class Lesson:
    """An open lesson in a running app, with what tests ask of it."""

    def __init__(self, pilot: Pilot[Any], app: TutorApp, root: Path) -> None:
        self.pilot, self.app, self.root = pilot, app, root

    @property
    def screen(self) -> LessonScreen:
        """The lesson's screen, wherever it is in the stack."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, LessonScreen))

    @property
    def text(self) -> str:
        return shown(self.pilot)

    async def until(self, true: Callable[[], object], what: str = "") -> None:
        await until(self.pilot, true, what)

    async def judged(self) -> None:
        """Wait until nothing is under way and there is a verdict."""
        await self.until(lambda: self.screen.digest and not self.screen.driver.running, "a verdict")

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def type_text(self, text: str) -> None:
        """Put a text into the editor in front, as typing does."""
        editor = self.screen.editor_pane.editor
        assert editor is not None
        editor.replace(text, (0, 0), editor.document.end)

    def state(self, step: str) -> str:
        return self.screen.steps_pane.state_of_id(step).value

    def on_disk(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")


@asynccontextmanager
async def lesson_open(desk: Desk, size: tuple[int, int] = (120, 36), *, ready: bool = True) -> AsyncIterator[Lesson]:
    """The tiny lesson in an app of that size; with `ready`, after its first verdict."""
    opened = desk.open("1")
    app = TutorApp(desk, opened, UNICODE)
    async with app.run_test(size=size, notifications=True) as pilot:
        lesson = Lesson(pilot, app, opened.opened.root)
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.editor_pane.editor, "the editor")
        if ready:
            await lesson.judged()
        yield lesson
