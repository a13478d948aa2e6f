"""A fake answer bot, for trying things out. Each seed makes it answer a little differently, as models do."""

import json
import random
from pathlib import Path

QUESTIONS = json.loads(Path(__file__).with_name("questions.json").read_text(encoding="utf-8"))


def make_bot(seed):
    draw = random.Random(seed)
    unknown = draw.sample([item["question"] for item in QUESTIONS], 2)

    def bot(question):
        if question in unknown:
            return {"text": "I am not sure. Is it blue?", "sure": draw.uniform(0.1, 0.5)}
        answer = next(item["answer"] for item in QUESTIONS if item["question"] == question)
        text = draw.choice(["It is {}.", "{}!", "As far as I know: {}, dear customer."]).format(answer)
        return {"text": draw.choice([text, text.upper()]), "sure": draw.uniform(0.85, 0.99)}

    return bot


if __name__ == "__main__":
    bot = make_bot(1)
    for item in QUESTIONS[:5]:
        print(item["question"], bot(item["question"]))
