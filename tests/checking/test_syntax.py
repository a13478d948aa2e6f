"""The parser, asked by several threads."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from prodtutor.checking.syntax import parse

SOURCE = Path(ast.__file__).read_bytes()


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_threads_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(4) as pool:
        trees = list(pool.map(lambda _: len(parse(SOURCE, compiled=True).body), range(16)))
    assert set(trees) == {len(ast.parse(SOURCE).body)}


def test_what_python_warns_of_is_not_heard(recwarn: pytest.WarningsRecorder) -> None:
    parse("1 is 1", compiled=True)
    assert not list(recwarn)


@pytest.mark.parametrize(("source", "compiled"), [("def", False), ("return 1", True)])
def test_what_cannot_be_read_is_a_syntax_error(source: str, compiled: bool) -> None:
    with pytest.raises(SyntaxError):
        parse(source, "a.py", compiled=compiled)


def test_a_return_outside_of_a_function_can_be_parsed() -> None:
    assert isinstance(parse("return 1").body[0], ast.Return)
