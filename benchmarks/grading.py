"""`python -m benchmarks.grading [--check50 PROGRAM] [--many N]`: how fast lesson 6 is graded, and in how much memory.

Ours is the whole verdict (behaviour, lint, types), each submission in a sandbox of its own. Beside it, where there is
one: check50, which is given checks on the same functions and has neither lint, types nor a sandbox. Both do as many at
once as there are cores, in turn. Every submission is other text of equal meaning, so that nothing is known already.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from prodtutor.checking.verdict import Status
from prodtutor.classroom.grade import Progressed, grade
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack, specimen_names
from prodtutor.processes import Limits, run
from prodtutor.settings import Settings, load_settings

GOAL_A_SECOND = 15
LESSON = "6"
CHECKS = Path(__file__).parent / "check50_orders"
_ROUND = 30
_ROUNDS = 3


def main() -> None:
    """Measure in folders of our own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check50", help="the program, installed in an environment of its own")
    parser.add_argument("--many", type=int, default=0, help="measure the memory over so many instead, 1000 say")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "PRODTUTOR_HOME": str(folder / "home"), "PRODTUTOR_STATE": str(folder / "state")}
        settings = load_settings(env)
        print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
        if options.many:
            _memory(folder, settings, options.many)
        else:
            _speed(folder, settings, options.check50)


def hand_in(folder: Path, settings: Settings, count: int) -> Path:
    """A folder with `count` submissions, all right, no two alike."""
    lesson = load_lesson(load_pack(settings.pack), find_entry(load_pack(settings.pack), LESSON))
    wanted = ["solution", *(f"accept:{name}" for name in specimen_names(lesson, "accept"))]
    versions = [compose(lesson, name) for name in wanted]
    for number, files in zip(range(count), itertools.cycle(versions), strict=False):
        for name, data in {**files, lesson.entry: files[lesson.entry] + f"# {folder.name} {number}\n".encode()}.items():
            place = folder / f"{number:04}" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    return folder


def _speed(folder: Path, settings: Settings, check50: str | None) -> None:
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(_ROUNDS):
        handed_in = hand_in(folder / f"round-{number}", settings, _ROUND)
        ours.append(_graded(handed_in, settings))
        if check50:
            theirs.append(_with_check50(sorted(handed_in.iterdir())[: _ROUND // 3], check50))
    mine = max(ours)
    print(f"graded a second: {mine:.1f} (best of {_ROUNDS}; all: {', '.join(f'{each:.1f}' for each in ours)})", end="")
    print(f"; goal ≥ {GOAL_A_SECOND} {'✓' if mine >= GOAL_A_SECOND else '✗'}")
    if theirs:
        print(f"check50 a second: {max(theirs):.1f} (all: {', '.join(f'{each:.1f}' for each in theirs)})")
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        print(f"ratio: {ratio:.1f} × as many as check50 (median of the rounds)")


def _graded(handed_in: Path, settings: Settings, tell: Callable[[int], None] = lambda _: None) -> float:
    """Submissions a second, from the first result to the last: the start of the tools is paid once."""
    times: list[float] = []

    def on_progress(progressed: Progressed) -> None:
        assert progressed.graded.verdict is Status.DONE, progressed
        times.append(time.perf_counter())
        tell(progressed.number)

    grade(settings, [handed_in], lesson=LESSON, on_progress=on_progress)
    return (len(times) - 1) / (times[-1] - times[0])


def _with_check50(submissions: list[Path], program: str) -> float:
    """Submissions a second."""

    def judge(submission: Path) -> None:
        words = [program, "--dev", str(CHECKS), "--output", "json"]
        done = run(words, cwd=submission, env=dict(os.environ), limits=Limits(wall_s=300, memory_bytes=4 << 30))
        assert b'"passed": false' not in done.out, done.out.decode()
        assert done.out.count(b'"passed": true') > 1, done.err.decode()

    judge(submissions[0])
    started = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(judge, submissions))
    return len(submissions) / (time.perf_counter() - started)


def _memory(folder: Path, settings: Settings, many: int) -> None:
    """What this process and its workers hold after a tenth, a half and all of the submissions, in MB."""
    handed_in = hand_in(folder / "many", settings, many)
    told: dict[int, float] = {}

    def tell(number: int) -> None:
        if number in (many // 10, many // 2, many):
            told[number] = _megabytes()

    speed = _graded(handed_in, settings, tell)
    print(f"memory in MB after so many: {', '.join(f'{count}: {size:.0f}' for count, size in told.items())}")
    print(f"graded a second over {many}: {speed:.1f}")


def _megabytes() -> float:
    """Memory that several processes share is counted once; sandboxes come and go, and are not counted."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            command = " ".join(process.cmdline())
            if process.pid == os.getpid() or "prodtutor.c" in command:
                total += process.memory_full_info().pss / 1e6
        except psutil.Error:
            continue
    return total


if __name__ == "__main__":
    main()
