"""A full verdict on each lesson, all warm, beside pytest, Ruff and mypy started at once by hand on a plain suite."""

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
from prodtutor.curriculum.model import Lesson
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import from_files

PLAIN_TESTS = 15


LESSONS = (("4", "settings.py"), ("6", "orders_report.py"))
"""A lesson, and the file of its solution that is edited."""
INSTANT = (("3", "import_orders.py"), *LESSONS, ("8", "app.py"), ("10", "legacy_orders.py"))
"""Lessons whose verdict is to be there in a fifth of the time by hand, and in a tenth of a second."""
SLOWER = (("5", "checkout.py", 2.0),)
"""Lessons that may take longer, with the seconds."""


def figures(folder: Path, env: dict[str, str], settings: Settings) -> list[Figure]:
    """Measure; every verdict is on other text of equal meaning, so that nothing is answered from memory."""
    pack = load_pack(settings.pack)
    with Judge() as judge:
        wanted: list[tuple[str, str, float | None, float]] = [(number, file, 0.2, 0.1) for number, file in INSTANT]
        wanted += [(number, file, None, most) for number, file, most in SLOWER]
        return [
            _figure(load_lesson(pack, find_entry(pack, number)), file, folder, env, settings, judge, goal, most)
            for number, file, goal, most in wanted
        ]


def _figure(
    lesson: Lesson,
    file: str,
    folder: Path,
    env: dict[str, str],
    settings: Settings,
    judge: Judge,
    goal: float | None,
    most: float,
) -> Figure:
    files = compose(lesson, "solution")
    numbers = itertools.count()

    def verdict() -> None:
        edited = {**files, file: files[file] + f"\n# edit {next(numbers)}\n".encode()}
        check(lesson, from_files(edited), judge, settings)

    plain = by_hand(folder / f"by-hand-{lesson.number}", files, file, env)
    name = f"lesson {lesson.number}, full verdict"
    return compare(name, verdict, plain, beside="by hand", goal=goal, runs=9, most=most)


def by_hand(folder: Path, files: dict[str, bytes], file: str, env: dict[str, str]) -> Callable[[], None]:
    """A call that runs pytest, Ruff and mypy at once in `folder`, on these files and a plain suite of tests."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    tests = "\n\n".join(f"def test_{i}():\n    assert {i} + 1 == {i + 1}" for i in range(PLAIN_TESTS))
    (folder / "test_plain.py").write_text(tests + "\n")
    python = sys.executable
    tools = [
        command([python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], folder, env),
        command([python, "-m", "ruff", "check", "--isolated", file], folder, env, (0, 1)),
        command([python, "-m", "mypy", "--strict", file], folder, env, (0, 1)),
    ]

    def all_at_once() -> None:
        with ThreadPoolExecutor(len(tools)) as pool:
            for done in [pool.submit(tool) for tool in tools]:
                done.result()

    return all_at_once
