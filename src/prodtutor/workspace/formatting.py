"""Python files as `ruff format` writes them, so that a comparison shows no noise."""

from __future__ import annotations

import functools
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from prodtutor.errors import ProdtutorError

_SUFFIXES = (".py", ".pyi")


def is_python(name: str) -> bool:
    """Whether Ruff knows how to format a file of that name."""
    return name.endswith(_SUFFIXES)


def formatted(sources: Sequence[bytes]) -> tuple[bytes, ...]:
    """Each Python source formatted; one that does not parse comes back as it is. Answers are kept in memory."""
    wanted = tuple(dict.fromkeys(sources))
    done = dict(zip(wanted, _formatted(wanted), strict=True))
    return tuple(done[source] for source in sources)


@functools.lru_cache(maxsize=64)
def _formatted(sources: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """One run of Ruff for all of them, in a temporary folder of plain names that no exclusion rule knows."""
    if not sources:
        return ()
    from prodtutor.processes import bare_environment, run

    with tempfile.TemporaryDirectory(prefix="prodtutor-") as name:
        folder = Path(name)
        paths = [folder / f"source_{index}.py" for index in range(len(sources))]
        for path, source in zip(paths, sources, strict=True):
            path.write_bytes(source)
        command = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--quiet", "--", "."]
        try:
            run(command, cwd=folder, env=bare_environment())
        except ProdtutorError:
            return sources  # without Ruff the comparison is only less quiet
        return tuple(path.read_bytes() for path in paths)
