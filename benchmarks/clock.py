"""Timing: whole processes and calls, in turn with what they are compared to, so that a slow moment hits both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from prodtutor.processes import Limits, run


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure beside the one it is compared to, both in seconds (medians), and the goal for their ratio."""

    name: str
    ours: float
    plain: float
    goal: float | None
    beside: str
    most: float | None = None
    """The goal for our own figure, in seconds, where there is one."""

    @property
    def ratio(self) -> float:
        return self.ours / self.plain

    def row(self) -> str:
        goals = []
        if self.goal is not None:
            goals.append(f"≤ {self.goal:g} × {'✓' if self.ratio <= self.goal else '✗'}")
        if self.most is not None:
            goals.append(f"≤ {self.most * 1000:.0f} ms {'✓' if self.ours <= self.most else '✗'}")
        return (
            f"| {self.name} | {self.ours * 1000:.0f} ms | {self.plain * 1000:.0f} ms ({self.beside}) "
            f"| {self.ratio:.2f} × | {', '.join(goals)} |"
        )


HEADER = "| what | ours | beside | ratio | goal |\n|---|---|---|---|---|"


def compare(
    name: str,
    ours: Callable[[], object],
    plain: Callable[[], object],
    *,
    beside: str,
    goal: float | None,
    runs: int,
    most: float | None = None,
) -> Figure:
    """Time both in turn, `runs` times after one warm-up each, and take the medians.

    A call that gives back a float says itself how many seconds the part in question took.
    """
    ours()
    plain()
    mine, theirs = [], []
    for _ in range(runs):
        mine.append(_timed(ours))
        theirs.append(_timed(plain))
    return Figure(name, statistics.median(mine), statistics.median(theirs), goal, beside, most)


def command(
    words: Sequence[str], cwd: Path, env: Mapping[str, str], statuses: Sequence[int] = (0,)
) -> Callable[[], None]:
    """A call that runs a command to its end and fails when it does."""

    def once() -> None:
        done = run(words, cwd=cwd, env=env, limits=Limits(wall_s=120, memory_bytes=4 << 30))
        if done.status not in statuses:
            raise RuntimeError(f"{words} ended with {done.status}: {done.err.decode()[-500:]}")

    return once


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    said = call()
    return said if isinstance(said, float) else time.perf_counter() - started
