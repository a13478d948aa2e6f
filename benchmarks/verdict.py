"""A full verdict on lesson 4, judge warm, beside pytest, Ruff and mypy started at once by hand on a plain suite."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.clock import Figure, command, compare
from prodtutor.checking.judge import Judge
from prodtutor.checking.run import check
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import from_files

PLAIN_TESTS = 15


def figures(folder: Path, env: dict[str, str], settings: Settings) -> list[Figure]:
    """Measure; every verdict is on other text of equal meaning, so that nothing is answered from memory."""
    pack = load_pack(settings.pack)
    lesson = load_lesson(pack, find_entry(pack, "4"))
    files = compose(lesson, "solution")
    numbers = itertools.count()

    def edited() -> dict[str, bytes]:
        return {**files, "settings.py": files["settings.py"] + f"\n# edit {next(numbers)}\n".encode()}

    with Judge() as judge:

        def verdict() -> None:
            check(lesson, from_files(edited()), judge, settings)

        return [
            compare(
                "lesson 4, full verdict",
                verdict,
                _by_hand(folder / "by-hand", files, env),
                beside="by hand",
                goal=0.2,
                runs=7,
            )
        ]


def _by_hand(folder: Path, files: dict[str, bytes], env: dict[str, str]) -> Callable[[], None]:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    tests = "\n\n".join(f"def test_{i}():\n    assert {i} + 1 == {i + 1}" for i in range(PLAIN_TESTS))
    (folder / "test_plain.py").write_text(tests + "\n")
    python = sys.executable
    tools = [
        command([python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], folder, env),
        command([python, "-m", "ruff", "check", "--isolated", "settings.py"], folder, env, (0, 1)),
        command([python, "-m", "mypy", "--strict", "settings.py"], folder, env, (0, 1)),
    ]

    def all_at_once() -> None:
        with ThreadPoolExecutor(len(tools)) as pool:
            for done in [pool.submit(tool) for tool in tools]:
                done.result()

    return all_at_once
