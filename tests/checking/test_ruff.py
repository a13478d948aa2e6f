"""The lint gate obeys the lesson's rules and nothing of the learner's."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from prodtutor.checking import ruff
from prodtutor.checking.ruff import lint
from prodtutor.checking.stage import Stage
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import CannotJudge
from prodtutor.processes import Completed
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


def test_a_finding_says_where_it_ends(lesson: Lesson) -> None:
    with Stage(from_files({"double.py": BAD}), {"double.py": BAD}) as stage:
        ends = [(f.line, f.column, f.end_line, f.end_column) for f in lint(stage, lesson)]
    assert ends == [(1, 8, 1, 10), (2, 12, 2, 22)]


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


GOOD = b'x = "one"\n'


def _formatted(lesson: Lesson, files: dict[str, bytes], *names: str) -> list[tuple[str | None, int | None, str]]:
    """The findings of the formatter alone, for a lesson whose first goal asks for it."""
    goal = replace(lesson.steps[0].goals[0], formatted=names or ("*.py",), ruff=())
    step = replace(lesson.steps[0], goals=(goal,), advice=())
    with Stage(from_files(files), files) as stage:
        found = lint(stage, replace(lesson, steps=(step,)))
        assert all(
            (f.tool, f.code, f.level, f.step, f.goal) == ("ruff", "format", "must", "1.1", "value") for f in found
        )
        return [(f.file, f.line, f.detail) for f in found]


def test_formatted_files_have_no_findings(lesson: Lesson) -> None:
    assert _formatted(lesson, {"a.py": GOOD, "b.txt": b"x='one'"}) == []
    assert _formatted(lesson, {"a.py": GOOD.replace(b"\n", b"\r\n")}) == []
    assert _formatted(lesson, {"venv/a.py": GOOD, ".hidden/b.py": GOOD}) == []
    assert _formatted(lesson, {}) == []


def test_an_unformatted_file_is_told_at_its_first_line(lesson: Lesson) -> None:
    files = {"a.py": GOOD, "sub dir/b.py": GOOD + b"y = [1,2]\nz = 'two'\n", "c.py": b"\n\n\nx = 1\n"}
    found = _formatted(lesson, files)
    assert [(file, line) for file, line, _ in found] == [("c.py", 1), ("sub dir/b.py", 2)]
    assert "+y = [1, 2]" in found[1][2]


def test_no_folder_is_left_out(lesson: Lesson) -> None:
    found = _formatted(lesson, {"venv/a.py": b"x=1\n", ".hidden/--b.py": b"x=1\n"})
    assert [file for file, _, _ in found] == [".hidden/--b.py", "venv/a.py"]


def test_lines_that_look_like_a_diff_are_lines_of_code(lesson: Lesson) -> None:
    text = b"a = b = c = 1\n-- a\n++ b\n@@ = 1\n".replace(b"@@ = 1\n", b'"""\n--- x.py\n+++ x.py\n@@ -1 +1 @@\n"""\n')
    found = _formatted(lesson, {"a.py": text, "b.py": b"x=1\n"})
    assert [(file, line) for file, line, _ in found] == [("a.py", 2), ("b.py", 1)]


def test_only_the_files_of_the_goal_count(lesson: Lesson) -> None:
    files = {"a.py": b"x=1\n", "b.py": b"x=1\n"}
    assert [(file, line) for file, line, _ in _formatted(lesson, files, "b.py", "c.py")] == [
        ("c.py", None),
        ("b.py", 1),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ruff.toml", 'line-length = 200\n[format]\nquote-style = "preserve"\nexclude = ["*.py"]\n'),
        ("pyproject.toml", '[tool.ruff.format]\nquote-style = "preserve"\n'),
        (".gitignore", "*\n"),
        (".editorconfig", "[*]\nmax_line_length = 200\n"),
    ],
)
def test_no_configuration_of_the_learners_formats(lesson: Lesson, name: str, text: str) -> None:
    assert [file for file, _, _ in _formatted(lesson, {"a.py": b"x = 'one'\n", name: text.encode()})] == ["a.py"]


def test_an_answer_that_cannot_be_read_is_never_green(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruff, "run", lambda *_, **__: Completed(1, b"something else", b""))
    with pytest.raises(CannotJudge):
        _formatted(lesson, {"a.py": b"x=1\n"})
