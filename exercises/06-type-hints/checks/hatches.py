"""Finds what makes mypy look away: names of typing, comments, and code that it does not read."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterator

HATCHES = ("Any", "cast", "no_type_check")
_COMMENT = re.compile(r"#\s*(type\s*:\s*ignore|(mypy|pyright)\s*:)", re.IGNORECASE)
_PROMISES = ("TYPE_CHECKING", "MYPY")
_HARMLESS = (ast.Import, ast.ImportFrom, ast.Pass)


def names_used(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each hatch that comes from `typing`, under whatever name it was imported."""
    if not (_may_hold(source, ("typing",)) and _may_hold(source, HATCHES)):  # to walk over the tree takes long
        return
    tree = ast.parse(source)
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {a.asname or a.name for a in node.names if a.name in ("typing", "typing_extensions")}
        if isinstance(node, ast.ImportFrom) and node.module in ("typing", "typing_extensions"):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in HATCHES)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in modules and name in HATCHES:
                yield node.lineno, name


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each comment that tells a type checker to look away."""
    if not _COMMENT.search(source):  # to read the tokens takes long
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and _COMMENT.search(token.string):
            yield token.start[0], token.string.strip()


def hidden_code(source: str) -> Iterator[int]:
    """Lines of code that mypy does not read, because an `if` promises that it is not for mypy."""
    if not _may_hold(source, (*_PROMISES, "version_info")):
        return
    tree = ast.parse(source)
    fine: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and (mentions := _mentions(node.test, (*_PROMISES, "version_info"))):
            fine |= mentions
            yield from (stmt.lineno for stmt in (*node.body, *node.orelse) if not _is_harmless(stmt))
    yield from (getattr(node, "lineno", 1) for node in _mentions(tree, _PROMISES) - fine)


def _may_hold(source: str, names: Collection[str]) -> bool:
    """Whether one of the names may be in it: a name can be spelled with other characters than these (NFKC)."""
    return not source.isascii() or any(name in source for name in names)


def _mentions(tree: ast.AST, names: Collection[str]) -> set[ast.AST]:
    """Where one of the names is read."""
    read = [node for node in ast.walk(tree) if isinstance(getattr(node, "ctx", None), ast.Load)]
    return {node for node in read if getattr(node, "id", getattr(node, "attr", "")) in names}


def _is_harmless(stmt: ast.stmt) -> bool:
    """An import, or a plain name for a type."""
    if isinstance(stmt, ast.If):
        return all(_is_harmless(inner) for inner in (*stmt.body, *stmt.orelse))
    if isinstance(stmt, ast.Assign | ast.AnnAssign):
        value = stmt.value
        return value is None or not any(isinstance(n, ast.Call | ast.Lambda) for n in ast.walk(value))
    return isinstance(stmt, _HARMLESS)
