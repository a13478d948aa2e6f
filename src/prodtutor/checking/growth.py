"""A copy of the learner's files in which an enum has one more member: does mypy tell the developer where to go on?

The copy lies in a folder beside the originals, as a package of its own, so that one run of mypy reads both. Every line
of the copy has the number that it has in the original.
"""

from __future__ import annotations

import ast
import copy
import functools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from prodtutor.checking.statements import statements
from prodtutor.checking.syntax import parse

_NEW = "REFUNDED"
_NEW_TEXT = "refunded-by-prodtutor"
_NEW_NUMBER = 918_273_645
_FROM = re.compile(rb"from[\s\\]+")
_IMPORTS_DEEP = 8

Edit = tuple[int, int, int, int, bytes]
"""From line and column to line and column (lines from 1, columns in bytes), and what stands there instead."""


@dataclass(frozen=True, slots=True)
class Grown:
    """`files`: the copy, name below `folder` -> text. `member`: the new one's name, None when no enum was found."""

    folder: str
    files: Mapping[str, bytes]
    member: str | None


def grow(sources: Mapping[str, bytes], enum: str, folder: str) -> Grown:
    """Copy `sources` (Python files that parse) for the package `folder`, one member added to `module:Class`."""
    trees = {name: _parsed(data) for name, data in sources.items()}
    edits: dict[str, list[Edit]] = {name: list(_moved_imports(trees[name], sources, folder)) for name in sources}
    member = None
    module, _, wanted = enum.partition(":")
    for name, node in _definitions(trees, module.replace(".", "/") + ".py", wanted):
        if (added := _new_member(node)) is not None:
            member, edit = added
            edits[name].append(edit)
            break
    return Grown(folder, {name: _apply(sources[name], edits[name]) for name in sources}, member)


def lines_behind(sources: Mapping[str, bytes], function: str) -> set[tuple[str, int]]:
    """File and line of everything that `function` (its bare name) consists of: itself and what it uses by name."""
    pieces: list[tuple[str, str, ast.stmt]] = []
    for file, data in sources.items():
        tree = _parsed(data)
        functions = (n for n in statements(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
        pieces += [(node.name, file, node) for node in functions]
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            pieces += [(target.id, file, node) for target in targets if isinstance(target, ast.Name)]
    found: set[tuple[str, int]] = set()
    wanted, seen = [function], set[str]()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        for _, file, piece in (piece for piece in pieces if piece[0] == name):
            found |= {(file, line) for line in range(piece.lineno, (piece.end_lineno or piece.lineno) + 1)}
            for inner in ast.walk(piece):
                if isinstance(inner, ast.Name):
                    wanted.append(inner.id)
                elif isinstance(inner, ast.Attribute):
                    wanted.append(inner.attr)
    return found


@functools.lru_cache(maxsize=64)
def _parsed(data: bytes) -> ast.Module:
    """The tree, which nobody may change."""
    return parse(data)


def _definitions(trees: Mapping[str, ast.Module], file: str, name: str) -> Iterator[tuple[str, ast.stmt]]:
    """Where `name` of `file` is defined, imports followed; then every other definition of that name."""
    passed: list[tuple[str, str]] = []
    here: tuple[str, str] | None = (file, name)
    while here is not None and here[0] in trees and here not in passed and len(passed) < _IMPORTS_DEEP:
        passed.append(here)
        file, wanted = here
        here = None
        for node in statements(trees[file]):
            if _defines(node, wanted):
                yield file, node
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) == wanted:
                        here = (_file_of(node, file, trees), alias.name)
    for other, tree in trees.items():
        yield from ((other, node) for node in statements(tree) if _defines(node, name))


def _defines(node: ast.stmt, name: str) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name == name
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)


def _file_of(node: ast.ImportFrom, file: str, trees: Collection[str]) -> str:
    base = PurePosixPath(file)
    for _ in range(node.level):
        base = base.parent
    path = str((base if node.level else PurePosixPath()).joinpath(*(node.module or "").split(".")))
    return next((found for found in (f"{path}.py", f"{path}/__init__.py") if found in trees), "")


def _new_member(node: ast.stmt) -> tuple[str, Edit] | None:
    if isinstance(node, ast.Assign):
        return _longer_call(node.value)
    if not isinstance(node, ast.ClassDef):
        return None
    members = [(stmt, value) for stmt in node.body if (value := _value(stmt)) is not None]
    if not members:
        return None
    last, value = next((m for m in reversed(members) if _is_loud(m[0])), members[-1])
    taken = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    name = next(n for n in (_NEW, f"{_NEW}_LATER", f"PRODTUTOR_{_NEW}") if n not in taken)
    text = f"; {name} = {ast.unparse(_other(value))}".encode()
    return name, (last.lineno, -1, *_end(last), text)


