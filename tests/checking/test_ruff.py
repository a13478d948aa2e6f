"""The lint gate obeys the lesson's rules and nothing of the learner's."""

from __future__ import annotations

import pytest

from prodtutor.checking.ruff import lint
from prodtutor.checking.stage import Stage
from prodtutor.curriculum.model import Lesson
from prodtutor.workspace.snapshot import from_files

BAD = b'import os\npassword = "hunter2!"\n'


def _lint(lesson: Lesson, files: dict[str, bytes]) -> list[tuple[str, str, str, str | None, int | None]]:
    with Stage(from_files(files), files) as stage:
        return [(f.code, f.level, f.goal, f.file, f.line) for f in lint(stage, lesson)]


def test_must_and_advice_find_their_goals(lesson: Lesson) -> None:
    assert _lint(lesson, {"double.py": BAD}) == [
        ("F401", "must", "clean", "double.py", 1),
        ("S105", "advice", "", "double.py", 2),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ruff.toml", 'exclude = ["*.py"]\n[lint]\nignore = ["ALL"]\n'),
        (".ruff.toml", 'exclude = ["*.py"]\n'),
        ("pyproject.toml", '[tool.ruff]\nexclude = ["*.py"]\n'),
        (".gitignore", "*\n"),
    ],
)
def test_no_configuration_of_the_learners_counts(lesson: Lesson, name: str, text: str) -> None:
    assert len(_lint(lesson, {"double.py": BAD, name: text.encode()})) == 2


def test_odd_names_are_files_and_not_options(lesson: Lesson) -> None:
    assert [row[3] for row in _lint(lesson, {"--fix.py": b"import os\n", "sub/deep/a b.py": b"import os\n"})] == [
        "--fix.py",
        "sub/deep/a b.py",
    ]


def test_every_python_file_is_linted(lesson: Lesson) -> None:
    assert [row[3] for row in _lint(lesson, {"a.py": b"import os\n", "venv/b.py": b"import os\n"})] == [
        "a.py",
        "venv/b.py",
    ]
