"""Becomes another program: `execute.py [--together] FOLDER PROGRAM ARGUMENT ...`, within the launcher's limits.

`--together`: what it prints as errors comes among its other output.

So a check can run what is no Python script of the learner's: a tool, or what an installation has made.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys

_NOT_THERE = 127
"""What a shell says of a program that it does not find."""


def main(folder: str, program: str, *arguments: str) -> int:
    """Run `program` in `folder`. Returns only where a process cannot become another one, or when there is none."""
    try:
        os.chdir(folder)
    except OSError as error:
        sys.stderr.write(f"{folder}: {error.strerror}\n")
        return _NOT_THERE
    found = shutil.which(program)
    if found is None:
        sys.stderr.write(f"{os.path.basename(program)}: there is no such program\n")
        return _NOT_THERE
    if os.name == "nt":
        return int(__import__("subprocess").call([found, *arguments]))  # imported only where it is needed
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these, and what it executes would too
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execv(found, [program, *arguments])  # noqa: S606
    except OSError as error:
        sys.stderr.write(f"{os.path.basename(program)}: {error.strerror}\n")
        return _NOT_THERE


if __name__ == "__main__":
    if sys.argv[1] == "--together":
        del sys.argv[1]
        os.dup2(1, 2)
    sys.exit(main(*sys.argv[1:]))
