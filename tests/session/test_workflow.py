"""The learner's workflows on an event of their choice."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.run import run_program
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pack"
TEXT = """on: [push, pull_request]
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: test -e hello.txt
      - run: echo "about $T with ${{ secrets.DEPLOY_TOKEN }}."
        env: {T: "${{ github.event.pull_request.title }}"}
"""


@pytest.fixture
def opened(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenLesson]:
    monkeypatch.setattr("prodtutor.session.workflow._TOOLS", ("iniconfig",))  # the large ones are tested elsewhere
    pack = tmp_path / "pack"
    shutil.copytree(GOLDEN, pack, ignore=shutil.ignore_patterns("__pycache__"))
    with Tutor(dataclasses.replace(settings, pack=pack)) as tutor:
        made = open_lesson(tutor, "1")
        (made.root / ".github" / "workflows").mkdir(parents=True)
        (made.root / ".github" / "workflows" / "ci.yml").write_text(TEXT)
        (made.root / "hello.txt").write_text("hello")
        yield made


def _run(opened: OpenLesson, *words: str) -> tuple[int, str]:
    said = bytearray()
    done = run_program(opened, ["workflow", *words], on_output=lambda _, data: said.extend(data))
    return done.status, said.decode()


def test_the_log_of_a_green_run(opened: OpenLesson) -> None:
    status, said = _run(opened)
    assert status == 0
    assert "✓ look: success" in said
    assert "with ***." in said


def test_the_log_comes_step_by_step(opened: OpenLesson) -> None:
    pieces: list[str] = []
    run_program(opened, ["workflow"], on_output=lambda _, data: pieces.append(data.decode()))
    assert len(pieces) > 3
    assert pieces[0].startswith("▶ .github/workflows/ci.yml, a push to main\n  ▶ look\n    ✓ Run actions/checkout@v4\n")
    assert "test -e" not in pieces[0]
    assert "".join(pieces) == _run(opened)[1]
    assert pieces[-1].endswith("success\n")


def test_an_event_of_ones_own(opened: OpenLesson) -> None:
    status, said = _run(opened, "pull_request", "--title", "a stranger's", "--fork")
    assert status == 0
    assert "about a stranger's with ." in said


def test_a_broken_tree_is_red(opened: OpenLesson) -> None:
    (opened.root / "hello.txt").unlink()
    status, said = _run(opened, "push", "--branch", "other")
    assert status == 1
    assert "✗ Run test -e hello.txt" in said


def test_another_tree(opened: OpenLesson, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert _run(opened, "push", "--tree", str(tmp_path / "empty"))[0] == 1


def test_what_is_not_simulated_is_named(opened: OpenLesson) -> None:
    file = opened.root / ".github" / "workflows" / "ci.yml"
    file.write_text(TEXT.replace("actions/checkout@v4", "some/thing@v1"))
    status, said = _run(opened)
    assert status == 3
    assert "the action some/thing is not simulated" in said


def test_other_words(opened: OpenLesson) -> None:
    with pytest.raises(UsageProblem) as caught:
        _run(opened, "pusch")
    assert "workflow push" in caught.value.hint


def test_without_workflows_it_is_a_program_like_any_other(opened: OpenLesson) -> None:
    shutil.rmtree(opened.root / ".github")
    with pytest.raises(UsageProblem, match="no program 'workflow'"):
        _run(opened)


def test_inputs_of_a_run_by_hand(opened: OpenLesson) -> None:
    file = opened.root / ".github" / "workflows" / "ci.yml"
    asked = TEXT.replace("[push, pull_request]", "{workflow_dispatch: {inputs: {who: {required: true}}}}")
    file.write_text(asked.replace('"${{ github.event.pull_request.title }}"', "'${{ inputs.who }}'"))
    assert "about you with ***." in _run(opened, "workflow_dispatch", "--input", "who=you")[1]
    assert "Required input 'who' not provided." in _run(opened, "workflow_dispatch")[1]
    with pytest.raises(UsageProblem, match="NAME=VALUE"):
        _run(opened, "workflow_dispatch", "--input", "who")
