"""History only grows, gives back exactly what was recorded, and survives damage without lying."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.workspace.history import About, History
from prodtutor.workspace.snapshot import from_files


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "h")


ONE = from_files({"a.py": b"1", "b/c.py": b"same"})
TWO = from_files({"a.py": b"2", "b/c.py": b"same"})


def test_entries_come_back(history: History) -> None:
    first = history.record("start", ONE, note="as given")
    second = history.record("check", TWO, verdict="not_yet", steps={"1.1": "done"})
    fresh = History(history.folder)
    assert fresh.entries() == (first, second)
    assert [entry.id for entry in fresh.entries()] == [1, 2]
    assert fresh.contents(first) == {"a.py": b"1", "b/c.py": b"same"}
    assert fresh.newest() == second
    assert fresh.base() == {"a.py": b"1", "b/c.py": b"same"}
    assert len(os.listdir(history.folder / "objects")) == 3
    assert fresh.notices == []


def test_the_same_state_is_not_recorded_again_unless_it_says_more(history: History) -> None:
    first = history.record("save", ONE)
    assert history.record("save", ONE) == first
    assert history.record("check", ONE) == first
    checked = history.record("check", ONE, verdict="done", steps={"1.1": "done"})
    assert checked.id == 2
    assert history.record("check", ONE, verdict="done", steps={"1.1": "done"}) == checked
    assert history.record("check", ONE, verdict="not_yet").id == 3
    assert history.record("reset", ONE).id == 4


def test_no_such_entry(history: History) -> None:
    with pytest.raises(UsageProblem, match="Nothing was recorded"):
        history.get(1)
    history.record("save", ONE)
    with pytest.raises(UsageProblem, match="There are 1 to 1"):
        history.get(7)


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b'{"sum":"x","entry":{}}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_entry_is_left_out_and_named(history: History, damage: bytes) -> None:
    history.record("start", ONE)
    history.record("save", TWO)
    path = history.folder / "entries" / "000002.json"
    path.write_bytes(damage)
    fresh = History(history.folder)
    assert [entry.id for entry in fresh.entries()] == [1]
    assert fresh.notices == ["Entry 2 of the history is damaged and was left out."]
    with pytest.raises(UsageProblem, match="Entry 2 is damaged"):
        fresh.get(2)
    assert fresh.record("save", TWO).id == 3
    assert path.read_bytes() == damage


def test_one_changed_letter_in_an_entry_is_noticed(history: History) -> None:
    history.record("start", ONE)
    path = history.folder / "entries" / "000001.json"
    path.write_bytes(path.read_bytes().replace(b"a.py", b"x.py"))
    assert History(history.folder).entries() == ()


@pytest.mark.parametrize("damage", [b"lie", None])
def test_a_damaged_copy_is_never_returned(history: History, damage: bytes | None) -> None:
    entry = history.record("start", ONE)
    blob = history.folder / "objects" / entry.files["a.py"]
    if damage is None:
        blob.unlink()
    else:
        blob.write_bytes(damage)
    fresh = History(history.folder)
    with pytest.raises(UsageProblem, match=r"a\.py is damaged"):
        fresh.contents(entry)
    assert fresh.salvage(entry) == ({"b/c.py": b"same"}, ("a.py",))
    assert fresh.base() is None
    assert any("a.py" in notice for notice in fresh.notices)
    again = fresh.record("reset", ONE)
    assert fresh.contents(again)["a.py"] == b"1", "recording the same bytes again mends the copy"


def test_a_newer_base_is_no_state_of_the_folder(history: History) -> None:
    history.record("start", ONE)
    saved = history.record("save", TWO)
    history.record_base(from_files({"new.py": b""}))
    assert history.newest() == saved
    assert history.base() == {"new.py": b""}


def test_what_can_be_undone(history: History) -> None:
    kinds = {"save"}
    assert history.last_undoable(kinds) is None
    start = history.record("start", ONE)
    assert history.last_undoable(kinds) is None
    first = history.record("save", TWO)
    checked = history.record("check", TWO, verdict="done")
    second = history.record("save", ONE)
    assert history.last_undoable(kinds) == (second, checked)
    history.record("undo", TWO, undoes=second.id)
    assert history.last_undoable(kinds) == (first, start)
    history.record("undo", ONE, undoes=first.id)
    assert history.last_undoable(kinds) is None


def test_about(history: History) -> None:
    assert history.about() is None
    about = About(pack="p", lesson="l", root="/x", digest="d")
    history.set_about(about)
    assert History(history.folder).about() == about
    (history.folder / "about.json").write_bytes(b"{")
    assert History(history.folder).about() is None


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match="cannot be written"):
        History(tmp_path / "file").record("save", ONE)


RECORDER = """
import sys
from pathlib import Path
from prodtutor.workspace.history import History
from prodtutor.workspace.snapshot import from_files
history = History(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    entry = history.record("save", from_files({"a": f"{sys.argv[2]} {number}".encode()}))
    sys.stdout.write(f"{entry.id}\\n")
    sys.stdout.flush()
"""


def test_two_processes_at_once(history: History) -> None:
    command = [sys.executable, "-c", RECORDER, str(history.folder)]
    both = [subprocess.Popen([*command, name, "40"], stdout=subprocess.PIPE) for name in ("one", "two")]
    ids = [int(line) for process in both for line in process.communicate(timeout=60)[0].split()]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(ids) == list(range(1, 81))
    told = [history.contents(entry)["a"].decode() for entry in history.entries()]
    for name in ("one", "two"):
        assert [line for line in told if line.startswith(name)] == [f"{name} {n}" for n in range(40)]


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_kills_lose_no_acknowledged_entry(history: History) -> None:
    acknowledged: list[int] = []
    for kill in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", RECORDER, str(history.folder), str(kill), "100000"], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        acknowledged += [int(process.stdout.readline()) for _ in range(1 + kill % 3)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout.read().split(b"\n")[:-1]]
        process.stdout.close()
        process.wait()
    fresh = History(history.folder)
    assert set(acknowledged) <= {entry.id for entry in fresh.entries()}
    assert fresh.notices == []
    assert all(fresh.contents(entry) for entry in fresh.entries())
