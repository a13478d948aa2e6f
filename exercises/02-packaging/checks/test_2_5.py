"""2.5: a well-behaved command."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

from prodtutor.checkkit import Run, Told

RETURNS = """
import json, sys
from orders.cli import main
try:
    said = main(["receipt", "order.json"])
    status = isinstance(said, int) and not isinstance(said, bool)
    answer = ["it returned " + repr(said)[:60], int(said) if status else None]
except SystemExit as end:
    answer = ["it did not return, but raised " + repr(end)[:60], None]
print()
print(json.dumps(answer))
"""
STATUS = "Scripts and schedulers look at the exit status alone."


def test_the_command_prints_the_receipt(
    kiosk: Any, shop: ModuleType, told: Told, how_it_ended: Callable[..., str]
) -> None:
    run = kiosk.orders("receipt", "order.json")
    did = "ran the installed command: orders receipt order.json"
    told(
        did=did,
        saw="there is no command `orders` in the environment",
        means="[project.scripts] in pyproject.toml names the commands of a wheel. Without it nobody can start it.",
    )
    assert run.status != 127
    right = shop.same_text(run.out, kiosk.expected)
    saw = shop.difference(run.out, kiosk.expected) if run.out.strip() and run.status == 0 else how_it_ended(run)
    told(
        did=did,
        saw="" if right else saw,
        means="What goes to stdout is the receipt and nothing else: it goes to the printer as it is.",
    )
    assert right
    told(did=did, saw=f"{how_it_ended(run)}; the brief asks for 0", means=STATUS)
    assert run.status == 0


def test_main_returns_its_status(kiosk: Any, told: Told, how_it_ended: Callable[..., str]) -> None:
    run = kiosk.python("-I", "-c", RETURNS)
    did = "called orders.cli.main(['receipt', 'order.json'])"
    lines = run.out.strip().splitlines()
    told(
        did=did,
        saw=how_it_ended(run),
        means="A test calls main like this: it takes its arguments from `argv`, and returns.",
    )
    assert run.status == 0
    assert lines
    shown, status = _pair(lines[-1])
    complaint = run.err.strip().splitlines()[-1:]
    said = f", and said on stderr: {complaint[0][:120]!r}" if complaint else ""
    told(
        did=did,
        saw=f"{shown}{said}",
        means="What main returns becomes the exit status: 0. It takes its arguments from `argv`, if that is not None.",
    )
    assert status == 0


def _pair(line: str) -> tuple[object, object]:
    try:
        shown, status = json.loads(line)
    except (ValueError, TypeError):
        return "what it did could not be read", None
    return shown, status


def test_wrong_usage_ends_with_2(kiosk: Any, told: Told, how_it_ended: Callable[..., str]) -> None:
    for arguments in ((), ("receipt",), ("recipe", "order.json"), ("receipt", "order.json", "order.json")):
        run = kiosk.orders(*arguments)
        did = f"ran: {' '.join(['orders', *arguments])}"
        told(did=did, saw=f"{how_it_ended(run)}; the brief asks for 2", means=STATUS)
        assert run.status == 2
        _only_stderr(run, did, told)


def test_a_file_that_cannot_be_read_ends_with_1(kiosk: Any, told: Told, how_it_ended: Callable[..., str]) -> None:
    kiosk.write("broken.json", '{"id": "o-1", ')
    kiosk.write("picture.json", b"\x89PNG\r\n\x1a\n\xff\xfe\x00")
    kiosk.write("folder/inside.txt", "")
    for name, what in (
        ("nowhere.json", "a file that is not there"),
        ("folder", "a folder"),
        ("broken.json", "a file that is no JSON"),
        ("picture.json", "a file that is a picture, and no text at all"),
    ):
        run = kiosk.orders("receipt", name)
        did = f"ran orders receipt with {what}"
        told(did=did, saw=f"{how_it_ended(run)}; the brief asks for 1", means=STATUS)
        assert run.status == 1
        told(
            did=did,
            saw="it ended with a traceback",
            means="The person at the till needs a sentence with the file's name.",
        )
        assert "Traceback (most recent call last)" not in run.output
        _only_stderr(run, did, told)


def _only_stderr(run: Run, did: str, told: Told) -> None:
    told(did=did, saw=f"it printed to stdout: {run.out[:80]!r}", means="That would come out of the receipt printer.")
    assert not run.out.strip()
    told(did=did, saw="it said nothing at all", means="Nobody knows what went wrong. Complaints go to stderr.")
    assert run.err.strip()


def test_python_m_is_the_same(kiosk: Any, shop: ModuleType, told: Told, how_it_ended: Callable[..., str]) -> None:
    good = kiosk.python("-m", "orders", "receipt", "order.json")
    did = "ran: python -m orders receipt order.json"
    told(did=did, saw=how_it_ended(good), means="On a machine where `orders` is not on the PATH, this is the way in.")
    assert good.status == 0
    assert shop.same_text(good.out, kiosk.expected)
    bad = kiosk.python("-m", "orders", "receipt", "nowhere.json")
    told(
        did="ran: python -m orders receipt nowhere.json",
        saw=f"{how_it_ended(bad)}; `orders` ends with 1",
        means=STATUS,
    )
    assert bad.status == 1


def test_the_version_follows_its_source(
    project: Any, kiosk: Any, draw: random.Random, told: Told, how_it_ended: Callable[..., str]
) -> None:
    old = project.wheel(told).version
    run = kiosk.orders("--version")
    did = "ran: orders --version"
    told(did=did, saw=how_it_ended(run), means="The first thing that anybody asks of a program that fails.")
    assert run.status == 0
    told(did=did, saw=f"it printed {run.out.strip()[:60]!r}, and the metadata says {old}", means="Which one runs here?")
    assert _names(run.out, old)
    new = f"{draw.randint(5, 9)}.{draw.randint(10, 99)}.{draw.randint(10, 99)}"
    wheel, file = project.bumped(told, new)
    env = project.install(wheel, told)
    after = env.run("orders", "--version")
    shown = after.out.strip() or how_it_ended(after)
    told(
        did=f"changed the version to {new} in {file}, built the wheel again and ran: orders --version",
        saw=f"the metadata says {new}, and --version says {shown[:60]!r}",
        means="Somebody has to think of two places for each release, and one day forgets one.",
    )
    assert _names(after.out, new)


def _names(text: str, version: str) -> bool:
    """Whether a version stands in a text, and not as a part of another one."""
    return re.search(rf"(?<![\d.]){re.escape(version)}(?!\d|\.\d)", text) is not None
