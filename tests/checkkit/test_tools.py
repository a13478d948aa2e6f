"""Tools and installed programs, run in a subject: where, with what, and what is said of them when they fail."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

import pytest

from prodtutor.checkkit import CheckMistake, Subject, SubjectDied, SubjectTimeout
from prodtutor.checkkit.tools import OFFLINE, execute, program, search_path, shortened

Make = Callable[..., Subject]
PYTHON = os.path.realpath(sys.executable)
"""That of the system: a sandbox has no folder of ours in it."""

SHOWS = """
import json, os, sys
proxy = {name: value for name, value in os.environ.items() if "proxy" in name.lower()}
print(json.dumps([os.path.basename(os.getcwd()), sys.argv[1:], sys.stdin.read(), proxy]))
"""


def test_a_program_runs_in_a_folder_of_the_subject(make: Make) -> None:
    subject = make({"Kiosk Ä/note.txt": ""})
    ran = execute(subject, [PYTHON, "-c", SHOWS, "a b", "ü"], cwd="Kiosk Ä", env=OFFLINE, stdin="typed")
    assert ran.status == 0, ran.output
    folder, arguments, typed, proxies = json.loads(ran.out)
    assert (folder, arguments, typed) == ("Kiosk Ä", ["a b", "ü"], "typed")
    assert set(proxies.values()) == {"http://127.0.0.1:9"}


@pytest.mark.parametrize(
    ("command", "folder", "said"),
    [("no-such-program", "", "no-such-program: there is no such program"), (PYTHON, "nowhere", "nowhere: No")],
)
def test_what_is_not_there_is_said(command: str, folder: str, said: str, make: Make) -> None:
    ran = execute(make({}), [command], cwd=folder)
    assert ran.status == 127
    assert said in ran.err


def test_a_program_that_hangs_is_called_by_its_own_name(make: Make) -> None:
    with pytest.raises(SubjectTimeout) as caught:
        execute(make({}), [PYTHON, "-c", "while True: pass"], timeout=1)
    assert "python" in str(caught.value)
    assert "execute.py" not in str(caught.value)


def test_a_program_that_prints_without_end_is_stopped(make: Make) -> None:
    with pytest.raises(SubjectDied) as caught:
        execute(make({}, output_bytes=100_000), [PYTHON, "-c", "while True: print('x' * 1000)"])
    assert "execute.py" not in str(caught.value)


def test_programs_of_the_libraries_come_first(make: Make) -> None:
    subject = make({})
    if subject.libraries is None:
        with pytest.raises(CheckMistake, match=r"\[tools\] libraries"):
            program(subject, "uv")
        assert "libraries" not in search_path(subject)
    else:
        assert program(subject, "uv").startswith(search_path(subject).split(os.pathsep)[0])


@pytest.mark.parametrize("text", ["It is gone. ", "It is gone", "x" * 400, "x" * 10_000])
def test_what_is_long_is_shortened(text: str) -> None:
    said = shortened(text)
    assert len(said) <= 400
    assert said == text.rstrip(". ") or said.endswith("…")