def _is_loud(stmt: ast.stmt) -> bool:
    """Whether it sets a name in capitals, as members have it: an enum's body may hold other assignments."""
    stored = [n for n in ast.walk(stmt) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return bool(stored) and all(name.id.isupper() for name in stored)


def _value(stmt: ast.stmt) -> ast.expr | None:
    """What a member is set to, when this statement of an enum's body makes one."""
    if isinstance(stmt, ast.Assign) and len(stmt.targets) == 1:
        target, value = stmt.targets[0], stmt.value
    elif isinstance(stmt, ast.AnnAssign) and stmt.value is not None:
        target, value = stmt.target, stmt.value
    else:
        return None
    if isinstance(target, ast.Tuple) and target.elts:
        elements = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        return elements[-1] if elements else ast.Constant(_NEW_TEXT)
    return value if isinstance(target, ast.Name) and not target.id.startswith("_") else None


def _other(value: ast.expr) -> ast.expr:
    """The same form with another content: no member may come out as a second name of an older one."""
    made = copy.deepcopy(value)
    for node in ast.walk(made):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                node.value = _NEW_TEXT
            elif type(node.value) is int:
                node.value = _NEW_NUMBER
    return made


def _longer_call(value: ast.expr) -> tuple[str, Edit] | None:
    """`Enum("Status", "OPEN PAID")` and its other forms."""
    if not isinstance(value, ast.Call):
        return None
    given = [k.value for k in value.keywords if k.arg == "names"] or value.args[1:2]
    if not given:
        return None
    names = copy.deepcopy(given[0])
    if isinstance(names, ast.Constant) and isinstance(names.value, str):
        names.value = f"{names.value.rstrip(', ')}{',' if ',' in names.value else ' '}{_NEW}"
    elif isinstance(names, ast.Dict) and names.values:
        names.keys.append(ast.Constant(_NEW))
        names.values.append(_other(names.values[-1]))
    elif isinstance(names, ast.List | ast.Tuple) and names.elts:
        last = names.elts[-1]
        pair = isinstance(last, ast.Tuple | ast.List) and len(last.elts) == 2
        made = ast.Tuple([ast.Constant(_NEW), _other(last.elts[1])]) if pair else ast.Constant(_NEW)  # type: ignore[attr-defined]
        names.elts.append(made)
    else:
        return None
    old = given[0]
    end_line, end_column = _end(old)
    padding = "\n" * (end_line - old.lineno)  # we are inside brackets: lines keep their numbers
    text = (ast.unparse(names) + padding).encode()
    return _NEW, (old.lineno, old.col_offset, end_line, end_column, text)


def _end(node: ast.stmt | ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or 0


def _moved_imports(tree: ast.Module, sources: Collection[str], folder: str) -> Iterator[Edit]:
    """Imports of the learner's own modules, led to the copy."""
    local = {PurePosixPath(name).parts[0].removesuffix(".py") for name in sources}
    for node in statements(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").partition(".")[0] in local:
            yield node.lineno, node.col_offset, node.lineno, -1, f"{folder}.".encode()
        elif isinstance(node, ast.Import) and any(alias.name.partition(".")[0] in local for alias in node.names):
            parts: list[str] = []
            for alias in node.names:
                top, dot, _ = alias.name.partition(".")
                if top not in local:
                    parts.append(alias.name + (f" as {alias.asname}" if alias.asname else ""))
                elif alias.asname or not dot:
                    parts.append(f"{folder}.{alias.name} as {alias.asname or alias.name}")
                else:
                    parts += [f"{folder}.{alias.name}", f"{folder}.{top} as {top}"]
            end, column = _end(node)
            text = "import " + ", ".join(parts) + " \\\n" * (end - node.lineno)
            yield node.lineno, node.col_offset, end, column, text.encode()


def _apply(data: bytes, edits: Collection[Edit]) -> bytes:
    lines = data.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for from_line, from_column, to_line, to_column, text in sorted(edits, reverse=True):
        if from_column < 0:  # behind a statement
            begin = end = starts[to_line - 1] + to_column
        elif to_column < 0:  # behind the word `from`
            match = _FROM.match(data, starts[from_line - 1] + from_column)
            begin = end = match.end() if match else 0
        else:
            begin, end = starts[from_line - 1] + from_column, starts[to_line - 1] + to_column
        data = data[:begin] + text + data[end:]
    return data
