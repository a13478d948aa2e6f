"""5.3: the two bugs, pinned by tests and mended."""

from __future__ import annotations

import random
from typing import Any

from prodtutor.checkkit import Subject, Told


def test_the_old_bugs_turn_it_red(judged: Any) -> None:
    for bug in judged.plans.OLD_BUGS:
        alive = judged.survivors((bug,))
        judged.told(
            did="put one old bug back into a right checkout, and ran your tests",
            saw=f"everything stayed green, although {bug.says}" if alive else "",
            means="What was wrong once comes back once more. A test is what stops it at the door.",
        )
        assert not alive


def test_the_checkout_keeps_the_rules(
    subject: Subject, told: Told, house: Any, probes: Any, draw: random.Random
) -> None:
    cases = _cases(house, draw)
    told(did="asked your checkout what some baskets cost")
    answers = subject.probe(probes.ask, cases)
    for (function, arguments), (answer, done) in zip(cases, answers, strict=True):
        wanted = house.answer(function, arguments)
        shown = ", ".join(map(repr, arguments))
        got = answer[0] if isinstance(answer, list) else repr(answer)
        told(
            did=f"called {function}({shown})"[:200],
            saw=f"it raised {got}" if isinstance(answer, list) else f"it returned {got}",
            means=f"By the house rules it is {wanted}.",
        )
        if isinstance(wanted, str):
            assert isinstance(answer, list)
            assert wanted in answer
        else:
            assert type(answer) is int
            assert answer == wanted
        if function == "refund":
            before, order_id = arguments[3], arguments[4]
            told(
                did=f"called {function}({shown})"[:200],
                saw=f"`done` held {sorted(done)} afterwards",
                means="A refund puts its order into `done`. A refusal leaves `done` as it was.",
            )
            assert done == (before if isinstance(wanted, str) else sorted({*before, order_id}))
    line = ["CUP", draw.randrange(1, 9), draw.randrange(100, 900)]
    others = [(line, True), ([line[0], line[1], line[2] + 1], False)]
    answers = subject.probe(probes.ask, [("equal", [line, other]) for other, _ in others])
    for (other, equal), (answer, _) in zip(others, answers, strict=True):
        told(
            did=f"compared Line{tuple(line)} with Line{tuple(other)}",
            saw=f"`==` gave {answer!r}",
            means="By the house rules, two lines with the same values are equal, and no others.",
        )
        assert bool(answer) == equal


def test_the_orders_are_kept(subject: Subject, told: Told, house: Any, probes: Any, draw: random.Random) -> None:
    did = "saved orders, opened their file again, and loaded them"
    told(did=did)
    steps, wanted, words = _orders(house, draw)
    found = subject.probe(probes.files_of_orders, steps)
    for (what, _, given), answer, expected, (did, means) in zip(steps, found, wanted, words, strict=True):
        told(did=did, saw=f"{what} of {given!r} gave {answer!r}"[:200] if what == "load" else str(answer), means=means)
        assert answer == expected


def _orders(house: Any, draw: random.Random) -> tuple[list[Any], list[Any], list[tuple[str, str]]]:
    """Steps on two files, what must come of each, and for each what was done and what it means."""
    ids = [f"o-{number}" for number in draw.sample(range(100, 999), 6)]

    def order(order_id: str, country: str) -> dict[str, Any]:
        lines = [list(line) for line in house.basket(draw, 2000, 4000, country, None).lines]
        lines += [["KID'S CUP", 2, 29], ["TEA", 1, 1999]]
        return {"id": order_id, "total_cents": draw.randrange(1000, 9000), "country": country, "lines": lines}

    steps: list[Any] = []
    wanted: list[Any] = []
    words: list[tuple[str, str]] = []

    def step(what: str, path: str, given: Any, expected: Any, did: str, means: str) -> None:
        steps.append((what, path, given))
        wanted.append(expected)
        words.append((did, means))

    first, second, third = order(ids[0], "AT"), order(ids[0], "FR"), order(ids[1], "DE")
    did, means = "saved an order, and loaded it from the file, opened again", "An order comes back as it was saved."
    step("save", "new.db", first, None, did, means)
    step("load", "new.db", first["id"], first, did, means)
    did, means = "saved one order twice", "By the house rules, an order with the same id is replaced."
    step("save", "new.db", first, None, did, means)
    step("load", "new.db", first["id"], first, did, means)
    did = "saved another order with the same id"
    step("save", "new.db", second, None, did, means)
    step("save", "new.db", third, None, did, means)
    step("load", "new.db", second["id"], second, did, means)
    step(
        "load", "new.db", third["id"], third, did, "An order comes back as it was saved, whatever else is in the file."
    )
    did, means = "loaded an order that is not there", "By the house rules, `load` returns None then."
    step("load", "new.db", ids[2], None, did, means)

    did = "opened a file of version 1 with two orders"
    means = "By the house rules all its orders stay, with all their lines, and their country is DE."
    old = [order(ids[3], "DE"), order(ids[4], "DE")]
    step("version 1", "old.db", _version_1(old), None, did, means)
    for _ in range(2):
        for each in old:
            step("load", "old.db", each["id"], each, did, means)
        newer = order(ids[5], "AT")
        step("save", "old.db", newer, None, did, "New orders can be kept in it as well.")
        step("load", "old.db", ids[5], newer, did, "New orders can be kept in it as well.")
    return steps, wanted, words


