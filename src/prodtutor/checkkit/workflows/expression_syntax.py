"""Reads GitHub's expressions: text in, a tree out. Neither long nor deep texts can hang it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from prodtutor.checkkit.workflows.errors import WorkflowError
from prodtutor.checkkit.workflows.values import Value, to_number

LONGEST = 21_000
DEEPEST = 50
"""GitHub's own limits."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Context:
    """`github`, `env` …"""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`holder.key` and `holder[key]`."""

    holder: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Every:
    """`holder.*`"""

    holder: Node


@dataclass(frozen=True, slots=True)
class Operation:
    """`!`, the comparisons, `&&` and `||`, from left to right."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    """In lower case."""
    arguments: tuple[Node, ...]


Node = Literal | Context | Member | Every | Operation | Call

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:0x[0-9a-fA-F]+|0o[0-7]+|[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?|[-+]?\.\d+(?:[eE][-+]?\d+)?)(?![\w.])|[-+]Infinity\b)
     |(?P<string>'(?:[^']|'')*')
     |(?P<name>[A-Za-z_][\w-]*)
     |(?P<operator>&&|\|\||==|!=|<=|>=|[!<>()\[\],.*])
     |(?P<end>\Z))""",
    re.VERBOSE | re.ASCII,
)
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "NaN": math.nan, "Infinity": math.inf}
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))
"""What binds least comes first."""


def parse(text: str) -> Node:
    """Raises WorkflowError, with GitHub's kind of message."""
    if len(text) > LONGEST:
        raise WorkflowError("An expression is longer than GitHub allows (21,000 characters).")
    tokens = list(_tokens(text))
    if not tokens[:-1]:
        raise WorkflowError("An expression was expected between ${{ and }}.")
    reader = _Reader(tokens, text)
    tree = reader.level(0, 0)
    reader.expect_end()
    return tree


def walk(tree: Node) -> Iterator[Node]:
    """The node and all nodes below it."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Member):
            waiting += (node.holder, node.key)
        elif isinstance(node, Every):
            waiting.append(node.holder)
        elif isinstance(node, Operation):
            waiting += node.operands
        elif isinstance(node, Call):
            waiting += node.arguments


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while True:
        found = _TOKEN.match(text, place)
        if found is None:
            rest = text[place:].strip()[:20]
            why = " Texts stand in single quotes." if rest.startswith('"') else ""
            raise WorkflowError(f"Unexpected symbol: '{rest}' in the expression '{_short(text)}'.{why}")
        kind = str(found.lastgroup)
        yield kind, found.group(kind)
        if kind == "end":
            return
        place = found.end()


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], text: str) -> None:
        self._tokens, self._text, self._place = tokens, text, 0

    def level(self, number: int, depth: int) -> Node:
        """The operators of a level, all of the same rank."""
        self._allow(depth)
        if number == len(_LEVELS):
            return self._unary(depth)
        left = self.level(number + 1, depth)
        while (operator := self._tokens[self._place][1]) in _LEVELS[number] and self._is("operator"):
            self._place += 1
            right = self.level(number + 1, depth)
            same = isinstance(left, Operation) and left.operator == operator and operator in ("&&", "||")
            before = left.operands if same and isinstance(left, Operation) else (left,)
            left = Operation(operator, (*before, right))
        return left

    def expect_end(self) -> None:
        if not self._is("end"):
            raise self._surprise()

    def _unary(self, depth: int) -> Node:
        flips = 0
        while self._eat("!"):
            flips += 1
        node = self._postfix(depth + flips)
        for _ in range(min(flips, 2 - flips % 2)):  # two of them only make a truth value of it
            node = Operation("!", (node,))
        return node

    def _postfix(self, depth: int) -> Node:
        node = self._primary(depth)
        steps = 0
        while True:
            steps += 1
            self._allow(depth + steps - 1)
            if self._eat("."):
                kind, word = self._tokens[self._place]
                if self._eat("*"):
                    node = Every(node)
                elif kind == "name":
                    self._place += 1
                    node = Member(node, Literal(word))
                else:
                    raise self._surprise()
            elif self._eat("["):
                node = Every(node) if self._eat("*") else Member(node, self.level(0, depth + 1))
                if not self._eat("]"):
                    raise self._surprise()
            else:
                return node

    def _primary(self, depth: int) -> Node:
        kind, word = self._tokens[self._place]
        if self._eat("("):
            node = self.level(0, depth + 1)
            if not self._eat(")"):
                raise self._surprise()
            return node
        if kind in ("operator", "end"):
            raise self._surprise()
        self._place += 1
        if kind == "number":
            return Literal(to_number(word.removeprefix("+")))
        if kind == "string":
            return Literal(word[1:-1].replace("''", "'"))
        if self._eat("("):
            return Call(word.lower(), tuple(self._arguments(depth)))
        return Literal(_WORDS[word]) if word in _WORDS else Context(word.lower())

    def _arguments(self, depth: int) -> Iterator[Node]:
        if self._eat(")"):
            return
        while True:
            yield self.level(0, depth + 1)
            if self._eat(")"):
                return
            if not self._eat(","):
                raise self._surprise()

    @staticmethod
    def _allow(depth: int) -> None:
        if depth >= DEEPEST:
            raise WorkflowError(f"An expression is nested deeper than GitHub allows ({DEEPEST} levels).")

    def _is(self, kind: str) -> bool:
        return self._tokens[self._place][0] == kind

    def _eat(self, operator: str) -> bool:
        if self._tokens[self._place] == ("operator", operator):
            self._place += 1
            return True
        return False

    def _surprise(self) -> WorkflowError:
        kind, word = self._tokens[self._place]
        where = f" in the expression '{_short(self._text)}'"
        if kind == "end":
            return WorkflowError(f"Unexpected end of expression{where}.")
        return WorkflowError(f"Unexpected symbol: '{word[:40]}'{where}.")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
