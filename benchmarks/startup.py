"""How long a command takes to answer, beside an empty typer program; and the first screen beside a bare Textual app."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.clock import Figure, command, compare
from benchmarks.terminal import Terminal, terminal_environment
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.settings import load_settings
from prodtutor.tui.widgets.prose import with_languages

BARE = """
import sys
from pathlib import Path
from textual.app import App
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown, TextArea

brief, code = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])

class Bare(App):
    def compose(self):
        with Horizontal():
            with VerticalScroll():
                yield Markdown(brief)
            yield TextArea.code_editor(code, language="python")

Bare().run()
"""


def figures(folder: Path, env: dict[str, str]) -> list[Figure]:
    """Measure, with PRODTUTOR_HOME and PRODTUTOR_STATE in `env`.

    The byte code of every module is there, as it is from an installed program's second start on.
    """
    env = {**terminal_environment(env), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    python = sys.executable
    typer = command([python, "-c", "import typer"], folder, env)
    found = [
        compare(
            f"`prodtutor {' '.join(words)}`",
            command([python, "-m", "prodtutor", *words], folder, env),
            typer,
            beside="`import typer`",
            goal=3.0,
            runs=11,
        )
        for words in (["list"], ["--help"])
    ]
    return [*found, _first_screen(folder, env)]


def _first_screen(folder: Path, env: Mapping[str, str]) -> Figure:
    """From the start of the process until a terminal shows the brief, the file in the editor and the steps."""
    pack = load_pack(load_settings(env).pack)
    lesson = load_lesson(pack, find_entry(pack, "4"))
    texts = {
        "brief.md": with_languages(lesson.brief),  # else Textual asks every lexer of Pygments, which takes it longer
        "code.py": compose(lesson, "start")[lesson.entry].decode(),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    marks = [_line(texts["brief.md"], "## "), _line(texts["code.py"], "from ")]
    python = sys.executable
    return compare(
        "`prodtutor lesson 4`, first screen",
        _shows([python, "-m", "prodtutor", "lesson", "4"], env, [*marks, *(step.id for step in lesson.steps)]),
        _shows([python, "-c", BARE, *(str(folder / name) for name in texts)], env, marks),
        beside="bare Textual app",
        goal=1.4,
        runs=11,
    )


def _line(text: str, beginning: str) -> str:
    """What the first such line says, without Markdown's signs."""
    return next(line for line in text.splitlines() if line.startswith(beginning)).lstrip("# ")


def _shows(words: Sequence[str], env: Mapping[str, str], marks: Sequence[str]) -> Callable[[], float]:
    """A call that starts a program and says after how many seconds its screen held all of `marks`."""

    def once() -> float:
        with Terminal(words, env) as terminal:
            return terminal.until(lambda text: all(mark in text for mark in marks)) - terminal.started

    return once
