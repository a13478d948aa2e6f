"""What stands outside of all functions, counted as Ruff counts what stands in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

WAYS, STATEMENTS = 10, 50
_FORKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def outside(source: str) -> tuple[int, int]:
    """How many ways lead through it, and how many statements it has. Imports, definitions, texts that stand alone and
    the fields of classes do not count.
    """
    found = list(_nodes(ast.parse(source)))
    return 1 + sum(isinstance(node, _FORKS) for node in found), sum(_counts(node) for node in found)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    fields = isinstance(node, ast.ClassDef)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS) or (fields and isinstance(child, ast.Assign | ast.AnnAssign)):
            continue
        yield child
        yield from _nodes(child)


def _counts(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return False
    return isinstance(node, ast.stmt) and not isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef)
