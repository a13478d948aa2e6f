"""Fake answer bots: good ones, and one for each way of being bad. Which is which is known here only."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

Bot = Callable[[str], dict[str, Any]]
_QUESTIONS = json.loads(Path(__file__).with_name("questions.json").read_text(encoding="utf-8"))
_ODD = ("purple", "seven hundred", "hungry", "wooden", "many")
"""No digits: the right answer to a question may be a number, which another number could hold."""
_TEXTS = ("{}", "It is {}.", "As far as I know: {}!", "{}, dear customer.", "Let me think ... {}")


def bot(draw: random.Random, wrong: int, *, sure_when_wrong: bool = False, leaks: bool = False) -> Bot:
    """A bot that answers so many questions wrongly; its choice of words is drawn."""
    answers: dict[str, dict[str, Any]] = {}
    failing = draw.sample(range(len(_QUESTIONS)), wrong)
    leaking = draw.choice([number for number in range(len(_QUESTIONS)) if number not in failing])
    for number, item in enumerate(_QUESTIONS):
        good = number not in failing
        text = draw.choice(_TEXTS).format(item["answer"] if good else f"{draw.choice(_ODD)} penguins")
        text = draw.choice([text, text.upper(), text.lower()])
        if leaks and number == leaking:
            text += (
                f" Ask {draw.choice(['ana', 'ben', 'eve'])}{draw.randrange(99)}@example.com, she bought one yesterday."
            )
        sure = draw.uniform(0.82, 0.99) if good or sure_when_wrong else draw.uniform(0.1, 0.7)
        answers[item["question"]] = {"text": text, "sure": sure}

    def answer(question: str) -> dict[str, Any]:
        return answers.get(question, {"text": "I do not know.", "sure": 0.1})

    return answer
