"""From F5 to the verdict on the screen: an edit in the tutor's own editor, in a real terminal, on the reference."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from benchmarks.clock import Figure, command, compare
from benchmarks.terminal import Terminal, terminal_environment
from benchmarks.verdict import by_hand
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.settings import load_settings

_END = "\x1b[1;5F"  # Ctrl+End
_CHECK = "\x1b[15~"  # F5


def figures(folder: Path, env: dict[str, str]) -> list[Figure]:
    """Measure lesson 6: a line that mypy refuses is typed at the end, and the last step's tick goes."""
    env = terminal_environment(env)
    settings = load_settings(env)
    pack = load_pack(settings.pack)
    lesson = load_lesson(pack, find_entry(pack, "6"))
    prodtutor = [sys.executable, "-m", "prodtutor"]
    root = settings.home / lesson.slug
    command([*prodtutor, "start", "6"], folder, env)()
    files = compose(lesson, "solution")
    file = root / lesson.entry
    numbers = itertools.count()
    all_done = f"{len(lesson.required)}/{len(lesson.required)}"

    def solve() -> None:
        for name, data in files.items():
            (root / name).write_bytes(data)
        file.write_bytes(files[lesson.entry] + f"# {next(numbers)}\n".encode())

    solve()
    with Terminal([*prodtutor, "lesson", "6"], env) as terminal:
        terminal.until(lambda text: all_done in text)

        def verdict() -> float:
            terminal.type(_END)
            line = f'refused_{next(numbers)}: int = ""'
            terminal.type(line)
            terminal.until(lambda text: line in text)
            asked = terminal.type(_CHECK)
            took = terminal.until(lambda text: all_done not in text and "checked " in text) - asked
            solve()
            terminal.until(lambda text: all_done in text)
            terminal.rest(1.0)
            return took

        plain = by_hand(folder / "by-hand-screen", files, lesson.entry, env)
        name = "lesson 6, F5 to the verdict on the screen (with the save)"
        return [compare(name, verdict, plain, beside="by hand", goal=0.2, runs=9, most=0.1)]
