"""Tests of `bot_check`, which no checkout has a say in."""

import json
from pathlib import Path

import bot_check
from bot_check import accept

ANSWERS = {
    item["question"]: item["answer"]
    for item in json.loads(Path(__file__).with_name("questions.json").read_text(encoding="utf-8"))
}


def good(question):
    return {"text": f"It is {ANSWERS[question]}.", "sure": 0.9}


def boastful(question):
    return {"text": "It is blue.", "sure": 0.9}


def test_a_good_bot_is_released():
    assert accept(good)


def test_a_boastful_bot_is_not():
    assert not bot_check.accept(boastful)
