"""10.5: the rules travel with the project."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Told

_SHOWN = 6


def test_every_rule_is_reported(rules: Any, told: Told) -> None:
    rules.must_work(told)
    silent = {
        file: [rule for rule in wanted if rule not in {found.code for found in rules.reported.get(file, ())}]
        for file, wanted in rules.seeds.rules.items()
    }
    missing = [rule for file, found in silent.items() if file not in rules.seeds.own for rule in found]
    own = "" if missing else next((file for file in rules.seeds.own if silent[file]), "")
    missing = missing or silent.get(own, [])
    first = missing[0] if missing else "F401"
    more = f" and about {', '.join(missing[1:_SHOWN])}" if missing[1:] else ""
    rest = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    where = f" with these mistakes in {own}, a file of yours that gets no rules that way" if own else ""
    told(
        did=f"ran `ruff check .` with your {rules.name} on files with a mistake for each rule of the brief",
        saw=f"it said nothing about {first} ({rules.texts.DIRTY[first][0]}){more}{rest}{where}",
        means="A colleague commits this tomorrow, and nothing stops it.",
    )
    assert not missing


def test_their_own_files_are_clean(rules: Any, told: Told) -> None:
    rules.must_work(told)
    for found in rules.own[:1]:
        told(
            did=f"ran `ruff check .` with your {rules.name} on your own files",
            saw=f"it complains of {found.code} ({found.message}) in {found.file}, line {found.line}",
            means="The check is red from the first day on, so nobody looks at it when a colleague adds a mistake.",
        )
    assert not rules.own


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
    wanted = rules.seeds.clean | dict.fromkeys(rules.seeds.messy, rules.texts.FORMATTED)
    for file, text in wanted.items():
        got = rules.formatted[file]
        if got == text:
            continue
        saw = _otherwise(got, text, rules.texts.UNFORMATTED)
        if file in rules.seeds.own:
            saw = f"{saw} in {file}"
        if rules.changes:
            saw = f"{saw}; your configuration says {' and '.join(rules.changes[:2])}"
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


def _otherwise(got: str, text: str, before: str) -> str:
    """How a file that the formatter left is not as it should be."""
    if got == before:
        return "it left a file as it was that is not formatted"
    if got.replace("\r\n", "\n") == text:
        return "it ends lines with \\r\\n, and without your configuration with \\n"
    lines = zip([*got.splitlines(), ""], [*text.splitlines(), ""], strict=False)
    mine, plain = next(((a, b) for a, b in lines if a != b), ("", ""))
    return f"it writes {mine!r}, and without your configuration it writes {plain!r}"


def _line(rules: Any, found: Any) -> str:
    lines = rules.seeds.clean[found.file].splitlines()
    return str(lines[found.line - 1]).strip() if found.line <= len(lines) else ""
