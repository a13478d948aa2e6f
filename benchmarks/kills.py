"""`python -m benchmarks.kills [N]`: kill somebody who saves, N times (10,000 when left out); count what was lost.

Each child saves numbered texts of 5 kB to one file and acknowledges each save on a pipe. It is killed after a delay
that is drawn anew. What is on the disk must then be a whole text, and none older than the last one acknowledged.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from prodtutor.errors import ProdtutorError
from prodtutor.workspace.files import sweep, write_atomically

SIZE = 5_000


def text(number: int) -> bytes:
    """A text that says at its beginning and at its end which one it is."""
    head = b"%012d" % number
    return head + b"x" * (SIZE - 2 * len(head)) + head


def number_of(data: bytes) -> int | None:
    """The number of a whole text; None for one that is torn."""
    whole = len(data) == SIZE and data[:12] == data[-12:] and data[:12].isdigit()
    return int(data[:12]) if whole else None


def save_for_ever(path: Path, first: int, pipe: int) -> None:
    """Save one text after the other, and say so after each."""
    number = first
    while True:
        with contextlib.suppress(ProdtutorError):
            write_atomically(path, text(number))
            os.write(pipe, b"%012d" % number)
        number += 1


def main() -> int:
    """Kill, look, count."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    draw = random.Random(4)  # noqa: S311 - test data
    torn = lost = saved = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.py"
        write_atomically(path, text(0))
        newest = 0
        for _ in range(kills):
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(read)
                save_for_ever(path, newest + 1, write)
            os.close(write)
            time.sleep(draw.uniform(0.001, 0.02))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged = b""
            while piece := os.read(read, 1 << 16):
                acknowledged += piece
            os.close(read)
            last = int(acknowledged[-12:]) if acknowledged else newest
            saved += len(acknowledged) // 12
            found = number_of(path.read_bytes())
            torn += found is None
            lost += found is not None and found < last
            newest = max(last, found or 0)
            sweep(path.parent)
        left = [item.name for item in path.parent.iterdir() if item != path]
    print(f"{kills} kills, {saved} acknowledged saves: {torn} torn, {lost} lost, {len(left)} stray files left")
    return int(bool(torn or lost or left))


if __name__ == "__main__":
    raise SystemExit(main())
