"""Somebody else's code is known again."""

from __future__ import annotations

import pytest

from prodtutor.classroom.resemblance import Shipped, shape
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.paths import builtin_pack

from .conftest import GOLDEN

PACK = load_pack(GOLDEN)
LESSON = load_lesson(PACK, find_entry(PACK, "1"))


@pytest.mark.parametrize("what", ["start", "solution"])
def test_a_shipped_version(what: str) -> None:
    assert Shipped(LESSON).like(compose(LESSON, what)) == what


def test_layout_comments_and_docstrings_hide_nothing() -> None:
    code = compose(LESSON, "solution")["double.py"].decode()
    disguised = '"""Mine."""\n' + code.partition('"""\n')[2].replace("return n * 2", "return (  # mine\n  n*2 )")

    assert Shipped(LESSON).like({"double.py": disguised.encode()}) == "solution"
    assert Shipped(LESSON).like({"double.py": disguised.replace("n*2", "2*n").encode()}) == ""


def test_where_the_code_never_changes_all_files_count() -> None:
    pack = load_pack(builtin_pack())
    lesson = load_lesson(pack, find_entry(pack, "9"))
    files = compose(lesson, "solution")

    assert Shipped(lesson).like(files) == "solution"
    assert Shipped(lesson).like({**files, lesson.entry: files[lesson.entry] + b"# mine\n"}) != "solution"


def test_what_does_not_parse_is_like_nothing_else() -> None:
    deep = b"x = " + b"(" * 9000
    assert shape({"a.py": deep}) == shape({"a.py": deep})
    assert shape({"a.py": deep}) != shape({"a.py": b"x = ("})
    assert shape({"a.txt": b"x"}) == {}
