"""Evaluates GitHub's expressions, and texts with `${{ }}` in them.

What a key of the workflow may speak of is checked when the file is read (`Scope`), as GitHub does; an expression is
evaluated later, perhaps never.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from prodtutor.checkkit.workflows.errors import WorkflowError
from prodtutor.checkkit.workflows.expression_syntax import (
    Call,
    Context,
    Every,
    Literal,
    Member,
    Node,
    Operation,
    parse,
    walk,
)
from prodtutor.checkkit.workflows.values import (
    Value,
    equal,
    every,
    is_primitive,
    less,
    member,
    to_json,
    to_text,
    truthy,
    upper,
)

STATUS = frozenset(("success", "failure", "always", "cancelled"))
_LARGEST_TEXT = 1 << 20
_COUNTS = {
    "contains": (2, 2),
    "startswith": (2, 2),
    "endswith": (2, 2),
    "format": (1, 255),
    "join": (1, 2),
    "tojson": (1, 1),
    "fromjson": (1, 1),
    "hashfiles": (1, 255),
    "case": (3, 255),
    "success": (0, 255),
    "failure": (0, 255),
    "always": (0, 0),
    "cancelled": (0, 0),
}
"""The functions, and how many arguments each takes."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the expressions of one key of a workflow may speak of."""

    contexts: frozenset[str]
    status: bool = False
    """Whether `success()` and its like stand there."""
    files: bool = False
    """Whether `hashFiles()` does."""

    def check(self, tree: Node) -> None:
        """Raises WorkflowError for what GitHub does not know at this place."""
        for node in walk(tree):
            if isinstance(node, Context) and node.name not in self.contexts:
                raise WorkflowError(f"Unrecognized named-value: '{node.name}'.")
            if isinstance(node, Call):
                allowed = node.function in _COUNTS
                allowed = allowed and (self.status or node.function not in STATUS)
                allowed = allowed and (self.files or node.function != "hashfiles")
                if not allowed:
                    raise WorkflowError(f"Unrecognized function: '{node.function}'.")
                least, most = _COUNTS[node.function]
                if not least <= len(node.arguments) <= most:
                    raise WorkflowError(
                        f"Too {'few' if len(node.arguments) < least else 'many'} parameters supplied: "
                        f"'{node.function}'."
                    )
                if node.function == "case" and not len(node.arguments) % 2:
                    raise WorkflowError("Even number of parameters supplied, requires an odd number: 'case'.")


@dataclass(frozen=True)
class Surroundings:
    """What an expression sees when it is evaluated."""

    contexts: Mapping[str, Value]
    status: Callable[[str], bool] = lambda _: False
    """What `success`, `failure`, `always` and `cancelled` return here."""
    hash_files: Callable[[Sequence[str]], str] = field(default=lambda _: "")


def evaluate(tree: Node, around: Surroundings) -> Value:
    """Raises WorkflowError when a function cannot do it (`fromJSON('x')`), NotSimulated."""
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, Context):
        return around.contexts.get(tree.name)
    if isinstance(tree, Member):
        return member(evaluate(tree.holder, around), evaluate(tree.key, around))
    if isinstance(tree, Every):
        return every(evaluate(tree.holder, around))
    if isinstance(tree, Operation):
        return _operate(tree, around)
    return _call(tree, around)


def _operate(tree: Operation, around: Surroundings) -> Value:
    value = evaluate(tree.operands[0], around)
    if tree.operator == "!":
        return not truthy(value)
    if tree.operator in ("&&", "||"):
        for operand in tree.operands[1:]:
            if truthy(value) == (tree.operator == "||"):
                break
            value = evaluate(operand, around)
        return value
    other = evaluate(tree.operands[1], around)
    return {
        "==": lambda: equal(value, other),
        "!=": lambda: not equal(value, other),
        "<": lambda: less(value, other),
        ">": lambda: less(other, value),
        "<=": lambda: less(value, other) or _as_large(value, other),
        ">=": lambda: less(other, value) or _as_large(value, other),
    }[tree.operator]()


def _as_large(left: Value, right: Value) -> bool:
    return is_primitive(left) and is_primitive(right) and equal(left, right)


def _call(tree: Call, around: Surroundings) -> Value:
    if tree.function in STATUS:
        return around.status(tree.function)
    if tree.function == "case":
        return _case(tree.arguments, around)
    values = [evaluate(argument, around) for argument in tree.arguments]
    if tree.function == "hashfiles":
        return around.hash_files([to_text(value) for value in values])
    return _FUNCTIONS[tree.function](*values)


def _case(arguments: Sequence[Node], around: Surroundings) -> Value:
    for condition, value in zip(arguments[:-1:2], arguments[1::2], strict=False):
        holds = evaluate(condition, around)
        if not isinstance(holds, bool):
            raise WorkflowError("The predicate of 'case' must evaluate to a boolean value.")
        if holds:
            return evaluate(value, around)
    return evaluate(arguments[-1], around)


def _contains(where: Value, what: Value) -> bool:
    if isinstance(where, list):
        return any(equal(each, what) for each in where)
    if is_primitive(where) and is_primitive(what):
        return upper(to_text(what)) in upper(to_text(where))
    return False


def _starts(text: Value, what: Value) -> bool:
    return is_primitive(text) and is_primitive(what) and upper(to_text(text)).startswith(upper(to_text(what)))


