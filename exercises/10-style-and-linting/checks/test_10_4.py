"""10.4: names and size. The same program in smaller pieces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prodtutor.checkkit import Told

ALL = "Smaller pieces must add up to the same program."
ENDS = "Scripts start this program at night. They look at its status, and take what it prints for the report."
WRONG = "Somebody mistypes the command. A report that looks right, but is of something else, is worse than none."


def test_everything_at_once_looks_the_same(shop: Any) -> None:
    shop.unchanged(shop.kiosk.everything(), ALL)


def test_it_fails_as_it_failed(shop: Any) -> None:
    shop.unchanged(shop.kiosk.missing(), ENDS)
    shop.unchanged(shop.kiosk.no_date(), ENDS)


def test_wrong_arguments_are_refused(shop: Any) -> None:
    shop.unchanged(shop.kiosk.no_value(), WRONG)
    shop.unchanged(shop.kiosk.no_file(), WRONG)
    shop.unchanged(shop.kiosk.two_files(), WRONG)
    shop.unchanged(shop.kiosk.unknown_option(), WRONG)


def test_little_stands_outside_of_functions(outside_of_functions: Any, files: Mapping[str, str], told: Told) -> None:
    most_ways, most_statements = outside_of_functions.WAYS, outside_of_functions.STATEMENTS
    for name in (name for name in files if name.endswith(".py")):
        ways, statements = outside_of_functions.outside(files[name].removeprefix("\ufeff"))
        told(
            did=f"counted what stands outside of all functions in {name}",
            saw=f"{ways} ways through it and {statements} statements; {most_ways} and {most_statements} are allowed",
            means="It runs as soon as the file is imported. No piece of it has a name, and no test can ask for one.",
        )
        assert ways <= most_ways
        assert statements <= most_statements
