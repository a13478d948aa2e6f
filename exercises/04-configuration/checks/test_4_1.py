"""4.1: no secret in the source."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from prodtutor.checkkit import Run, Told

# The tail of the leaked key and the leaked password: what the starter's learners have seen.
LEAKED = {"the leaked API key": "4eT9vLq2XwZ7mK", "the leaked database password": "Tr4ktor-Banana-88"}
ROTATE = "Whoever can read the code can use the key. Take it out, and have a new one made."


def test_the_api_gets_the_key_of_the_environment(
    shop: Any, drawn: Any, told: Told, how_it_ended: Callable[[Run], str]
) -> None:
    run = shop.run(drawn.env)
    keys = shop.api.keys
    if not keys:
        saw = f"the API received nothing; {how_it_ended(run)}"
    else:
        saw = f"the API received the key {next((key for key in keys if key != drawn.key), drawn.key)!r}"
    told(
        did=f"started the program with SHOP_API_KEY={drawn.key}",
        saw=saw,
        means="A server that is given its own key must use that one, and no other.",
    )
    assert set(keys) == {drawn.key}


def test_without_a_key_nothing_is_sent(shop: Any, drawn: Any) -> None:
    env = {"SHOP_DATABASE_URL": drawn.url}
    shop.expect_stop(shop.run(env), "started the program without SHOP_API_KEY", ["SHOP_API_KEY"], ROTATE)


def test_the_report_names_the_database_of_the_environment(
    shop: Any, drawn: Any, told: Told, how_it_ended: Callable[[Run], str]
) -> None:
    run = shop.run(drawn.env)
    named = shop.api.databases
    told(
        did=f"started the program with a SHOP_DATABASE_URL whose host is {drawn.host}",
        saw=f"the report says {named[0]!r}" if named else f"the API received no report; {how_it_ended(run)}",
        means="The program must work with the database that its server names.",
    )
    assert named
    assert set(named) == {drawn.host}


def test_without_a_database_url_nothing_is_sent(shop: Any, drawn: Any) -> None:
    shop.expect_stop(
        shop.run({"SHOP_API_KEY": drawn.key}),
        "started the program without SHOP_DATABASE_URL",
        ["SHOP_DATABASE_URL"],
        "A program that guesses its database writes into the wrong one some day.",
    )


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


def test_the_report_is_still_right(shop: Any, drawn: Any, told: Told, how_it_ended: Callable[[Run], str]) -> None:
    count, revenue = shop.sales()
    run = shop.run(drawn.env)
    sums = [sum(shop.api.numbers(name)) for name in ("orders", "revenue_cents")]
    told(
        did=f"gave the program {count} orders worth {revenue} cents",
        saw=f"the API was told of {sums[0]} orders and {sums[1]} cents; {how_it_ended(run)}",
        means="Cleaning up must not change what the program does.",
    )
    assert sums == [count, revenue]
    assert run.status == 0
    written = shop.subject.read("last_report.json")
    told(
        did=f"gave the program {count} orders worth {revenue} cents",
        saw="there is no last_report.json afterwards" if written is None else "last_report.json says something else",
        means="Cleaning up must not change what the program does.",
    )
    assert written is not None
    expected = {"orders": count, "revenue_cents": revenue, "database": drawn.host}
    found = read_json(written)
    assert {name: found.get(name) for name in expected} == expected


def read_json(data: bytes) -> dict[str, Any]:
    """The object in a JSON file; an empty one when there is none."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
