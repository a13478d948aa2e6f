"""A finding in words: short for the list, whole for whoever opens it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.content import Content

from prodtutor.checking.verdict import Finding
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.untrusted import neutralise


def place(finding: Finding) -> str:
    """`settings.py:12`, or an empty text."""
    if not finding.file:
        return ""
    return neutralise(finding.file) + (f":{finding.line}" if finding.line else "")


def rule(finding: Finding) -> str:
    """The tool and its rule, such as `Ruff S105`; empty for our own checks, whose names say nothing to a learner."""
    if finding.tool == "pytest":
        return ""
    name = {"ruff": "Ruff", "mypy": "mypy", "tutor": ""}[finding.tool]
    return f"{name} {neutralise(finding.code)}".strip()


def folded(text: str, width: int, indent: int, style: str = "") -> Content:
    """`text` folded to `width` cells, every line moved in by `indent`."""
    lines: list[str] = []
    room = max(12, width - indent)
    for line in neutralise(text).splitlines():
        lines.extend(textwrap.wrap(line, room, drop_whitespace=True, break_on_hyphens=False) or [""])
    whole = "\n".join(" " * indent + line for line in lines)
    return in_code(whole).stylize_before(style) if style else in_code(whole)


def hung(text: str, width: int, indent: int) -> Content:
    """As `folded`, but the first line begins at once: a sign stands before it."""
    return folded(text, width, indent)[min(indent, width) :]


def in_code(text: str) -> Content:
    """Text with what stands between backticks in another colour, and without the backticks."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return Content(text)
    return Content.assemble(*[(piece, "$text-accent" if at % 2 else "") for at, piece in enumerate(pieces)])


def told(finding: Finding) -> tuple[tuple[str, str], ...]:
    """What was done, what was seen and what it means, where the finding has it in parts."""
    if not finding.saw:
        return ()
    parts = (("did", finding.did), ("saw", finding.saw), ("so", finding.means))
    return tuple((word, text) for word, text in parts if text)


def short(finding: Finding, glyphs: Glyphs, width: int, *, whole: bool, indent: int = 2) -> Content:
    """A finding for the list, with its place: with `whole` in its parts, if it has any, else its message."""
    head = [part for part in (place(finding), rule(finding)) if part]
    if finding.level == "advice":
        head.append("advice")
    sign = ("$text-warning" if finding.level == "advice" else "$text-error", glyphs.point)
    first = " " * indent + sign[1] + " " * max(1, 2 - len(sign[1]))
    lines: list[Content] = []
    for word, text in told(finding) if whole else ():
        lines.append(Content.assemble((f"{word:<4}", MUTED), hung(text, width, indent + 6)))
    if not lines:
        lines.append(hung(finding.message, width, indent + 2))
    lines[0] = Content.assemble((first, sign[0]), lines[0])
    lines[1:] = [Content.assemble(" " * (indent + 2), line) for line in lines[1:]]
    if head:
        lines.append(folded(f" {glyphs.dot} ".join(head), width, indent + 2, MUTED))
    return Content("\n").join(lines)


def grouped(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings by rule, in the order of their first appearance; those of our own checks stand alone."""
    groups: dict[str, list[Finding]] = {}
    for number, finding in enumerate(findings):
        key = f"{finding.tool} {finding.code}" if finding.tool in ("ruff", "mypy") else f"#{number}"
        groups.setdefault(key, []).append(finding)
    return list(groups.items())
