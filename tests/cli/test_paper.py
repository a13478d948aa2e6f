"""What is written where, and how it looks."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from prodtutor.cli.paper import Paper, can_print, clean
from prodtutor.settings import Settings

from .conftest import GOLDEN, Prodtutor


def test_json_is_one_ascii_line_that_nothing_in_it_can_leave(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    data = {"text": "\x9b31m \u202e line\nend \udc80 ✓"}
    Paper(settings).json(data)

    text = capsys.readouterr().out
    assert text.isascii()
    assert text.isprintable() is False
    assert text.count("\n") == 1
    assert json.loads(text) == data


def test_long_lines_break_between_words(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    Paper(settings).wrapped("word " * 30, "  saw  ", "       ")

    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert lines[0].startswith("  saw  word")
    assert lines[1].startswith("       word")


def test_others_text_is_made_harmless() -> None:
    assert clean("a\x1b[2Jb\u2028c") == "a␛[2Jb\\u{2028}c"


@pytest.mark.parametrize(("encoding", "result"), [("utf-8", True), ("cp1252", False), ("ascii", False)])
def test_symbols_need_an_encoding_that_has_them(encoding: str, result: bool) -> None:
    assert can_print(io.TextIOWrapper(io.BytesIO(), encoding=encoding), "✓○") is result
    assert can_print(None, "✓") is False


def test_asides_leave_standard_output_alone(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    Paper(replace(settings, plain=True)).aside("beside — it")

    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "beside - it\n")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("more", "options", "coloured"),
    [
        ({"TERM": "xterm"}, (), True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, (), False),
        ({"TERM": "xterm"}, ("--plain",), False),
        ({"TERM": "dumb"}, (), False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    prodtutor: Prodtutor, more: dict[str, str], options: tuple[str, ...], coloured: bool
) -> None:
    import pty

    master, slave = pty.openpty()
    with subprocess.Popen(
        prodtutor.command("--pack", str(GOLDEN), *options, "list"),
        cwd=prodtutor.cwd,
        env=prodtutor.environment | more,
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=sys.stderr,
    ) as process:
        os.close(slave)
        shown = b""
        try:
            while piece := os.read(master, 4096):
                shown += piece
        except OSError:
            pass
        process.wait(timeout=30)
        os.close(master)

    assert process.returncode == 0
    assert (b"\x1b[" in shown) is coloured
