"""From a saved edit to its verdict as somebody outside sees it: `prodtutor check --watch --json`, a line a verdict."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.clock import Figure, command, compare
from benchmarks.verdict import LESSONS, by_hand
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.processes import Process, start
from prodtutor.settings import Settings


def figures(folder: Path, env: dict[str, str], settings: Settings) -> list[Figure]:
    """Measure each lesson: the file is written in place, and the time runs until the verdict's line is here."""
    pack = load_pack(settings.pack)
    found: list[Figure] = []
    for number, file in LESSONS:
        lesson = load_lesson(pack, find_entry(pack, number))
        root = folder / f"watched-{number}"
        with _watching(lesson, root, env) as process:
            edits = iter(range(10_000))

            def verdict(root: Path = root, file: str = file, process: Process = process) -> None:
                text = compose(lesson, "solution")[file]  # noqa: B023  (called in this turn of the loop only)
                (root / file).write_bytes(text + f"\n# edit {next(edits)}\n".encode())  # noqa: B023
                answer = _line(process)
                if answer["verdict"] != "done":
                    raise RuntimeError(f"lesson {number}: {answer}")  # noqa: B023

            plain = by_hand(folder / f"by-hand-watched-{number}", compose(lesson, "solution"), file, env)
            name = f"lesson {number}, save to verdict (`check --watch --json`)"
            found.append(compare(name, verdict, plain, beside="by hand", goal=0.2, runs=9, most=0.1))
    return found


@contextmanager
def _watching(lesson: Lesson, root: Path, env: dict[str, str]) -> Iterator[Process]:
    prodtutor = [sys.executable, "-m", "prodtutor"]
    command([*prodtutor, "author", "lay", str(lesson.number), str(root), "--solution"], root.parent, env)()
    with start([*prodtutor, "check", "--dir", str(root), "--watch", "--json"], cwd=root, env=env) as process:
        _line(process)
        yield process


def _line(process: Process) -> dict[str, object]:
    if process.stdout is None:
        raise RuntimeError("the process was started without a pipe")
    text = b""
    while not text.endswith(b"\n"):
        if not (piece := process.stdout.read(1 << 16)):
            raise RuntimeError(f"the tutor ended: {text!r}")
        text += piece
    answer: dict[str, object] = json.loads(text)
    return answer
