"""The program as it is written: which files belong to it, and where they say in which folders Python shall look."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

_CALLS = ("sys.path.insert", "sys.path.append", "sys.path.extend", "site.addsitedir")


def files_of(files: Mapping[str, str], start: str, imported: Callable[[Mapping[str, str]], set[str]]) -> dict[str, str]:
    """The file `start`, and what it imports out of the same folder, directly or not. Tests and scripts stay out.

    imported: says which top-level modules some files import.
    """
    found: dict[str, str] = {start: files[start]} if start in files else {}
    while True:
        modules = imported(found)
        more = {name: text for name, text in files.items() if name not in found and _brings(name) in modules}
        if not more:
            return found
        found.update(more)


def _brings(name: str) -> str:
    """The top-level module that a file is, or is a part of; empty for tests, which the program does not need."""
    *_, last = parts = name.split("/")
    is_test = last.startswith("test_") or last == "conftest.py"
    return "" if is_test or not last.endswith(".py") else parts[0].removesuffix(".py")


def path_changes(text: str) -> list[str]:
    """What a file does to `sys.path`, as it is written there, whether or not that line is ever reached."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    return [ast.unparse(node) for node in _changes(tree)]


def _changes(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if ast.unparse(node.func) in _CALLS:
                yield node
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_is_path(target) for target in targets):
                yield node


def _is_path(target: ast.expr) -> bool:
    """`sys.path` itself, or a place in it."""
    return ast.unparse(target.value if isinstance(target, ast.Subscript) else target) == "sys.path"
