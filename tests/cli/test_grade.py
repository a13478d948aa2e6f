"""prodtutor grade: the real command on real folders."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil
import pytest

from prodtutor.processes import Sandbox, find_sandbox

from .conftest import GOLDEN, SOLVED, Prodtutor, one_sentence

START = (GOLDEN / "exercises" / "01-double" / "start" / "double.py").read_bytes()
StillAlive = Callable[[Iterable[psutil.Process]], list[psutil.Process]]
sandboxed = pytest.mark.skipif(not isinstance(find_sandbox(), Sandbox), reason="no sandbox works here")


def hand_in(folder: Path, **learners: bytes) -> Path:
    """A folder with one folder for each learner."""
    for name, code in learners.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "double.py").write_bytes(code)
    return folder


def grade(prodtutor: Prodtutor, *words: str, **environment: str):  # type: ignore[no-untyped-def]
    return prodtutor("grade", *words, "--pack", str(GOLDEN), **environment)


@sandboxed
def test_the_contract(prodtutor: Prodtutor, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ada=SOLVED, bob=START)
    done = grade(prodtutor, str(folder), "--json")

    assert done.status == 0, done.err
    told = done.json
    assert (told["schema"], told["isolation"]) == (1, "bwrap")
    ada, bob = told["submissions"]
    assert ada["name"] == "ada"
    assert ada["lesson"] == "01-double"
    assert (ada["verdict"], ada["steps"], ada["score"]) == ("done", {"1.1": "done", "1.2": "done"}, 1.0)
    assert ada["problem"] is None
    assert isinstance(ada["took_ms"], int)
    assert (bob["verdict"], bob["score"]) == ("not_yet", 0.0)


@sandboxed
def test_what_was_judged_is_not_judged_again_and_a_changed_check_is(
    prodtutor: Prodtutor, tmp_path: Path, golden_copy: Path
) -> None:
    folder = hand_in(tmp_path / "class", ada=SOLVED, bob=START)
    words = ("grade", str(folder), "--json", "--pack", str(golden_copy))

    def known() -> list[bool]:
        return [item["known"] for item in prodtutor(*words).json["submissions"]]

    assert known() == [False, False]
    assert known() == [True, True]
    (folder / "bob" / "double.py").write_bytes(START + b"# more\n")
    assert known() == [True, False]
    brief = golden_copy / "lessons" / "01-double" / "brief.md"
    brief.write_text(brief.read_text() + "\nMore words.\n")
    assert known() == [True, True]
    check = golden_copy / "exercises" / "01-double" / "checks" / "test_1_1.py"
    check.write_text(check.read_text() + "\n# another check\n")
    assert known() == [False, False]


@pytest.fixture
def golden_copy(tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(GOLDEN, tmp_path / "pack"))


@sandboxed
def test_a_private_pack_judges_bundles_of_another(prodtutor: Prodtutor, tmp_path: Path, golden_copy: Path) -> None:
    prodtutor("start", "1", "--pack", str(GOLDEN))
    (prodtutor.home / "01-double" / "double.py").write_bytes(SOLVED)
    bundle = prodtutor("submit", "1", "--pack", str(GOLDEN), "--name", "Ada").out.strip()
    words = golden_copy / "lessons" / "pack.toml"
    words.write_text(words.read_text().replace('name = "', 'name = "private-'))

    told = prodtutor("grade", bundle, "--checks", str(golden_copy), "--json").json

    assert [(item["name"], item["learner"], item["verdict"]) for item in told["submissions"]] == [
        ("01-double", "Ada", "done")
    ]
    other = prodtutor("grade", bundle, "--pack", str(golden_copy), "--json")
    assert other.status == 1
    assert "was made with the pack" in other.json["submissions"][0]["problem"]


@sandboxed
def test_reports_name_the_isolation_and_hold_no_formula(prodtutor: Prodtutor, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", **{"=cmd|' !A1": SOLVED, "ada\x1b[2J": b"def double("})
    table, data = tmp_path / "grades.csv", tmp_path / "grades.json"
    done = grade(prodtutor, str(folder), "--report", str(table), "--report", str(data))

    assert done.status == 0, done.err
    assert "isolation: a sandbox for each" in done.out
    assert "01-double, done by: 1.1 50 %, 1.2 50 %" in done.out
    assert "\x1b" not in done.out + done.err
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["'=cmd|' !A1", "ada␛[2J"]
    assert [(row["score"], row["1.1"], row["isolation"]) for row in rows] == [
        ("1.0", "done", "bwrap"),
        ("0.0", "not_yet", "bwrap"),
    ]
    assert json.loads(data.read_text())["isolation"] == "bwrap"


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere",),
        ("empty",),
        ("class", "--report", "grades.pdf"),
        ("class", "--jobs", "many"),
        ("class", "--jobs", "0"),
        ("class", "--lesson", "7"),
        ("class", "--lesson", "2"),
    ],
)
def test_wrong_usage_is_one_sentence(prodtutor: Prodtutor, words: tuple[str, ...]) -> None:
    hand_in(prodtutor.cwd / "class", ada=SOLVED)
    (prodtutor.cwd / "empty").mkdir()
    done = grade(prodtutor, *words)

    assert done.status == 2
    assert one_sentence(done.err)
    assert done.out == ""


@pytest.mark.parametrize("trust", [False, True])
def test_without_a_sandbox_only_for_those_who_are_trusted(prodtutor: Prodtutor, tmp_path: Path, trust: bool) -> None:
    folder = hand_in(tmp_path / "class", ada=SOLVED)
    words = [str(folder), "--json", *(["--trust-submissions"] if trust else [])]
    done = grade(prodtutor, *words, PRODTUTOR_ISOLATION="limits")

    if trust:
        assert (done.status, done.json["isolation"]) == (0, "limits")
        assert done.json["submissions"][0]["verdict"] == "done"
    else:
        assert done.status == 3
        assert "--trust-submissions" in done.json["error"]["hint"]


@sandboxed
def test_a_pack_whose_solution_does_not_pass_judges_nobody(
    prodtutor: Prodtutor, tmp_path: Path, golden_copy: Path
) -> None:
    (golden_copy / "exercises" / "01-double" / "solution" / "double.py").write_bytes(START)
    done = prodtutor("grade", str(hand_in(tmp_path / "class", ada=SOLVED)), "--pack", str(golden_copy))

    assert done.status == 3
    assert one_sentence(done.err)
    assert "own solution" in done.err


@sandboxed
def test_a_pack_whose_start_passes_judges_nobody(prodtutor: Prodtutor, tmp_path: Path, golden_copy: Path) -> None:
    (golden_copy / "exercises" / "01-double" / "start" / "double.py").write_bytes(SOLVED)
    done = prodtutor("grade", str(hand_in(tmp_path / "class", ada=START)), "--pack", str(golden_copy))

    assert done.status == 3
    assert "own start" in done.err


def _hear_interrupts() -> None:
    """Whoever is started in the background of a shell does not, and what it starts does not either."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@sandboxed
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_was_stopped_goes_on_where_it_was(
    prodtutor: Prodtutor, tmp_path: Path, still_alive: StillAlive, how: signal.Signals
) -> None:
    room = tmp_path / "room"
    room.mkdir(mode=0o777)
    prodtutor.more["TMPDIR"] = str(room)
    folder = hand_in(tmp_path / "class", ada=SOLVED, bob=START + b"\nwhile True:\n    pass\n")
    command = prodtutor.command("grade", str(folder), "--pack", str(GOLDEN), "--jobs", "1")
    kept = prodtutor.state / "grading"
    with subprocess.Popen(
        command,
        cwd=prodtutor.cwd,
        env=prodtutor.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_hear_interrupts,
    ) as running:
        while running.poll() is None and not list(kept.rglob("*.json")):
            pass
        family = psutil.Process(running.pid).children(recursive=True)
        os.kill(running.pid, how)
        _, err = running.communicate()

    assert running.returncode == 130
    assert one_sentence(err.decode())
    assert "goes on from here" in err.decode()
    assert still_alive(family) == []
    assert list(room.glob("prodtutor-grade-*")) == []
    again = grade(prodtutor, str(folder), "--json")
    assert [item["known"] for item in again.json["submissions"]] == [True, False]
