"""A key's way to the screen while checks run, beside a bare Textual editor; and a finding's way there after a save."""

from __future__ import annotations

import functools
import statistics
import string
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.clock import Figure
from benchmarks.terminal import Terminal, terminal_environment
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.settings import load_settings

BARE = """
import sys
from pathlib import Path
from textual.app import App
from textual.widgets import TextArea

class Bare(App):
    def compose(self):
        yield TextArea.code_editor(Path(sys.argv[1]).read_text(encoding="utf-8"), language="python")

Bare().run()
"""
BLOCKS = 3
"""How often both take turns; each time the program is started anew."""
LINES = 6
"""Lines typed in a block. After each the tutor saves, and checks while the next is typed."""
KEYS = string.ascii_lowercase
BEAT_S = 0.04
"""From one key to the next, as somebody types who is fast."""
PAUSE_S = 0.4
"""After a line: longer than the 0.3 s after which the tutor saves."""
FINDINGS = 3
_END = "\x1b[1;5F"  # Ctrl+End
_MARK = "●"


def figures(folder: Path, env: dict[str, str]) -> list[Figure]:
    """Measure, with PRODTUTOR_HOME and PRODTUTOR_STATE in `env`."""
    env = {**terminal_environment(env), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    settings = load_settings(env)
    pack = load_pack(settings.pack)
    lesson = load_lesson(pack, find_entry(pack, "4"))
    file = folder / "typed.py"
    file.write_bytes(compose(lesson, "start")[lesson.entry])
    ours = [sys.executable, "-m", "prodtutor", "lesson", "4"]
    bare = [sys.executable, "-c", BARE, str(file)]
    took: list[float] = []
    plain: list[float] = []
    found: list[float] = []
    for block in range(BLOCKS):
        with Terminal(ours, env) as terminal:
            terminal.until(lambda text: "checked " in text)
            took += _type(terminal, f"ours{block}")
            found += _find(terminal, settings.home / lesson.slug / lesson.entry, block)
        with Terminal(bare, env) as terminal:
            terminal.until(lambda text: "import" in text)
            plain += _type(terminal, f"bare{block}")
    echo = "a bare TextArea's"
    middle = statistics.median(plain)
    return [
        Figure("a key's echo while checks run, median", statistics.median(took), middle, None, echo, most=0.05),
        Figure("a key's echo while checks run, 99 of 100", _p99(took), _p99(plain), None, echo, most=0.05),
        Figure("first finding, after the save", statistics.median(found), middle, None, f"{echo} echo", most=0.05),
    ]


def _p99(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


def _shows(line: str) -> Callable[[str], bool]:
    return lambda text: line in text


def _type(terminal: Terminal, name: str) -> list[float]:
    """Type comment lines at the end of the file; seconds from each key to its appearance."""
    terminal.type(_END)
    took = []
    for number in range(LINES):
        line = f"# {name}-{number} "
        terminal.type(f"\r{line}")
        terminal.until(_shows(line.rstrip()))
        for key in KEYS:
            line += key
            pressed = terminal.type(key)
            took.append(terminal.until(_shows(line)) - pressed)
            terminal.rest(max(0.0, BEAT_S - took[-1]))
        terminal.rest(PAUSE_S)
    return took


def _find(terminal: Terminal, file: Path, block: int) -> list[float]:
    """Type passwords into the source; seconds from the save to the mark that Ruff's finding puts beside the line."""
    took = []
    for number in range(FINDINGS):
        terminal.rest(2.0)  # what is under way comes to its end
        line = f'PASSWORD_{block}{number} = "hunter{number}"'
        terminal.type(f"\r{line}")
        shown = terminal.until(functools.partial(_marked, line=line))
        # The clock of files ticks in steps of some milliseconds and never goes ahead: at worst we say too much.
        saved = file.stat().st_ctime - (time.time() - time.perf_counter())
        took.append(shown - saved)
    return took


def _marked(text: str, line: str) -> bool:
    return any(line in row and _MARK in row.split(line)[0] for row in text.splitlines())


def main(env: Mapping[str, str]) -> None:
    """Measure this alone."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = {"PRODTUTOR_HOME": str(folder / "home"), "PRODTUTOR_STATE": str(folder / "state")}
        for figure in figures(folder, {**env, **own}):
            print(figure.row())


if __name__ == "__main__":
    import os

    main(os.environ)