def _ends(text: Value, what: Value) -> bool:
    return is_primitive(text) and is_primitive(what) and upper(to_text(text)).endswith(upper(to_text(what)))


_FIELD = re.compile(r"\{\{|\}\}|\{(\d+)\}|[{}]")


def _format(text: Value, *values: Value) -> str:
    def fill(found: re.Match[str]) -> str:
        if found.group() in ("{{", "}}"):
            return found.group()[0]
        if found[1] is None:
            raise WorkflowError(f"The following format string is invalid: {to_text(text)[:80]}")
        if len(found[1]) > 3 or int(found[1]) >= len(values):
            raise WorkflowError(
                f"The following format string references more arguments than were supplied: {to_text(text)[:80]}"
            )
        return to_text(values[int(found[1])])

    return _bounded(_FIELD.sub(fill, to_text(text)))


def _join(items: Value, separator: Value = ",") -> str:
    if isinstance(items, list):
        return _bounded((to_text(separator) if is_primitive(separator) else ",").join(map(to_text, items)))
    return to_text(items) if is_primitive(items) else ""


def _from_json(text: Value) -> Value:
    try:
        return json.loads(to_text(text))
    except (ValueError, RecursionError):
        raise WorkflowError(f"Error from function 'fromJSON': {to_text(text)[:80]!r} is no JSON.") from None


def _bounded(text: str) -> str:
    if len(text) > _LARGEST_TEXT:
        raise WorkflowError("The maximum allowed memory size was exceeded by a text that an expression makes.")
    return text


_FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "contains": _contains,
    "startswith": _starts,
    "endswith": _ends,
    "format": _format,
    "join": _join,
    "tojson": to_json,
    "fromjson": _from_json,
}


# -- texts with expressions in them ----------------------------------------------------------------------------

_OPENING = "${{"
_CLOSING = re.compile(r"'(?:[^']|'')*'|(?P<end>\}\})|'")


@functools.lru_cache(maxsize=2048)
def pieces(text: str) -> tuple[str | Node, ...]:
    """A text as its literal parts and its expressions. Raises WorkflowError."""
    found: list[str | Node] = []
    place = 0
    while (start := text.find(_OPENING, place)) >= 0:
        if start > place:
            found.append(text[place:start])
        end = next((hit for hit in _CLOSING.finditer(text, start + 3) if hit["end"] or hit.group() == "'"), None)
        if end is None or not end["end"]:
            raise WorkflowError(
                "The expression is not closed. An unescaped ${{ sequence was found, but the closing }} "
                "sequence was not found."
            )
        found.append(parse(text[start + 3 : end.start()]))
        place = end.end()
    if place < len(text):
        found.append(text[place:])
    return tuple(found)


def fill(value: Value, around: Surroundings) -> Value:
    """A value of the workflow with its expressions evaluated, in lists and mappings too.

    A text that is one expression and nothing else takes that one's type; any other becomes a text.
    """
    if isinstance(value, str):
        parts = pieces(value)
        if len(parts) == 1 and not isinstance(parts[0], str):
            return evaluate(parts[0], around)
        made = [part if isinstance(part, str) else to_text(evaluate(part, around)) for part in parts]
        return _bounded("".join(made))
    if isinstance(value, Mapping):
        return {to_text(fill(name, around)): fill(each, around) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [fill(each, around) for each in value]
    return value


def fill_text(value: Value, around: Surroundings) -> str:
    """The same as a text."""
    return to_text(fill(value, around))


# -- conditions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condition:
    """The value of an `if`."""

    tree: Node
    always_true: bool = False
    """Whether text stands around its expressions: then it is a text that is not empty, and so it is true for ever."""

    @property
    def asks_status(self) -> bool:
        """Whether it says itself what is to become of it after a failure. Otherwise `success()` is put before it."""
        return any(isinstance(node, Call) and node.function in STATUS for node in walk(self.tree))

    def holds(self, around: Surroundings) -> bool:
        """Raises as `evaluate` does."""
        if not self.asks_status and not around.status("success"):
            return False
        return truthy(evaluate(self.tree, around))


_SUCCESS = Condition(Call("success", ()))


def condition(value: Value) -> Condition:
    """Read the value of an `if` key; None is one that is not there. Raises WorkflowError."""
    if value is None or value == "":
        return _SUCCESS
    text = to_text(value) if not isinstance(value, list | dict) else None
    if text is None:
        raise WorkflowError("An 'if' must be one expression.")
    if _OPENING not in text:
        return Condition(parse(text.strip()))
    parts = pieces(text.strip())
    if len(parts) == 1 and not isinstance(parts[0], str):
        return Condition(parts[0])
    # GitHub makes one text of it before it looks whether that is true.
    template = "".join(
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{number}}}"
        for number, part in _numbered(parts)
    )
    trees = [part for part in parts if not isinstance(part, str)]
    plain = any(isinstance(part, str) and part for part in parts)
    return Condition(Call("format", (Literal(template), *trees)), always_true=plain)


def _numbered(parts: Sequence[str | Node]) -> list[tuple[int, str | Node]]:
    found: list[tuple[int, str | Node]] = []
    number = 0
    for part in parts:
        found.append((number, part))
        number += not isinstance(part, str)
    return found
