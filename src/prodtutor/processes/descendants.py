"""Who descends from whom, and how much memory they hold. Read from /proc on Linux, asked of psutil elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil

_PROC_CHILDREN = sys.platform == "linux" and Path(f"/proc/self/task/{os.getpid()}/children").exists()


def children(pid: int) -> list[int]:
    """The direct children of a process; empty when it is gone."""
    if not _PROC_CHILDREN:
        try:
            return [child.pid for child in psutil.Process(pid).children()]
        except psutil.Error:
            return []
    found: list[int] = []
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for task in tasks:
        try:
            with open(f"/proc/{pid}/task/{task}/children", "rb") as listing:
                found.extend(map(int, listing.read().split()))
        except OSError:
            continue
    return found


def descendants(pid: int, at_most: int = 10_000) -> list[int]:
    """All descendants of a process, parents before children."""
    found: list[int] = []
    seen = {pid}
    queue = [pid]
    while queue and len(found) < at_most:
        for child in children(queue.pop(0)):
            if child not in seen:
                seen.add(child)
                found.append(child)
                queue.append(child)
    return found


def resident_bytes(pids: list[int]) -> int:
    """Resident memory of these processes together, in bytes; those that are gone count nothing."""
    total = 0
    for pid in pids:
        if sys.platform == "linux":
            try:
                with open(f"/proc/{pid}/statm", "rb") as statm:
                    total += int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            except (OSError, IndexError, ValueError):
                continue
        else:
            try:
                total += psutil.Process(pid).memory_info().rss
            except psutil.Error:
                continue
    return total


def proportional_bytes(pids: list[int]) -> int:
    """The same with memory that several of them share counted once. Slower: ask only when `resident_bytes` is high.

    Forked processes share what none of them has changed; resident memory counts it in each.
    """
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup", "rb") as rollup:
                total += next((int(line.split()[1]) for line in rollup if line.startswith(b"Pss:")), 0) << 10
        except (OSError, ValueError):
            total += resident_bytes([pid])
    return total
