"""prodtutor list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import GOLDEN, Prodtutor, Ran


def test_the_json_has_every_lesson_with_its_steps(golden: Callable[..., Ran]) -> None:
    ran = golden("list", "--json")

    assert (ran.status, ran.err) == (0, "")
    ready, planned = ran.json["lessons"]
    assert ran.json["schema"] == 1
    assert (ready["number"], ready["lesson"], ready["status"]) == (1, "01-double", "ready")
    assert [(step["id"], step["status"]) for step in ready["steps"]] == [("1.1", "not_yet"), ("1.2", "not_yet")]
    assert (planned["lesson"], planned["status"], planned["steps"]) == ("02-planned", "planned", [])


def test_people_see_what_is_ready_and_what_is_planned(golden: Callable[..., Ran]) -> None:
    ran = golden("list")

    assert ran.status == 0
    assert "Twice as much" in ran.out
    assert "Not written yet · planned" in ran.out
    assert "○ 1.1 Double a number" in ran.out


def test_the_built_in_pack_has_ten_lessons(prodtutor: Prodtutor) -> None:
    ran = prodtutor("list", "--json")

    assert ran.status == 0
    assert [lesson["number"] for lesson in ran.json["lessons"]] == list(range(1, 11))


@pytest.mark.parametrize("order", ["before", "after"])
def test_the_pack_may_be_named_before_or_after_the_command(inside: Callable[..., Ran], order: str) -> None:
    pack = ("--pack", str(GOLDEN))
    ran = inside(*pack, "list", "--json") if order == "before" else inside("list", *pack, "--json")

    assert ran.json["lessons"][0]["lesson"] == "01-double"


@pytest.mark.parametrize("order", ["before", "after"])
def test_plain_is_ascii(prodtutor: Prodtutor, order: str) -> None:
    pack = ("--pack", str(GOLDEN))
    ran = prodtutor(*pack, "--plain", "list") if order == "before" else prodtutor("list", "--plain", *pack)

    assert ran.status == 0
    assert ran.out.isascii()
    assert "[ ] 1.1" in ran.out


def test_an_encoding_without_symbols_gets_ascii(prodtutor: Prodtutor) -> None:
    ran = prodtutor("--pack", str(GOLDEN), "list", PYTHONIOENCODING="ascii")

    assert (ran.status, ran.err) == (0, "")
    assert "[ ] 1.1" in ran.out


def test_a_folder_without_a_pack_is_named(inside: Callable[..., Ran], tmp_path: Path) -> None:
    ran = inside("list", "--pack", str(tmp_path), "--json")

    assert ran.status == 2
    assert "pack.toml" in ran.json["error"]["message"]
