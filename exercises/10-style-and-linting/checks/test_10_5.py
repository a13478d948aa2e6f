"""10.5: the rules travel with the project."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Told

_SHOWN = 6


def test_every_rule_is_reported(rules: Any, told: Told) -> None:
    rules.must_work(told)
    silent = [
        rule
        for file, rule in rules.seeds.rules.items()
        if rule not in {found.code for found in rules.reported.get(file, ())}
    ]
    first = silent[0] if silent else "F401"
    more = f" and about {', '.join(silent[1:_SHOWN])}" if silent[1:] else ""
    rest = f" and {len(silent) - _SHOWN} more rules" if len(silent) > _SHOWN else ""
    told(
        did=f"ran `ruff check .` with your {rules.name} on files with a mistake for each rule of the brief",
        saw=f"it said nothing about {first} ({rules.texts.DIRTY[first][0]}){more}{rest}",
        means="A colleague commits this tomorrow, and nothing stops it.",
    )
    assert not silent


def test_clean_files_stay_clean(rules: Any, told: Told) -> None:
    rules.must_work(told)
    blamed = [found for file in rules.seeds.clean for found in rules.reported.get(file, ())]
    for found in blamed[:1]:
        told(
            did=f"ran `ruff check .` with your {rules.name} on files in which nothing is wrong",
            saw=f"it complains of {found.code} ({found.message}) in line {found.line}: {_line(rules, found)!r}",
            means="Rules that complain of good code are switched off by the first colleague who is in a hurry.",
        )
    assert not blamed


def test_the_format_is_that_of_the_first_step(rules: Any, told: Told) -> None:
    rules.must_work(told)
    wanted = rules.seeds.clean | {rules.seeds.messy: rules.texts.FORMATTED}
    for file, text in wanted.items():
        got = rules.formatted[file]
        if got == text:
            continue
        lines = zip([*got.splitlines(), ""], [*text.splitlines(), ""], strict=False)
        mine, plain = next(((a, b) for a, b in lines if a != b), ("", ""))
        if got == rules.texts.UNFORMATTED:
            saw = "it left a file as it was that is not formatted"
        else:
            saw = f"it writes {mine!r}, and without your configuration it writes {plain!r}"
        told(
            did=f"ran `ruff format .` with your {rules.name}",
            saw=saw,
            means="Your program is formatted one way, the next file another way: every merge is full of noise.",
        )
        assert got == text


def test_the_rules_are_chosen(rules: Any, told: Told) -> None:
    rules.must_work(told)
    told(
        did=f"looked for `select` in your {rules.name}",
        saw="no `select` chooses any rules",
        means="Without it you get the rules that this version of Ruff happens to begin with. The next one has others.",
    )
    assert rules.chosen


def _line(rules: Any, found: Any) -> str:
    lines = rules.seeds.clean[found.file].splitlines()
    return str(lines[found.line - 1]).strip() if found.line <= len(lines) else ""
