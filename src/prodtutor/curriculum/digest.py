"""One number for everything that a lesson is: changes with any byte of it, and with nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

from prodtutor.curriculum.stored import walk
from prodtutor.errors import UsageProblem


def digest_of(words: Path, code: Path) -> str:
    """SHA-256 in hexadecimal over names and bytes of every file of both folders; caches do not count.

    Raises UsageProblem when a file cannot be read.
    """
    total = hashlib.sha256()
    for label, folder in (("words", words), ("code", code)):
        for name, path in walk(folder):
            try:
                data = path.read_bytes()
            except OSError as error:
                raise UsageProblem("Cannot read the pack", f"{path}: {error.strerror}.") from None
            head = f"{label}/{name}".encode("utf-8", "surrogateescape")
            total.update(b"%d %d\n" % (len(head), len(data)) + head)
            total.update(data)
    return total.hexdigest()
