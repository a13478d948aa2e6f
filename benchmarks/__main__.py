"""`python -m benchmarks`: measure everything and print it beside the goals, as benchmarks/RESULTS.md has it."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import echo, edit, memory, startup, verdict, watch
from benchmarks.clock import HEADER, Figure
from benchmarks.memory import Memory
from prodtutor.settings import load_settings


def main() -> None:
    """Measure in folders of our own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "PRODTUTOR_HOME": str(folder / "home"), "PRODTUTOR_STATE": str(folder / "state")}
        settings = load_settings(env)
        print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores\n")
        print(HEADER)
        parts: list[Callable[[], Sequence[Figure | Memory]]] = [
            lambda: startup.figures(folder, env),
            lambda: echo.figures(folder, env),
            lambda: verdict.figures(folder, env, settings),
            lambda: edit.figures(folder, env, settings),
            lambda: watch.figures(folder, env, settings),
            lambda: memory.figures(settings),
        ]
        for part in parts:
            for figure in part():
                print(figure.row(), flush=True)


if __name__ == "__main__":
    main()
