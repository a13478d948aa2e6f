"""Lesson 4 from the first key to the diff, in a real terminal under tmux, as a learner sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.paths import builtin_pack
from prodtutor.settings import Settings

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

_PATIENCE_S = 120
_LOOK_EVERY_S = 0.05


class Terminal:
    """A tmux server of its own, with the tutor in it."""

    def __init__(self, folder: Path, words: list[str], env: dict[str, str]) -> None:
        self._socket = ["tmux", "-S", str(folder / "tmux.sock"), "-f", os.devnull]
        self._env = env
        size = ["-x", "120", "-y", "36"]
        self._tmux("new-session", "-d", *size, "-s", "walk", ";", "set-option", "-g", "remain-on-exit", "on")
        self._tmux("respawn-pane", "-k", "-t", "walk", *words)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run([*self._socket, *words], env=self._env, capture_output=True, text=True, check=True)
        return done.stdout

    @property
    def ended(self) -> str:
        """1 and the exit status, when the program is over."""
        return self._tmux("display-message", "-p", "-t", "walk", "#{pane_dead} #{pane_dead_status}").strip()

    @property
    def text(self) -> str:
        return self._tmux("capture-pane", "-p", "-t", "walk")

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", "-t", "walk", *keys)

    def see(self, wanted: str | Callable[[str], bool]) -> str:
        """Wait until the screen shows it. Fails with the screen when it never does."""
        deadline = time.monotonic() + _PATIENCE_S
        true = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        while not true(text := self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"never came true: {wanted}; the screen shows\n{text}")
            time.sleep(_LOOK_EVERY_S)
        return text

    def end(self) -> None:
        subprocess.run([*self._socket, "kill-server"], env=self._env, capture_output=True, check=False)


@pytest.fixture
def terminal(settings: Settings, tmp_path: Path) -> Iterator[Terminal]:
    folder = Path(os.path.realpath(tmp_path))
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TMUX", "EDITOR", "VISUAL")}
    env = {
        **kept,
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "PRODTUTOR_HOME": str(settings.home),
        "PRODTUTOR_STATE": str(settings.state),
    }
    opened = Terminal(folder, [sys.executable, "-m", "prodtutor", "lesson", "4"], env)
    try:
        yield opened
    finally:
        opened.end()


def test_lesson_4_from_the_first_key_to_the_diff(terminal: Terminal, settings: Settings) -> None:
    terminal.see("Run it and see")
    terminal.press("F9")  # at once, while the first check is under way
    terminal.see("The program ended well (status 0).")
    terminal.press("F5")
    terminal.see("No secret in the source · not yet")
    terminal.press("F2")
    terminal.see("Hint 1 of")
    terminal.press("Escape")
    terminal.see(lambda text: "Hint 1 of" not in text)

    terminal.press("C-f")
    terminal.see("Replace")
    terminal.press("DB_PASS")
    terminal.see("1 of ")
    terminal.see("line 14, column 8")
    terminal.press("Escape")
    terminal.see(lambda text: "Replace" not in text)
    terminal.press("Home", "#")  # the learner types, and it is saved
    script = settings.home / "04-configuration" / "daily_report.py"
    terminal.see(lambda _text: "\n#DB_PASSWORD" in script.read_text(encoding="utf-8"))
    terminal.see("checked")
    terminal.press("C-z")
    terminal.see(lambda _text: "\nDB_PASSWORD" in script.read_text(encoding="utf-8"))

    pack = load_pack(builtin_pack())
    solution = compose(load_lesson(pack, find_entry(pack, "4")), "solution")
    for name, data in solution.items():  # written by another editor
        (script.parent / name).write_bytes(data)
    for path in script.parent.iterdir():
        if path.is_file() and path.name not in solution and path.name != ".prodtutor.toml":
            path.unlink()
    terminal.see("Lesson 4 stands.")
    terminal.press("F6")
    terminal.see("+ the reference")
    terminal.press("a")
    terminal.see("Mine and the start")
    terminal.press("s")
    terminal.see(lambda text: "- as given" in text and "places in" in text)
    terminal.press("n")
    terminal.see("1 of ")
    terminal.press("Escape")
    terminal.see("Lesson 4 stands.")
    terminal.press("C-q")
    terminal.see(lambda _text: terminal.ended.startswith("1"))  # some tmux never get to know the status
