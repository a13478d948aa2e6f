"""What a rule of Ruff's or a code of mypy's means, in the words of the tool itself. Nothing is fetched."""

from __future__ import annotations

import functools
import re
import sys
import tempfile
from pathlib import Path

from prodtutor.checking.verdict import Finding
from prodtutor.errors import ProdtutorError

_RULE = re.compile(r"[A-Z]+[0-9]+")
_ABOUT_FIXES = re.compile(r"^(?:Derived from|Fix is|This rule is|Added in|Preview).*\n+", re.MULTILINE)
_LAST_PARTS = re.compile(r"^## (?:References|Options|Fix safety|Fix availability)\n.*", re.MULTILINE | re.DOTALL)


def explain(finding: Finding) -> str:
    """Markdown on the rule that a finding is of; empty when its tool says no more than the finding does."""
    if finding.tool == "ruff":
        return _of_ruff(finding.code)
    if finding.tool == "mypy":
        return _of_mypy(finding.code)
    return ""


@functools.lru_cache(maxsize=64)
def _of_ruff(code: str) -> str:
    if not _RULE.fullmatch(code):
        return ""
    from prodtutor.processes import bare_environment, run

    command = [sys.executable, "-m", "ruff", "rule", code]
    try:
        done = run(command, cwd=Path(tempfile.gettempdir()), env=bare_environment())
    except ProdtutorError:
        return ""
    if done.status != 0:
        return ""
    text = done.out.decode("utf-8", "replace")
    return _LAST_PARTS.sub("", _ABOUT_FIXES.sub("", text)).strip()


def _of_mypy(code: str) -> str:
    from mypy.errorcodes import error_codes

    known = error_codes.get(code)
    return f"# {code}\n\nmypy's own words for this code: *{known.description}*." if known else ""
