"""Versions of a program that a learner's tests are run against: right ones, and ones with a fault put in.

The tests run in a process where they could read the source of what they test. So no two runs see the same text: names
that only a function knows, and comments, are drawn afresh for each. Which text is right, and in what order they come,
is known to the judge alone.
"""

from __future__ import annotations

import ast
import functools
import random
import string
import symtable
from dataclasses import dataclass

from prodtutor.checkkit.errors import CheckMistake


@dataclass(frozen=True, slots=True)
class Variant:
    """One version of one file of the learner's folder; all other files are the learner's own."""

    name: str
    file: str
    source: str
    """Python code, as written by a pack's author."""
    says: str = ""
    """What is wrong with it, in words for the learner: `abroad is free of charge, too`. Empty: it is right."""
    after: bool = False
    """The source comes after what the learner has in that file, instead of in its place; no such file, no change."""

    def __post_init__(self) -> None:
        _template(self.source)  # done once, when the judge reads the checks, and not in every run

    def disguised(self, draw: random.Random) -> str:
        """The source with fresh names and comments; it does the same."""
        return disguise(self.source, draw)


def mutant(name: str, file: str, right: str, old: str, new: str, says: str) -> Variant:
    """The `right` source with one fault: `old`, which must be there exactly once, replaced by `new`."""
    if right.count(old) != 1:
        raise CheckMistake(f"the mutant {name} replaces what is there {right.count(old)} times: {old!r}")
    source = right.replace(old, new)
    compile(source, file, "exec", dont_inherit=True)
    return Variant(name, file, source, says)


def gutted(name: str, file: str, right: str, functions: tuple[str, ...], says: str, result: str = "None") -> Variant:
    """The `right` source where each of the top-level `functions` does nothing but return `result` (an expression)."""
    lines = right.splitlines(keepends=True)
    found = {node.name: node for node in ast.parse(right).body if isinstance(node, ast.FunctionDef)}
    for function in sorted(functions, key=lambda name: -found[name].lineno if name in found else 0):
        if function not in found:
            raise CheckMistake(f"the variant {name} guts {function}, which is not there")
        body = found[function].body
        lines[body[0].lineno - 1 : body[-1].end_lineno] = [f"    return {result}\n"]
    return Variant(name, file, "".join(lines), says)


def disguise(source: str, draw: random.Random) -> str:
    """The same program in other words: local names and comments are drawn. Its line count changes as well."""
    pieces, places = _template(source)
    names: dict[int, str] = {}
    taken: set[str] = set()
    text: list[str] = []
    for piece, place in zip(pieces, (*places, -1), strict=True):
        text.append(piece)
        if place >= 0:
            if place not in names:
                names[place] = _word(draw, taken)
            text.append(names[place])
    head = [f"# {_word(draw, taken)} {_word(draw, taken)}\n" for _ in range(draw.randrange(1, 6))]
    tail = [f"# {_word(draw, taken)}\n" for _ in range(draw.randrange(1, 6))]
    return "".join([*head, *text, *tail])


def _word(draw: random.Random, taken: set[str]) -> str:
    while True:
        word = "".join(draw.choice(string.ascii_lowercase) for _ in range(draw.randrange(6, 11))) + "_"
        if word not in taken:
            taken.add(word)
            return word


@functools.cache
def _template(source: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The source cut where a local name stands, and for each cut the number of the name. Pure: a pack's own text."""
    tree = ast.parse(source)
    table = symtable.symtable(source, "variant", "exec")
    starts = [0]
    encoded = source.encode()
    for line in encoded.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    numbers: dict[tuple[int, str], int] = {}
    cuts: list[tuple[int, int, int]] = []
    for function in _outermost(tree):
        scope = _scope(table, function)
        renamed = _locals(scope) - _bound_by_text(function) if scope else frozenset()
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in renamed:
                number = numbers.setdefault((function.lineno, node.id), len(numbers))
                begin = starts[node.lineno - 1] + node.col_offset
                cuts.append((begin, begin + len(node.id.encode()), number))
    cuts.sort()
    pieces: list[str] = []
    at = 0
    for begin, end, _ in cuts:
        pieces.append(encoded[at:begin].decode())
        at = end
    return (*pieces, encoded[at:].decode()), tuple(number for _, _, number in cuts)


def _outermost(tree: ast.AST) -> list[ast.FunctionDef]:
    """Functions and methods; what is in a function goes with it."""
    found: list[ast.FunctionDef] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            found.append(node)
        else:
            found += _outermost(node)
    return found


def _scope(table: symtable.SymbolTable, function: ast.FunctionDef) -> symtable.SymbolTable | None:
    for child in table.get_children():
        if child.get_name() == function.name and child.get_lineno() == function.lineno:
            return child
        if found := _scope(child, function):
            return found
    return None


def _locals(scope: symtable.SymbolTable) -> frozenset[str]:
    """Names that are assigned in this scope or one in it, and that nothing else there means."""
    assigned: set[str] = set()
    kept: set[str] = set()
    waiting = [scope]
    while waiting:
        inner = waiting.pop()
        waiting += inner.get_children()
        for symbol in inner.get_symbols():
            other = symbol.is_parameter() or symbol.is_global() or symbol.is_imported() or symbol.is_namespace()
            if symbol.is_local() or other:
                (kept if other else assigned).add(symbol.get_name())
    return frozenset(name for name in assigned - kept if not name.startswith((".", "__")))


def _bound_by_text(function: ast.FunctionDef) -> frozenset[str]:
    """Names that stand where no name node is, or (in f-strings, before Python 3.12) where none can be found."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr):
            found.update(name.id for name in ast.walk(node) if isinstance(name, ast.Name))
        if isinstance(node, ast.Global | ast.Nonlocal):
            found.update(node.names)
        for key in ("name", "rest"):
            if isinstance(name := getattr(node, key, None), str):
                found.add(name)
    return frozenset(found)
