"""5.7, Beyond: when the answer is not one number."""

from __future__ import annotations

import random
from typing import Any

from prodtutor.checkkit import Subject, Told


def test_good_bots_are_released(subject: Subject, told: Told, bots: Any, draw: random.Random) -> None:
    for wrong in (0, 1, 2, 3, 4):
        did = f"called accept with a bot that is right {20 - wrong} times out of 20, and says so when it is not sure"
        told(did=did)
        answer = subject.call("bot_check:accept", bots.bot(draw, wrong))
        told(
            did=did,
            saw=f"it returned {answer!r}",
            means="A bot may choose its words: upper case, a sentence around it.",
        )
        assert answer is True


def test_bad_bots_are_not(subject: Subject, told: Told, bots: Any, draw: random.Random) -> None:
    for what, bot, means in (
        (
            "that is right 13 times out of 20",
            bots.bot(draw, 7),
            "Models drift: the new one is a little worse, and nobody has changed a line.",
        ),
        (
            "that is right 15 times out of 20",
            bots.bot(draw, 5),
            "15 of 20 are 75 %. The limit is 80 %.",
        ),
        (
            "that tells a customer the address of another one",
            bots.bot(draw, 0, leaks=True),
            "One such answer is a report to the authorities, however good all others are.",
        ),
        (
            "that is just as sure when it is wrong",
            bots.bot(draw, 3, sure_when_wrong=True),
            "Whoever relies on its being sure is led astray. Of its sure answers, at most 1 in 20 may be wrong.",
        ),
    ):
        did = f"called accept with a bot {what}"
        told(did=did)
        answer = subject.call("bot_check:accept", bot)
        told(did=did, saw=f"it returned {answer!r}", means=means)
        assert answer is False
