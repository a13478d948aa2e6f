"""5.5: protect behaviour, not structure."""

from __future__ import annotations

from typing import Any


def test_right_rewrites_stay_green(judged: Any) -> None:
    for name, what in judged.plans.REWRITES.items():
        judged.green(
            name,
            f"ran your tests on another right checkout, which {what}",
            "No customer would notice the difference, but your test calls it a fault. So nobody will dare to tidy up.",
        )


def test_any_order(judged: Any) -> None:
    judged.green(
        "reversed",
        "ran your tests on a right checkout, the last one first",
        "A test that needs another one before it fails for no reason of its own, and people search in the wrong place.",
    )
    judged.green(
        "alone",
        "ran each of your tests alone on a right checkout",
        "When a test is red, you want to run just this one. It must not need the others.",
    )


def test_anywhere(judged: Any) -> None:
    judged.green(
        "elsewhere",
        "ran your tests from another folder, in the time zone of Kiribati",
        "They are green on your machine only. Build the path of a file from Path(__file__).parent.",
    )
    judged.green(
        "twice",
        "ran your tests twice in one folder",
        "The first run leaves something behind, and the second one trips over it. Use tmp_path.",
    )
