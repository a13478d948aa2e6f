"""Submissions that want to pass without being right, and honest ones beside them: one folder each.

`expected.toml` has the verdicts that may come out. A new misbehaviour is a new folder, no new code; only what no folder
in a repository can hold (links, pipes, odd names) is made here.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from prodtutor.curriculum.load import lesson_files
from prodtutor.processes import Sandbox, adopt_orphans, end_strays, find_sandbox
from prodtutor.workspace.files import MAX_FILE
from prodtutor.workspace.snapshot import take

from .bundles import bundle, entry, zipped
from .conftest import GOLDEN, SOLVED, work

HERE = Path(__file__).parent / "hostile"
NAMES = sorted(path.name for path in HERE.iterdir())
NEVER = ("not_yet", "cannot_judge")
MADE = {
    "link-to-the-solution": NEVER,
    "pipe": NEVER,
    "socket": NEVER,
    "huge-file": NEVER,
    "many-names": NEVER,
    "deep": NEVER,
    "name-no-text": NEVER,
    "honest-marker-that-lies": ("done",),
    "honest-odd-file": ("done",),
    "honest-bundle": ("done",),
    "bundle-that-leads-outside": ("cannot_judge",),
    "bundle-with-a-link": ("cannot_judge",),
    "bundle-bomb": ("cannot_judge",),
    "bundle-cut": ("cannot_judge",),
    "no-bundle": ("cannot_judge",),
}
TRACE = "prodtutor-hostile-was-here"

pytestmark = pytest.mark.skipif(not isinstance(find_sandbox(), Sandbox), reason="no sandbox works here")


@dataclass(frozen=True)
class Outcome:
    """What came of grading all of them at once."""

    submissions: dict[str, dict[str, Any]]
    isolation: str
    skipped: list[str]
    left: list[str]
    """Command lines of processes that were left."""
    written: list[str]
    """Files that were written where nothing may be."""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    top = tmp_path_factory.mktemp("class")
    handed_in = top / "handed-in"
    for name in NAMES:
        for file, data in lesson_files(HERE / name / "files").items():
            place = handed_in / name / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    _make(handed_in)
    before = {path.name: take(path).digest for path in handed_in.iterdir() if path.is_dir() and not path.is_symlink()}
    env = {**os.environ, "PRODTUTOR_HOME": str(top / "home"), "PRODTUTOR_STATE": str(top / "state")}
    command = [sys.executable, "-m", "prodtutor", "--pack", str(GOLDEN), "grade", str(handed_in), "--lesson", "1"]
    known = {child.pid for child in psutil.Process().children(recursive=True)}
    adopt_orphans()
    try:
        done = subprocess.run([*command, "--json"], env=env, cwd=top, capture_output=True, check=False)
        left = [child for child in psutil.Process().children(recursive=True) if child.pid not in known]
        told = [f"{child.pid} {child.status()}" for child in left if child.status() != psutil.STATUS_ZOMBIE]
        end_strays()
    finally:
        adopt_orphans(False)
    assert done.returncode == 1, done.stderr.decode()
    sheet = json.loads(done.stdout)
    after = {path.name: take(path).digest for path in handed_in.iterdir() if path.name in before}
    written = [name for name in before if before[name] != after.get(name)]
    places = [Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.home(), Path("/"), top, handed_in]
    written += [str(place / TRACE) for place in places if (place / TRACE).exists()]
    return Outcome(
        {item["name"]: item for item in sheet["submissions"]},
        sheet["isolation"],
        [item["name"] for item in sheet["skipped"]],
        told,
        written,
    )


def _make(top: Path) -> None:
    """What no repository can hold."""
    for name in ("link-to-the-solution", "pipe", "socket", "huge-file"):
        (top / name).mkdir()
    (top / "link-to-the-solution" / "double.py").symlink_to(GOLDEN / "exercises/01-double/solution/double.py")
    (top / "another-link").symlink_to(GOLDEN / "exercises/01-double/solution")
    os.mkfifo(top / "pipe" / "double.py")
    with socket.socket(socket.AF_UNIX) as made:
        here = os.getcwd()
        os.chdir(top / "socket")  # a socket's path has little room
        made.bind("double.py")
        os.chdir(here)
    with open(top / "huge-file" / "double.py", "wb") as file:
        file.truncate(MAX_FILE + 1)
    many = work(top / "many-names")
    for number in range(4000):
        (many / f"{number}.txt").touch()
    deep = work(top / "deep")
    for _ in range(40):
        deep = deep / "d"
        deep.mkdir()
    odd = work(top / "name-no-text")
    os.close(os.open(os.fsencode(odd) + b"/\xff\x1b[2J.py", os.O_CREAT))
    odd = work(top / "honest-odd-file")
    os.close(os.open(os.fsencode(odd) + b"/\xff\x1b[2J.txt", os.O_CREAT))
    marker = b'pack = "golden"\nversion = "9"\nlesson = "02-planned"\ndigest = "0"\nhistory = "x"\n'
    (work(top / "honest-marker-that-lies") / ".prodtutor.toml").write_bytes(marker)
    good = bundle({"double.py": SOLVED}).to_bytes()
    (top / "honest-bundle.zip").write_bytes(good)
    (top / "bundle-cut.zip").write_bytes(good[:-40])
    (top / "bundle-that-leads-outside.zip").write_bytes(zipped([(entry(f"files/../../{TRACE}"), b"x")]))
    (top / "bundle-with-a-link.zip").write_bytes(zipped([(entry("files/l", mode=0o120777), b"/etc/passwd")]))
    (top / "bundle-bomb.zip").write_bytes(zipped([("files/zeros", bytes(900_000))], packed=True))
    (top / "no-bundle.zip").write_bytes(b"hello")
    (top / "README.txt").write_bytes(b"from the teacher")


@pytest.mark.parametrize("name", NAMES)
def test_a_submission(name: str, outcome: Outcome) -> None:
    expected = tomllib.loads((HERE / name / "expected.toml").read_text("utf-8"))

    assert outcome.submissions[name]["verdict"] in expected["verdict"], outcome.submissions[name]


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_submission_that_no_repository_can_hold(name: str, outcome: Outcome) -> None:
    submission = outcome.submissions[name]

    assert submission["verdict"] in MADE[name], submission
    if submission["verdict"] == "cannot_judge":
        assert submission["problem"].isprintable()


def test_no_other_submission_and_no_link_to_one(outcome: Outcome) -> None:
    assert set(outcome.submissions) == {*NAMES, *MADE}
    assert outcome.skipped == ["README.txt", "another-link"]
    assert outcome.isolation == "bwrap"


def test_no_process_is_left(outcome: Outcome) -> None:
    assert outcome.left == []


def test_nothing_is_written_outside(outcome: Outcome) -> None:
    assert outcome.written == []


def test_nothing_in_the_report_steers_a_terminal(outcome: Outcome) -> None:
    for submission in outcome.submissions.values():
        for text in (submission["name"], submission["problem"] or "", submission["says"], submission["learner"]):
            assert text.isprintable() or not text


def test_the_shipped_code_is_known_again(outcome: Outcome) -> None:
    assert outcome.submissions["honest-bundle"]["like"] == "solution"
    assert outcome.submissions["unchanged"]["like"] == "start"
    assert outcome.submissions["honest-addition"]["like"] == ""
