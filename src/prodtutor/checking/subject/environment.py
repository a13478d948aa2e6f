"""Makes a virtual environment, then becomes another program: `environment.py FOLDER [PROGRAM ARGUMENT ...]`.

What `python -m venv --without-pip FOLDER` makes. That takes seconds with pip, and milliseconds without.
"""

from __future__ import annotations

import os
import signal
import sys
import venv


def main(folder: str, *command: str) -> int:
    """command: what to run then, with a full path; may be empty."""
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    if not command:
        return 0
    if os.name == "nt":
        return int(__import__("subprocess").call(command))  # imported only where it is needed
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606
    return 0  # nobody gets here


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
