"""How long a command takes to answer, beside an empty typer program; and the first screen beside a bare Textual app."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.clock import Figure, command, compare

BARE = """
import asyncio
from textual.app import App
from textual.widgets import Markdown, TextArea

class Bare(App):
    def compose(self):
        yield Markdown("# Hello")
        yield TextArea.code_editor("print('hello')", language="python")

async def main():
    app = Bare()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()

asyncio.run(main())
"""

OURS = """
import asyncio, sys
from pathlib import Path
from prodtutor.settings import load_settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk

async def main():
    desk = Desk(load_settings())
    app = TutorApp(desk, desk.open("4"))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        import os
        os._exit(0)  # the first screen is there: what closing costs is another figure

asyncio.run(main())
"""


def figures(folder: Path, env: dict[str, str]) -> list[Figure]:
    """Measure, with PRODTUTOR_HOME and PRODTUTOR_STATE in `env`."""
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
    found.append(
        compare(
            "`prodtutor lesson 4`, first screen",
            command([python, "-c", OURS], folder, env),
            command([python, "-c", BARE], folder, env),
            beside="bare Textual app",
            goal=1.4,
            runs=7,
        )
    )
    return found
