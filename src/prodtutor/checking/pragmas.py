"""Comments that tell a tool to look away are blanked in the copy that is checked and run.

`# noqa`, `# type: ignore`, `# mypy: …`, `# fmt: off`, `# isort: skip_file` and their like change no verdict. The
letters of the keyword become `x`, so that every line and column stays where it is. What is checked is byte for byte
what runs, so the blanked text is also what the subject executes.
"""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass

# Ruff's own list and those of the tools whose comments it obeys: docs of Ruff ("Error suppression", "Formatter
# suppression"), mypy ("Inline configuration"), isort ("Action comments"), flake8, pylint, pyright, bandit, coverage.
_PRAGMA = re.compile(
    r"""(?ix)
    \#\s*(?P<word>
        noqa | nosec | nopycln
      | type\s*:\s*ignore
      | (?:ruff|flake8|mypy|fmt|yapf|isort|pylint|pyright|pytype|pyre|pragma|autopep8)\s*:
      | pyre-(?:ignore|fixme|strict|unsafe)
    )"""
)
_LETTER = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Blanked:
    text: str
    lines: tuple[int, ...]
    """Line numbers (from 1) on which something was blanked."""


def blank_pragmas(source: str) -> Blanked:
    """Return `source` with the keywords of all such comments crossed out.

    Raises tokenize.TokenError or SyntaxError for a text that Python cannot read.
    """
    if not _PRAGMA.search(source):  # to read the tokens takes long
        return Blanked(source, ())
    lines = list(io.StringIO(source, newline=""))  # Python's own idea of a line; splitlines() knows more
    hit: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(source, newline="").readline):
        if token.type != tokenize.COMMENT or not _PRAGMA.search(token.string):
            continue
        row, column = token.start
        comment = _PRAGMA.sub(_cross_out, token.string)
        line = lines[row - 1]
        lines[row - 1] = line[:column] + comment + line[column + len(token.string) :]
        hit.append(row)
    return Blanked("".join(lines), tuple(hit))


def _cross_out(match: re.Match[str]) -> str:
    start = match.start("word") - match.start()
    return match.group()[:start] + _LETTER.sub("x", match.group()[start:])
