"""Picks files of a workspace by patterns, as `hashFiles` and the artifact actions do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from prodtutor.checkkit.workflows.errors import NotSimulated
from prodtutor.checkkit.workflows.globs import matches

Tree = Mapping[str, bytes]


def hash_files(tree: Tree, patterns: Sequence[str]) -> str:
    """`hashFiles`: a hash of the hashes of all files that fit; empty when none does."""
    picked = pick(tree, [line for pattern in patterns for line in pattern.splitlines()])
    if not picked:
        return ""
    whole = hashlib.sha256()
    for name in sorted(picked):
        whole.update(hashlib.sha256(tree[name]).digest())
    return whole.hexdigest()


def pick(tree: Tree, patterns: Sequence[str]) -> dict[str, bytes]:
    """The files that fit a pattern, or lie in a folder that does, and are not taken out again by one with `!`."""
    found: set[str] = set()
    for pattern in patterns:
        text = normal(pattern)
        if not text:
            continue
        out = text.startswith("!")
        text = normal(text[1:]) if out else text
        hits = {name for name in tree if _fits(name, text)}
        found = found - hits if out else found | hits
    return {name: tree[name] for name in sorted(found)}


def normal(pattern: str) -> str:
    """Without blanks, `./` and a slash at the end. Raises NotSimulated for what lies outside of the workspace."""
    text = pattern.strip()
    negated = text.startswith("!")
    text = text.lstrip("!") if negated else text
    while text.startswith("./"):
        text = text[2:]
    text = text.rstrip("/")
    if text.startswith(("/", "~")) or ".." in text.split("/"):
        raise NotSimulated("a path outside of the workspace")
    if text == ".":
        text = "**"
    return f"!{text}" if negated and text else text


def _fits(name: str, pattern: str) -> bool:
    if matches(pattern, name):
        return True
    parts = name.split("/")
    return any(matches(pattern, "/".join(parts[:count])) for count in range(1, len(parts)))


def root_of(tree: Tree, patterns: Sequence[str]) -> str:
    """The folder that an artifact's names are relative to: what all search paths have in common; empty for the top."""
    roots: list[list[str]] = []
    for pattern in patterns:
        text = normal(pattern)
        if not text or text.startswith("!"):
            continue
        fixed: list[str] = []
        for part in text.split("/"):
            if any(letter in part for letter in "*?["):
                break
            fixed.append(part)
        if "/".join(fixed) in tree:
            fixed.pop()
        roots.append(fixed)
    common = roots[0] if roots else []
    for other in roots[1:]:
        length = next(
            (n for n, (a, b) in enumerate(zip(common, other, strict=False)) if a != b), min(len(common), len(other))
        )
        common = common[:length]
    return "/".join(common)
