"""A comparison shows what differs, without noise, and the reason where it belongs."""

from __future__ import annotations

from prodtutor.curriculum.model import Note
from prodtutor.workspace.compare import compare_files

OLD = b"import os\n\ndef f( a ):\n    return os.environ['X']\n"
NEW = b'import os\n\n\ndef f(a: str) -> str:\n    return os.environ["X"]\n'


def _note(code: str, side: str = "solution", file: str = "a.py") -> Note:
    return Note(file=file, code=code, text=f"because of {code}", step="1", side=side)  # type: ignore[arg-type]


def test_layout_and_quotes_are_no_difference() -> None:
    (diff,) = compare_files({"a.py": OLD}, {"a.py": NEW})
    assert diff.status == "changed"
    assert diff.formatted
    changed = [line for line in diff.hunks[0].lines if line[0] != " "]
    assert changed == [("-", "def f(a):"), ("+", "def f(a: str) -> str:")]
    assert compare_files({"a.py": b"x=1\n"}, {"a.py": b"x = 1\r\n"}) == ()
    assert compare_files({"a.txt": b"x\n"}, {"a.txt": b"x\r\n"}) == ()


def test_source_that_does_not_parse_is_compared_as_it_is() -> None:
    (diff,) = compare_files({"a.py": b"def f(:\n  x=1\n"}, {"a.py": b"y=1\n"})
    assert ("-", "def f(:") in diff.hunks[0].lines
    assert ("+", "y = 1") in diff.hunks[0].lines


def test_the_learners_own_ruff_settings_do_not_matter() -> None:
    files = {"a.py": b"x = 'a'\n", "ruff.toml": b"[format]\nquote-style = 'single'\n", "venv/b.py": b"y=1\n"}
    found = compare_files(files, {**files, "a.py": b'x = "a"\n', "venv/b.py": b"y = 1\n"})
    assert found == ()


def test_new_gone_and_binary_files() -> None:
    found = compare_files({"gone": b"1\n2\n", "bin": b"\0"}, {"new": b"x", "bin": b"\0\1"})
    assert [(diff.file, diff.status) for diff in found] == [("bin", "binary"), ("gone", "removed"), ("new", "added")]
    assert found[1].hunks[0].lines == (("-", "1"), ("-", "2"))
    assert (found[1].hunks[0].old_start, found[1].hunks[0].new_start) == (1, 0)
    assert found[2].hunks[0].lines == (("+", "x"),)


def test_line_numbers() -> None:
    old = "".join(f"{n}\n" for n in range(1, 31))
    new = old.replace("15\n", "15\nnew\n").replace("\n30\n", "\n")
    (diff,) = compare_files({"a": old.encode()}, {"a": new.encode()})
    first, second = diff.hunks
    assert (first.old_start, first.new_start) == (13, 13)
    assert [line for line in first.lines if line[0] != " "] == [("+", "new")]
    assert (second.old_start, second.new_start) == (27, 28)
    for hunk in diff.hunks:
        number = hunk.old_start
        for tag, text in hunk.lines:
            if tag != "+":
                assert text == str(number)
                number += 1


def test_notes_stand_at_the_hunk_that_shows_their_code() -> None:
    filler = b"".join(b"x%d = %d\n" % (n, n) for n in range(20))
    old = b"a = 'one'\n" + filler + b"b = f(1)\n"
    new = b"a = ['one',\n 'two']\n" + filler + b"c = f(2)\n"
    notes = [
        _note("['one', 'two']"),
        _note("c = f(2)"),
        _note("b = f(1)", side="start"),
        _note("b = f(1)"),
        _note("x3 = 3"),
        _note("c = f(2)", file="other.py"),
    ]
    (diff,) = compare_files({"a.py": old}, {"a.py": new}, notes=notes)
    assert [hunk.notes for hunk in diff.hunks] == [
        ("because of ['one', 'two']",),
        ("because of c = f(2)", "because of b = f(1)"),
    ]
