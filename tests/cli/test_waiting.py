"""The line that moves: on a terminal only, and gone afterwards."""

from __future__ import annotations

import io
import threading
from contextlib import redirect_stderr
from dataclasses import replace

import pytest

from prodtutor.cli import waiting
from prodtutor.cli.waiting import Waiting
from prodtutor.settings import Settings


class Terminal(io.StringIO):
    """Somebody looks at it; `turned` is set once something was written three times."""

    encoding = "utf-8"

    def __init__(self) -> None:
        super().__init__()
        self.turned = threading.Event()
        self._writes = 0

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._writes += 1
        if self._writes >= 3:
            self.turned.set()
        return super().write(text)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "BEGIN_S", 0.0)
    monkeypatch.setattr(waiting, "TURN_S", 0.001)


@pytest.fixture
def terminal() -> Terminal:
    """What stands for standard error (it is put there in the test itself: pytest puts its own back before)."""
    return Terminal()


def test_it_turns_says_what_happens_and_is_wiped_away(settings: Settings, terminal: Terminal) -> None:
    with redirect_stderr(terminal), Waiting(settings, "Checking") as line:
        line.say("Checking: step 4.1\x1b[2J is judged,")
        assert terminal.turned.wait(30)

    text = terminal.getvalue()
    assert "step 4.1␛[2J is judged" in text
    assert text.endswith("\r\x1b[K")


def test_it_is_wiped_away_after_an_error_too(settings: Settings, terminal: Terminal) -> None:
    def fail() -> None:
        with redirect_stderr(terminal), Waiting(settings, "Checking"):
            assert terminal.turned.wait(30)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize("change", [{"plain": True}, {"no_color": True}])
def test_nothing_moves_where_that_is_not_wanted(
    settings: Settings, terminal: Terminal, change: dict[str, bool]
) -> None:
    with redirect_stderr(terminal), Waiting(replace(settings, **change), "Checking") as line:
        line.say("more")

    assert terminal.getvalue() == ""


def test_what_is_quick_shows_nothing(settings: Settings, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "BEGIN_S", 60.0)
    with redirect_stderr(terminal), Waiting(settings, "Checking"):
        pass

    assert terminal.getvalue() == ""
