"""The README says what CI runs, and what the pack holds."""

from __future__ import annotations

import re
from pathlib import Path

from prodtutor.curriculum.load import is_ready, load_pack

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    (command,) = re.findall(r"^python3 -m venv .*pytest -n auto$", README, re.MULTILINE)
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_two_commands_come_first() -> None:
    first, second = re.findall(r"^```sh\n(.*?)\n```", README, re.MULTILINE | re.DOTALL)[:2]
    assert first.endswith(".venv/bin/prodtutor")
    assert second.endswith(".venv/bin/pytest -n auto")


def test_the_lessons_are_listed_as_they_are() -> None:
    pack = load_pack(ROOT)
    for entry in pack.lessons:
        (row,) = re.findall(rf"^\| {entry.number} \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
        assert [cell.strip("*") for cell in row] == [entry.title, "ready" if is_ready(pack, entry) else "planned"]


def test_what_it_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
