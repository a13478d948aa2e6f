"""Is it the reference, handed in as one's own? Compares syntax trees, so that layout and comments hide nothing."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping

from prodtutor.checking.syntax import parse
from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import UsageProblem

Shape = Mapping[str, str]
"""Name of a Python file -> a number that changes with its syntax tree."""


class Shipped:
    """The versions of a lesson that everybody has: the start, the stages, the solution. Read when first asked for."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._versions: dict[str, Mapping[str, bytes]] | None = None
        self._shapes: dict[str, Shape] = {}

    def like(self, files: Mapping[str, bytes]) -> str:
        """The version whose code this is: `solution`, `stage:4.2` or `start`; empty when it is none of them.

        Where several versions have the same Python code (a lesson about other files), all files must be the same.
        """
        if self._versions is None:
            self._versions = _versions(self._lesson)
            self._shapes = {name: shape(version) for name, version in self._versions.items()}
        mine = shape(files)
        for name, known in self._shapes.items():
            if mine == known:
                alone = list(self._shapes.values()).count(known) == 1
                if alone or _others(files) == _others(self._versions[name]):
                    return name
        return ""


def shape(files: Mapping[str, bytes]) -> Shape:
    """The syntax of each Python file, without layout, comments and docstrings; a file that does not parse as it is."""
    return {name: _syntax(data) for name, data in files.items() if name.endswith(".py")}


def _syntax(data: bytes) -> str:
    try:
        tree = parse(data)
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                node.body = _without_docstring(node.body)
        said = ast.dump(tree, annotate_fields=False).encode("utf-8", "surrogatepass")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        said = data
    return hashlib.sha256(said).hexdigest()


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return body[1:]
    return body


def _others(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data.rstrip() for name, data in files.items() if not name.endswith(".py")}


def _versions(lesson: Lesson) -> dict[str, Mapping[str, bytes]]:
    """By name, in the order in which they are compared: a version that equals a later one is known by its own name."""
    found: dict[str, Mapping[str, bytes]] = {"start": compose(lesson, "start"), "solution": compose(lesson, "solution")}
    for step in lesson.steps:
        try:
            found[f"stage:{step.id}"] = compose(lesson, f"stage:{step.id}")
        except UsageProblem:  # this step has no stage of its own
            continue
    return found
