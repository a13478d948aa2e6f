"""A kill at any moment of any verb: the folder opens again, and every text is in it or in the history."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import contextlib, os, shutil, sys
from pathlib import Path
from prodtutor.errors import UsageProblem
from prodtutor.session import edit
from prodtutor.session.history import restore
from prodtutor.session.open import open_lesson
from prodtutor.session.reset import reset
from prodtutor.session.tutor import Tutor
from prodtutor.session.update import move
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import take

place, pack, verb, samples = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
home = place / "home"
settings = Settings(home=home, state=place / "state", pack=pack)


def open_it():
    return open_lesson(Tutor(settings), "1")


def prepare():
    shutil.rmtree(home, ignore_errors=True)
    if verb == "lay out":
        return set()
    opened = open_it()
    (opened.root / "greet.py").write_text("mine")
    edit.create(opened, "pkg/new.py", "new")
    (opened.root / "extra.py").write_text("never recorded")
    (opened.root / "old.txt").unlink()
    texts = set(take(opened.root).files.values())
    if verb == "lay out again":
        reset(opened)
        restore(opened, opened.history.newest().id - 1)
        shutil.rmtree(opened.root)
    return texts


VERBS = {
    "lay out": lambda: open_it(),
    "lay out again": lambda: open_it(),
    "save": lambda: edit.overwrite(open_it(), "greet.py", "saved"),
    "rename": lambda: edit.rename(open_it(), "greet.py", "other/name.py"),
    "delete": lambda: edit.delete(open_it(), "pkg/new.py"),
    "undo": lambda: edit.undo(open_it()),
    "reset": lambda: reset(open_it()),
    "restore": lambda: restore(open_it(), 1),
    "move": lambda: move(open_it()),
}


def killed_after(limit):
    child = os.fork()
    if child == 0:
        count = 0

        def trace(frame, event, argument):
            nonlocal count
            count += 1
            if count == limit:
                os.kill(os.getpid(), 9)

        sys.setprofile(trace)  # at every call of a function, those of the system included
        VERBS[verb]()
        sys.setprofile(None)
        (place / "steps").write_text(str(count))
        os._exit(0)
    return os.waitpid(child, 0)[1]


open_it()  # everything is imported
prepare()
assert killed_after(-1) == 0
steps = int((place / "steps").read_text())
killed = 0
for sample in range(samples):
    texts = prepare()
    killed += killed_after(1 + steps * sample // samples) == 9
    opened = open_it()
    kept = set(take(opened.root).files.values())
    for entry in opened.history.entries():
        kept |= set(opened.history.contents(entry).values())
    lost = texts - kept
    assert not lost, (sample, lost)
    assert not opened.history.notices, opened.history.notices
    assert not [name for name in os.listdir(opened.root) if name.endswith(".tmp")]
    if verb in ("lay out", "lay out again"):
        assert (opened.root / "greet.py").exists(), sample
        if verb == "lay out":
            assert "old.txt" in take(opened.root).files
        else:
            assert texts <= set(take(opened.root).files.values()), sample
    with contextlib.suppress(UsageProblem):  # done already: nothing left to delete, say
        VERBS[verb]()
assert killed > samples // 2, killed
"""


@pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")
@pytest.mark.parametrize(
    "verb", ["lay out", "lay out again", "save", "rename", "delete", "undo", "reset", "restore", "move"]
)
def test_a_kill_anywhere(tmp_path: Path, small_pack: Path, verb: str) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), str(small_pack), verb, "15"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
