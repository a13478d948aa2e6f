"""The learner's own editor."""

from __future__ import annotations

import dataclasses
import os
import stat
import sys
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.editor import edit_outside
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings


def opened_with(settings: Settings, pack: Path, editor: tuple[str, ...], path: str = os.defpath) -> OpenLesson:
    mine = dataclasses.replace(settings, pack=pack, editor=editor, environ={"PATH": path})
    return open_lesson(Tutor(mine), "1")


def test_the_editor_gets_the_file_in_its_folder(settings: Settings, small_pack: Path, tmp_path: Path) -> None:
    script = tmp_path / "edit.py"
    script.write_text(
        "import os, pathlib, sys\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        "assert path.parent == pathlib.Path.cwd(), os.getcwd()\n"
        "path.write_text(f'# {sys.argv[1]}\\n')\n",
        encoding="utf-8",
    )
    opened = opened_with(settings, small_pack, (sys.executable, str(script), "--wait"))
    with opened.tutor:
        edit_outside(opened, opened.lesson.entry)
        assert (opened.root / opened.lesson.entry).read_text(encoding="utf-8") == "# --wait\n"


def test_it_is_looked_up_on_the_path(settings: Settings, small_pack: Path, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("a script with a first line is POSIX")
    program = tmp_path / "ed-it"
    program.write_text('#!/bin/sh\necho "$1" > "$1"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    opened = opened_with(settings, small_pack, ("ed-it",), str(tmp_path))
    with opened.tutor:
        edit_outside(opened, opened.lesson.entry)
        path = opened.root / opened.lesson.entry
        assert path.read_text(encoding="utf-8") == f"{path}\n"


@pytest.mark.parametrize("editor", [(), ("no-such-editor",)])
def test_no_editor_is_a_sentence(settings: Settings, small_pack: Path, editor: tuple[str, ...]) -> None:
    opened = opened_with(settings, small_pack, editor)
    with opened.tutor, pytest.raises(UsageProblem, match="ditor"):
        edit_outside(opened, opened.lesson.entry)
