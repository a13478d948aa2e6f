"""What a process may use before it is stopped."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one run. Wall time, output, processes and resident memory are watched from outside; the rest is set
    with `setrlimit` by trusted code inside the process before any of the learner's code runs, where the system has it.
    """

    wall_s: float = 10.0
    cpu_s: int = 20
    memory_bytes: int = 1024 * MEBIBYTE
    """Resident memory of the whole tree."""
    address_bytes: int = 4096 * MEBIBYTE
    """Address space of each process: far above `memory_bytes`, because threads reserve what they never use."""
    processes: int = 64
    file_bytes: int = 64 * MEBIBYTE
    open_files: int = 512
    output_bytes: int = MEBIBYTE
    """What each of stdout and stderr may print."""

    def to_json(self) -> dict[str, float | int]:
        """The limits as plain numbers, for the configuration of a subject."""
        return asdict(self)


def in_words(limit: str, limits: Limits) -> str:
    """Say in plain words which limit was hit; `limit` is a field's name."""
    words = {
        "wall_s": f"it was still running after {limits.wall_s:g} seconds",
        "cpu_s": f"it used more than {limits.cpu_s} seconds of processor time",
        "memory_bytes": f"it used more than {limits.memory_bytes // MEBIBYTE} MB of memory",
        "processes": f"it started more than {limits.processes} processes",
        "output_bytes": f"it printed more than {limits.output_bytes // MEBIBYTE} MB",
    }
    return words.get(limit, f"it went over the limit {limit}")