def _version_1(orders: list[dict[str, Any]]) -> list[tuple[str, list[Any]]]:
    """Statements that make the file that last year's program would have left, and their values."""
    statements: list[tuple[str, list[Any]]] = [
        ("CREATE TABLE orders (id TEXT PRIMARY KEY, total_cents INTEGER)", []),
        ("CREATE TABLE lines (order_id TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)", []),
    ]
    for order in orders:
        statements.append(("INSERT INTO orders VALUES (?, ?)", [order["id"], order["total_cents"]]))
        statements += [("INSERT INTO lines VALUES (?, ?, ?, ?)", [order["id"], *line]) for line in order["lines"]]
    return [*statements, ("PRAGMA user_version = 1", [])]


def _cases(house: Any, draw: random.Random) -> list[tuple[str, list[Any]]]:
    """Calls: fixed ones at the edges, so that luck decides nothing, and drawn ones, so that none is known ahead."""

    def lines(least: int, most: int) -> Any:
        return house.basket(draw, least, most, "DE", None).lines

    small = draw.randrange(1, 500)
    order = f"o-{draw.randrange(100, 999)}"
    bad = [("CUP", draw.choice([0, -1, -draw.randrange(2, 9)]), 450)]
    shares = [(1001, 1, 2), (1, 1, 2), (1000, 2, 3), (1000, 1, 3), (1000, draw.randrange(1, 7), 7)]
    return [
        ("total", [lines(5000, 5550), "DE", "TEA10"]),
        ("total", [lines(5000, 5499), "DE", "WELCOME5"]),
        ("discount", [small, "WELCOME5"]),
        ("total", [[("SPOON", 1, small)], "DE", "WELCOME5"]),
        ("total", [lines(5600, 9000), "DE", "TEA10"]),
        ("total", [lines(1000, 9000), draw.choice(["AT", "FR"]), None]),
        ("total", [lines(1000, 4000)]),
        ("subtotal", [lines(1000, 9000)]),
        ("subtotal", [[]]),
        ("subtotal", [bad]),
        *(("subtotal", [[("TEA", 1, 1999), ("CUP", quantity, 450)]]) for quantity in (0, -1)),
        *(("discount", [cents, "TEA10"]) for cents in (0, 4, 5, 14, 25, 1994, 1995, 4005)),
        *(("discount", [cents, "WELCOME5"]) for cents in (0, 499, 500, 501)),
        ("discount", [draw.randrange(60, 900) * 10 + 5, draw.choice(["tea10", " TEA10 "])]),
        ("discount", [draw.randrange(600, 9000), None]),
        ("discount", [draw.randrange(600, 9000), f"TEA{draw.randrange(11, 99)}"]),
        *(("discount", [4000, coupon]) for coupon in ("tea10", " TEA10 ", " Welcome5", "", "TEA 10", "TEA1")),
        ("shipping", [4999, "DE"]),
        ("shipping", [5000, "DE"]),
        ("shipping", [5000, "AT"]),
        *(("refund", [*share, [], order, "manager"]) for share in shares),
        ("refund", [1000, 7, 7, ["o-1"], order, "manager"]),
        ("refund", [1000, 8, 7, [], order, "manager"]),
        ("refund", [1000, 0, 7, [], order, "manager"]),
        ("refund", [1000, -1, 7, [], order, "manager"]),
        ("refund", [1000, 1, 7, [order], order, "manager"]),
        ("refund", [1000, 1, 7, [], order, "clerk"]),
    ]


def test_your_tests_pass_on_your_checkout(judged: Any) -> None:
    judged.green(
        "own",
        "ran all your tests on your own checkout",
        "Tests that stay red are soon ignored, all of them. Mend what they have found.",
    )
