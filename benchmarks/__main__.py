"""`python -m benchmarks`: measure everything and print it beside the goals, as benchmarks/RESULTS.md has it."""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path

from benchmarks import startup, verdict
from benchmarks.clock import HEADER
from prodtutor.settings import load_settings


def main() -> None:
    """Measure in folders of our own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "PRODTUTOR_HOME": str(folder / "home"), "PRODTUTOR_STATE": str(folder / "state")}
        settings = load_settings(env)
        print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores\n")
        print(HEADER)
        for figure in [*startup.figures(folder, env), *verdict.figures(folder, env, settings)]:
            print(figure.row(), flush=True)


if __name__ == "__main__":
    main()
