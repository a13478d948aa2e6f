"""4.1: no secret in the source."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from prodtutor.checkkit import Run, Told

# The tail of the leaked key and the leaked password: what the starter's learners have seen.
LEAKED = {"the leaked API key": "4eT9vLq2XwZ7mK", "the leaked database password": "Tr4ktor-Banana-88"}
ROTATE = "Whoever can read the code can use the key. Take it out, and have a new one made."


@dataclass
class GoodRun:
    """One run with both variables set, and what came of it."""

    drawn: Any
    count: int
    revenue: int
    """In cents."""
    run: Run
    keys: list[str]
    databases: list[str]
    sums: list[int]
    """Orders and cents that the API was told of, over all requests."""
    written: bytes | None
    """What stands in last_report.json."""


class GoodRuns:
    def __init__(self) -> None:
        self._made: GoodRun | None = None

    def look(self, real_shop: Callable[[], Any]) -> GoodRun:
        """The run that the tests of this file share. When it could not be made, the next test tries again."""
        if self._made is None:
            shop = real_shop()
            drawn = shop.configuration()
            count, revenue = shop.sales()
            run = shop.run(drawn.env)
            api = shop.api
            sums = [sum(api.numbers(name)) for name in ("orders", "revenue_cents")]
            written = shop.subject.read("last_report.json")
            self._made = GoodRun(drawn, count, revenue, run, api.keys, api.databases, sums, written)
        return self._made


@pytest.fixture(scope="module")
def good_runs() -> GoodRuns:
    return GoodRuns()


def test_the_api_gets_the_key_of_the_environment(
    good_runs: GoodRuns, real_shop: Callable[[], Any], told: Told, how_it_ended: Callable[[Run], str]
) -> None:
    seen = good_runs.look(real_shop)
    keys, key = seen.keys, seen.drawn.key
    if not keys:
        saw = f"the API received nothing; {how_it_ended(seen.run)}"
    else:
        saw = f"the API received the key {next((other for other in keys if other != key), key)!r}"
    told(
        did=f"started the program with SHOP_API_KEY={key}",
        saw=saw,
        means="A server that is given its own key must use that one, and no other.",
    )
    assert set(keys) == {key}


def test_without_a_key_nothing_is_sent(real_shop: Callable[[], Any], drawn: Any) -> None:
    shop, env = real_shop(), {"SHOP_DATABASE_URL": drawn.url}
    shop.expect_stop(shop.run(env), "started the program without SHOP_API_KEY", ["SHOP_API_KEY"], ROTATE)


def test_the_report_names_the_database_of_the_environment(
    good_runs: GoodRuns, real_shop: Callable[[], Any], told: Told, how_it_ended: Callable[[Run], str]
) -> None:
    seen = good_runs.look(real_shop)
    named, host = seen.databases, seen.drawn.host
    told(
        did=f"started the program with a SHOP_DATABASE_URL whose host is {host}",
        saw=f"the report says {named[0]!r}" if named else f"the API received no report; {how_it_ended(seen.run)}",
        means="The program must work with the database that its server names.",
    )
    assert named
    assert set(named) == {host}


def test_without_a_database_url_nothing_is_sent(shop: Any) -> None:
    drawn = shop.configuration()

    def look(shop: Any) -> None:
        shop.expect_stop(
            shop.run({"SHOP_API_KEY": drawn.key}),
            "started the program without SHOP_DATABASE_URL",
            ["SHOP_DATABASE_URL"],
            "A program that guesses its database writes into the wrong one some day.",
        )

    shop.trial(look)


def test_the_leaked_secrets_are_nowhere(tree: Mapping[str, bytes], told: Told, find_leak: Any) -> None:
    for name, secret in LEAKED.items():
        for file, data in tree.items():
            text = data.decode("latin-1")
            whole = find_leak.longest_run(text, secret, 8)
            shown = f"{whole}" if whole else find_leak.disguise(text, secret)
            told(
                did="searched your folder for the secrets that had leaked",
                saw=f"{name} is in {file}: {shown}",
                means="Burnt secrets stay burnt. Remove every copy, and have new ones made.",
            )
            assert not shown


def test_the_report_is_still_right(
    good_runs: GoodRuns, real_shop: Callable[[], Any], told: Told, how_it_ended: Callable[[Run], str]
) -> None:
    seen = good_runs.look(real_shop)
    did = f"gave the program {seen.count} orders worth {seen.revenue} cents"
    means = "Cleaning up must not change what the program does."
    told(
        did=did,
        saw=f"the API was told of {seen.sums[0]} orders and {seen.sums[1]} cents; {how_it_ended(seen.run)}",
        means=means,
    )
    assert seen.sums == [seen.count, seen.revenue]
    assert seen.run.status == 0
    missing = seen.written is None
    told(
        did=did,
        saw="there is no last_report.json afterwards" if missing else "last_report.json says something else",
        means=means,
    )
    assert seen.written is not None
    expected = {"orders": seen.count, "revenue_cents": seen.revenue, "database": seen.drawn.host}
    found = read_json(seen.written)
    assert {name: found.get(name) for name in expected} == expected


def read_json(data: bytes) -> dict[str, Any]:
    """The object in a JSON file; an empty one when there is none."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
