"""Signs: told apart without colour, in Unicode and in ASCII."""

from __future__ import annotations

import pytest

from prodtutor.checking.verdict import Status, StepVerdict
from prodtutor.tui.glyphs import ASCII, UNICODE, Glyphs, StepState, choose, step_state


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_state_has_a_sign_of_its_own(glyphs: Glyphs) -> None:
    signs = [glyphs.state(state) for state in StepState if state is not StepState.UNSEEN]
    assert len(set(signs)) == len(signs)


def test_ascii_is_ascii() -> None:
    values = [getattr(ASCII, name) for name in ASCII.__slots__ if name != "ascii"]
    assert all(value.isascii() for value in values)


@pytest.mark.parametrize(
    ("plain", "encoding", "expected"),
    [(False, "utf-8", UNICODE), (False, "UTF_8", UNICODE), (True, "utf-8", ASCII), (False, "latin-1", ASCII)],
)
def test_the_terminal_decides(plain: bool, encoding: str, expected: Glyphs) -> None:
    assert choose(plain, encoding) is expected


@pytest.mark.parametrize(
    ("status", "waits", "ever", "state"),
    [
        (Status.DONE, ("1.1",), True, StepState.DONE),
        (Status.NOT_YET, (), False, StepState.NOT_YET),
        (Status.NOT_YET, ("1.1",), False, StepState.WAITING),
        (Status.NOT_YET, ("1.1",), True, StepState.BROKE_AGAIN),
        (Status.CANNOT_JUDGE, (), True, StepState.CANNOT_JUDGE),
    ],
)
def test_how_a_step_stands(status: Status, waits: tuple[str, ...], ever: bool, state: StepState) -> None:
    verdict = StepVerdict("1.2", "x", "X", status, (), (), waits_for=waits)
    assert step_state(verdict, ever) is state
