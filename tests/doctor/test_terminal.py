"""The terminal and the editor."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from prodtutor.doctor.terminal import colours, editor, encoding, terminal
from prodtutor.settings import Settings


@pytest.mark.parametrize(
    ("columns", "lines", "status"), [(80, 24, "ok"), (40, 24, "ok"), (39, 24, "warning"), (80, 5, "warning")]
)
def test_the_size_must_do_for_the_screens(columns: int, lines: int, status: str) -> None:
    assert terminal(is_terminal=True, columns=columns, lines=lines).status == status


def test_no_terminal_is_no_fault() -> None:
    assert terminal(is_terminal=False, columns=1, lines=1).status == "ok"


@pytest.mark.parametrize(("name", "status"), [("utf-8", "ok"), ("ascii", "warning"), (None, "warning")])
def test_symbols_need_an_encoding_that_has_them(name: str | None, status: str) -> None:
    assert encoding(name).status == status


def test_colours_are_off_when_that_was_asked_for(settings: Settings) -> None:
    assert "NO_COLOR" in colours(replace(settings, no_color=True), {"COLORTERM": "truecolor"}).message
    assert "16 million" in colours(settings, {"COLORTERM": "truecolor"}).message
    assert "256" in colours(settings, {"TERM": "xterm-256color"}).message


def test_the_editor_must_be_there(settings: Settings) -> None:
    assert editor(settings).status == "ok"
    assert editor(replace(settings, editor=(sys.executable, "-u"))).status == "ok"
    gone = editor(replace(settings, editor=("no-such-editor-here", "-w")))
    assert gone.status == "warning"
    assert "no-such-editor-here" in gone.message
