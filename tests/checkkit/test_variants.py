"""Mutants, gutted functions, and sources in disguise."""

from __future__ import annotations

import ast
import random

import pytest

from prodtutor.checkkit import CheckMistake
from prodtutor.checkkit.variants import Variant, disguise, gutted, mutant

RIGHT = '''
"""A shop."""
RATE = 10


def price(cents, rate=RATE):
    # a comment
    off = cents * rate // 100
    names = [off for off in range(3)]
    try:
        int("x")
    except ValueError as error:
        text = f"{error} {names}"
    match cents:
        case int() as found:
            result = found - off

    def inner(off=off):
        nonlocal result
        result += 0
        return off

    inner()
    return result, len(text) > 0


class Till:
    def add(self, cents):
        before = getattr(self, "sum", 0)
        self.sum = before + cents
        return self.sum


def stream(most):
    for number in range(most):
        twice = number * 2
        yield twice
'''


def _run(source: str) -> object:
    space: dict[str, object] = {}
    exec(compile(source, "x", "exec"), space)  # noqa: S102
    price, till, stream = space["price"], space["Till"], space["stream"]
    return price(1000), price(cents=10, rate=50), till().add(3), list(stream(most=3))  # type: ignore[operator]


def test_a_disguise_does_the_same_and_never_looks_the_same() -> None:
    draw = random.Random(1)  # noqa: S311
    texts = {disguise(RIGHT, draw) for _ in range(20)}
    assert len(texts) == 20
    assert len({len(text.splitlines()) for text in texts}) > 1
    for text in texts:
        assert _run(text) == _run(RIGHT)
        assert "before" not in text
        assert "twice" not in text


def test_what_callers_know_keeps_its_name() -> None:
    text = disguise(RIGHT, random.Random(2))  # noqa: S311
    names = {node.arg for node in ast.walk(ast.parse(text)) if isinstance(node, ast.arg)}
    assert names == {"cents", "rate", "off", "self", "most"}
    assert "RATE = 10" in text
    assert "def price(cents, rate=RATE)" in text


def test_a_mutant_replaces_what_is_there_once() -> None:
    made = mutant("more", "shop.py", RIGHT, "rate // 100", "rate // 101", "it costs more")
    assert made == Variant("more", "shop.py", RIGHT.replace("// 100", "// 101"), "it costs more")
    with pytest.raises(CheckMistake, match="0 times"):
        mutant("none", "shop.py", RIGHT, "rate // 99", "", "")
    with pytest.raises(CheckMistake, match="2 times"):
        mutant("both", "shop.py", RIGHT, "self.sum", "self.add", "")
    with pytest.raises(SyntaxError):
        mutant("broken", "shop.py", RIGHT, "rate // 100", "rate //", "")


def test_gutted_functions_do_nothing() -> None:
    made = gutted("empty", "shop.py", RIGHT, ("stream", "price"), "nothing", "7")
    space: dict[str, object] = {}
    exec(compile(made.source, "x", "exec"), space)  # noqa: S102
    assert space["price"](1) == 7  # type: ignore[operator]
    assert space["stream"](1) == 7  # type: ignore[operator]
    assert space["Till"]().add(2) == 2  # type: ignore[operator]
    with pytest.raises(CheckMistake, match="missing"):
        gutted("empty", "shop.py", RIGHT, ("missing",), "nothing")
