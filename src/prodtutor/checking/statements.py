"""All statements of a program, without a look at its expressions: several times as fast as `ast.walk`."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator


def statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """All statements, in the order of `ast.walk`, which looks at every expression too."""
    waiting: deque[ast.AST] = deque([tree])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("body", "handlers", "orelse", "finalbody", "cases"):
            waiting.extend(getattr(node, name, ()))
