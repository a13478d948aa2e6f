"""Files are looked at before anything runs. Whole verdicts on such files are in tests/golden."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.checking.source import examine
from prodtutor.curriculum.model import Lesson
from prodtutor.workspace.snapshot import Refused, from_files

GOOD = b"def double(n):\n    return n * 2\n"


def test_pragmas_are_blanked_and_counted(lesson: Lesson) -> None:
    sources = examine(from_files({"double.py": b"import os  # noqa\n"}), lesson)
    assert sources.problem is None
    assert b"noqa" not in sources.files["double.py"]
    assert [(f.code, f.level, f.line) for f in sources.advice] == [("pragma", "advice", 1)]


def test_other_files_are_copied_as_they_are(lesson: Lesson) -> None:
    files = {"double.py": GOOD, "data.bin": b"\xff\x00# noqa", ".env": b"A=1"}
    assert examine(from_files(files), lesson).files == files


def test_an_import_that_is_not_there_is_advice(lesson: Lesson) -> None:
    code = b"import numpy.linalg\nimport helper\nimport json\nfrom . import sibling\n"
    sources = examine(from_files({"double.py": code, "helper.py": b""}), lesson)
    assert [(f.code, f.line) for f in sources.advice] == [("import", 1)]
    assert "numpy" in sources.advice[0].message


def test_what_the_lessons_index_has_may_be_imported(lesson: Lesson) -> None:
    lesson.__dict__["indexed"] = frozenset({"stamps"})
    sources = examine(from_files({"double.py": b"import stamps\nimport parcels\n"}), lesson)
    assert [(f.code, f.line) for f in sources.advice] == [("import", 2)]


def test_a_package_below_src_is_the_learners_own(lesson: Lesson) -> None:
    sources = examine(from_files({"double.py": GOOD, "src/shop/till.py": b"from shop.prices import x\n"}), lesson)
    assert not sources.advice


def test_an_entry_that_may_go_is_not_missed(lesson: Lesson) -> None:
    gone = from_files({"src/double/__init__.py": GOOD})
    problem = examine(gone, lesson).problem
    assert problem is not None
    assert problem.code == "missing"
    assert examine(gone, msgspec.structs.replace(lesson, entry_may_go=True)).problem is None


def test_a_link_that_an_editor_keeps_does_not_stop_the_check(lesson: Lesson) -> None:
    snapshot = from_files({"double.py": GOOD}, (Refused("notes.txt", "link", "notes.txt is a link."),))
    sources = examine(snapshot, lesson)
    assert sources.problem is None
    assert [f.code for f in sources.advice] == ["link"]


def test_code_that_was_not_taken_stops_the_check(lesson: Lesson) -> None:
    snapshot = from_files({"double.py": GOOD}, (Refused("evil.py", "link", "evil.py is a link."),))
    problem = examine(snapshot, lesson).problem
    assert problem is not None
    assert (problem.code, problem.file) == ("link", "evil.py")


@pytest.mark.parametrize("line", [9_000, 11_000])
def test_lines_have_a_length(lesson: Lesson, line: int) -> None:
    sources = examine(from_files({"double.py": b"x = '" + b"a" * line + b"'\n"}), lesson)
    assert (sources.problem is None) == (line < 10_000)


@given(st.binary(max_size=200))
def test_any_bytes_give_files_or_a_problem(lesson: Lesson, data: bytes) -> None:
    sources = examine(from_files({"double.py": data}), lesson)
    assert ("double.py" in sources.files) or sources.problem is not None
