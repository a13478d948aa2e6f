"""Memory of what stays warm beside the tutor, in megabytes: memory that several processes share is counted once."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psutil

from prodtutor.checking.judge import Judge
from prodtutor.checking.run import check, warm_up
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import from_files

GOAL_MB = 175
_KINDS = (("zygote", "fork server"), ("judge.service", "judge"), ("types.service", "mypy"))


@dataclass(frozen=True, slots=True)
class Memory:
    """What the processes of one kind hold, in MB (proportional set size)."""

    name: str
    megabytes: float
    goal: float | None = None

    def row(self) -> str:
        reached = "" if self.goal is None else f"≤ {self.goal:g} MB {'✓' if self.megabytes <= self.goal else '✗'}"
        return f"| {self.name} | {self.megabytes:.0f} MB | | | {reached} |"


def figures(settings: Settings) -> list[Memory]:
    """Measure after some verdicts on lesson 4, when all that is made ahead is there."""
    pack = load_pack(settings.pack)
    lesson = load_lesson(pack, find_entry(pack, "4"))
    with Judge() as judge:
        files = compose(lesson, "solution")
        warm_up(lesson, from_files(files), judge, settings)
        for number in range(3):
            edited = {**files, "settings.py": files["settings.py"] + f"# {number}\n".encode()}
            check(lesson, from_files(edited), judge, settings)
        time.sleep(1)  # the next fork server is getting ready
        sizes = dict.fromkeys((name for _, name in _KINDS), 0.0)
        for process in psutil.Process().children(recursive=True):
            command = " ".join(process.cmdline())
            kind = next((name for part, name in _KINDS if part in command), None)
            if kind is not None:
                sizes[kind] += process.memory_full_info().pss / 1e6
    each = [Memory(f"memory of {name}", size) for name, size in sizes.items()]
    return [*each, Memory("memory of all that stays warm", sum(sizes.values()), GOAL_MB)]
