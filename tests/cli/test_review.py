"""prodtutor review."""

from __future__ import annotations

from collections.abc import Callable

from .conftest import Ran, one_sentence


def _number(shown: Ran, text: str) -> int:
    return next(line["number"] for line in shown.json["lines"] if text in line["text"])


def test_the_change_is_shown_with_numbers(inside: Callable[..., Ran]) -> None:
    ran = inside("review")
    assert (ran.status, ran.err) == (0, "")
    assert "   1  " in ran.out
    assert "refunds.py" in ran.out
    assert "s  secret      leaks a secret" in ran.out


def test_marks_are_judged(inside: Callable[..., Ran]) -> None:
    shown = inside("review", "--json")
    found, wrong = _number(shown, "time.sleep"), _number(shown, "MASK = ")
    ran = inside("review", f"{found}b", f"{wrong}:secret")
    assert ran.status == 1
    assert "asyncio.sleep" in ran.out
    assert "Four stars are no secret." in ran.out
    assert "Still to find: 7 of 8." in ran.out
    assert "1 of 8 found, 1 false alarms" in ran.out
    judged = inside("review", f"{found}b", "--json").json
    assert (judged["verdict"], judged["found"], judged["missed"]) == ("not_yet", ["blocking-sleep"], 7)


def test_a_good_review_is_done(inside: Callable[..., Ran]) -> None:
    shown = inside("review", "--json")
    marks = {
        "int(data": "v",
        '"headers": headers})': "s",
        "with urlopen(request": "b",
        "time.sleep": "b",
        "except Exception": "e",
        "return 500": "s",
        "def test_the_gateway_agrees": "t",
        "def test_a_refund_from": "t",
    }
    ran = inside("review", *(f"{_number(shown, text)}{kind}" for text, kind in marks.items()))
    assert ran.status == 0
    assert "Done · 8 of 8 found, 0 false alarms." in ran.out


def test_what_is_no_mark_is_a_sentence(inside: Callable[..., Ran]) -> None:
    for arguments in (("here",), ("1:gone",), ("9999s",), ("--name", "gone")):
        ran = inside("review", *arguments)
        assert (ran.status, ran.out) == (2, "")
        assert one_sentence(ran.err)
