"""An enum that has one more member in a copy: every form of writing one, imports, and which lines count."""

from __future__ import annotations

import ast
import enum
import sys
from pathlib import Path

import pytest

from prodtutor.checking.growth import grow, lines_behind

FORMS = {
    "one a line": 'class Status(Enum):\n    """D."""\n    OPEN = "open"\n    PAID = "paid"  # z\n    def f(s): ...\n',
    "auto": "class Status(Enum):\n    OPEN = auto()\n    PAID = auto()\n",
    "numbers": "class Status(IntEnum):\n    OPEN = 1\n    PAID = 2\n",
    "one line": 'class Status(Enum): OPEN = "open"; PAID = "paid"\n',
    "unpacked": 'class Status(Enum):\n    OPEN, PAID = "open", "paid"\n',
    "tuples": 'class Status(Enum):\n    OPEN = ("open", 1)\n    PAID = (\n        "paid",\n        2,\n    )\n',
    "a text": 'Status = Enum("Status", "OPEN PAID")\n',
    "a text with commas": 'Status = Enum("Status", "OPEN, PAID")\n',
    "a list": 'Status = Enum("Status", ["OPEN", "PAID"])\n',
    "pairs": 'Status = Enum("Status", [\n    ("OPEN", "open"),\n    ("PAID", "paid"),\n])\n',
    "a dictionary": 'Status = Enum("Status", {"OPEN": "open", "PAID": "paid"})\n',
    "a keyword": 'Status = Enum("Status", names=("OPEN", "PAID"))\n',
    "beside non-ASCII text": 'class Status(Enum):\n    OPEN = "öffen"\n    PAID = "bezählt"; x = property()\n',
}


@pytest.mark.parametrize("form", FORMS)
def test_the_copy_has_one_more_member_on_the_same_lines(form: str) -> None:
    source = "from enum import Enum, IntEnum, auto\n" + FORMS[form] + "LAST = 1\n"
    grown = grow({"orders.py": source.encode()}, "orders:Status", "copy")
    text = grown.files["orders.py"].decode()
    space: dict[str, object] = {}
    exec(compile(text, "orders.py", "exec"), space)  # noqa: S102
    kind = space["Status"]
    assert isinstance(kind, enum.EnumMeta)
    assert list(kind.__members__)[:2] == ["OPEN", "PAID"]
    assert grown.member in kind.__members__
    assert kind[grown.member or ""] not in (kind["OPEN"], kind["PAID"])
    assert len(text.splitlines()) == len(source.splitlines())
    assert ast.parse(text).body[-1].lineno == ast.parse(source).body[-1].lineno


def test_the_enum_is_found_behind_imports_and_the_copy_imports_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "orders.py": b"import os, shop.states\nimport shop.states as other\n"
        b"from shop.names import (\n    State as Status,\n)\n",
        "shop/__init__.py": b"",
        "shop/names.py": b"from .states import State\n",
        "shop/states.py": b"from enum import Enum\nclass State(Enum):\n    OPEN = 1\n",
    }
    grown = grow(files, "orders:Status", "prodtutor_copy")
    for name, data in grown.files.items():
        path = tmp_path / "prodtutor_copy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    try:
        module = __import__("prodtutor_copy.orders", fromlist=["Status"])
        assert list(module.Status.__members__) == ["OPEN", "REFUNDED"]
        assert module.shop.states.State is module.other.State is module.Status
        assert not {"shop", "shop.states", "orders"} & (set(sys.modules) - before)
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]


def test_no_enum_no_member() -> None:
    source = {"orders.py": b'Status = {"open", "paid"}\n'}
    assert grow(source, "orders:Status", "copy").member is None


def test_a_function_is_itself_and_what_it_uses() -> None:
    source = {
        "orders.py": b"import texts\n\ndef label(status):\n    return texts.of(status)\n\n"
        b"def other(status):\n    return 1\n",
        "texts.py": b"TABLE = {}\n\ndef of(status):\n    return TABLE[status]\n",
    }
    found = lines_behind(source, "label")
    assert found == {("orders.py", 3), ("orders.py", 4), ("texts.py", 1), ("texts.py", 3), ("texts.py", 4)}
