"""One window writes; the lock goes with its process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from prodtutor.session.lock import acquire, release
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.tutor import Tutor


def test_one_window_at_a_time(opened: OpenLesson) -> None:
    assert acquire(opened)
    assert acquire(opened)
    with Tutor(opened.tutor.settings) as second:
        other = open_lesson(second, "1")
        assert not acquire(other)
        release(opened)
        assert acquire(other)
        assert not acquire(opened)
    assert acquire(opened), "closing the other tutor let go"


OTHER = """
import sys
from pathlib import Path
from prodtutor.session.lock import acquire
from prodtutor.session.open import open_lesson
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings
tutor = Tutor(Settings(home=Path(sys.argv[1]), state=Path(sys.argv[2]), pack=Path(sys.argv[3])))
print(acquire(open_lesson(tutor, "1")), flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("end", ["kill", "close"])
def test_the_lock_ends_with_its_process(opened: OpenLesson, end: str) -> None:
    settings = opened.tutor.settings
    command = [sys.executable, "-c", OTHER, str(settings.home), str(settings.state), str(settings.pack)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "True\n"
        assert not acquire(opened)
        if end == "kill":
            other.kill()
        else:
            other.stdin.write("\n")
            other.stdin.flush()
        other.wait(timeout=30)
    assert acquire(opened)
