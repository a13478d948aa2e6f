"""prodtutor route, prodtutor badges, prodtutor checklist."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .conftest import Ran, one_sentence


def test_a_route_is_chosen_and_named_by_list(inside: Callable[..., Ran]) -> None:
    assert "one-evening" in inside("route").out
    chosen = inside("route", "one")
    assert chosen.status == 0
    assert "your route" in chosen.out
    listed = inside("list")
    assert "Your route: One evening · 0 of 6 done." in listed.out
    assert inside("list", "--json").json["route"] == "one-evening"
    assert inside("route", "--none").status == 0
    assert inside("list", "--json").json["route"] is None
    assert "Your route" not in inside("list").out


def test_an_unknown_route_is_a_sentence(inside: Callable[..., Ran]) -> None:
    for arguments in (("route", "gone"), ("route", "one", "--none")):
        ran = inside(*arguments)
        assert ran.status == 2
        assert one_sentence(ran.err)


def test_badges_are_counted(inside: Callable[..., Ran]) -> None:
    ran = inside("badges", "--json")
    assert [(badge["earned"], badge["done"]) for badge in ran.json["badges"]] == [(False, 0)] * 6
    assert ran.json["badges"][1]["missing"][0]["id"] == "5.1"
    assert "Changed without fear" in inside("badges").out


def test_the_checklist_is_printed_or_written(inside: Callable[..., Ran], tmp_path: Path) -> None:
    printed = inside("checklist")
    assert "- [ ] " in printed.out
    file = tmp_path / "list.md"
    written = inside("checklist", "-o", str(file))
    assert (written.status, written.out.strip()) == (0, str(file))
    assert file.read_text("utf-8") == printed.out


def test_a_file_that_is_there_is_not_lost(inside: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "list.md"
    file.write_text("mine")
    ran = inside("checklist", "-o", str(file))
    assert ran.status == 2
    assert one_sentence(ran.err)
    assert file.read_text() == "mine"
    assert inside("checklist", "-o", str(file), "--overwrite").status == 0
    assert file.read_text("utf-8").startswith("# ")


def test_overwrite_needs_a_file(inside: Callable[..., Ran]) -> None:
    assert inside("checklist", "--overwrite").status == 2


def test_packs_without_a_course(golden: Callable[..., Ran]) -> None:
    assert golden("route").status == 0
    assert "no badges" in golden("badges").out
    assert golden("checklist").status == 2
