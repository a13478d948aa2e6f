"""6.2: "perhaps nothing" is part of the type."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from prodtutor.checkkit import SubjectRaised

NO_ERROR = "A type cannot say that something may raise. None stands in the type, so nobody can overlook it."
MEANS = "Somebody mistypes an order number, and the program crashes in front of the customer."


def test_an_unknown_order_is_no_crash(
    kiosk: Any, drawn: Any, draw: random.Random, long_run: Any, fresh_kiosk: Callable[[], Any]
) -> None:
    if long_run.is_right(kiosk):
        return
    kiosk = fresh_kiosk()
    known, unknown = drawn.of("paid")[0], f"x-{draw.randrange(1000, 9999)}"
    run = kiosk.run(drawn.text, unknown, known["id"])
    expected = [*drawn.report(), f"{unknown}: no such order", kiosk.drawn.look_up(known)]
    kiosk.expect_lines(run, expected, f"looked up {unknown}, which is not in the file, and then one that is", MEANS)


def test_nothing_found_is_none(kiosk: Any, drawn: Any, draw: random.Random) -> None:
    unknown = f"x-{draw.randrange(1000, 9999)}"
    orders = kiosk.subject.call("orders_report:load", kiosk.file(drawn.text))
    empty = kiosk.subject.call("orders_report:load", kiosk.file("", "empty.txt"))
    for many, name in ((orders, f"{len(drawn.records)} orders"), (empty, "an empty list")):
        did = f"called find_order with {name} and an unknown id"
        kiosk.told(did=did)
        try:
            found = kiosk.subject.call("orders_report:find_order", many, unknown)
        except SubjectRaised as error:
            if error.phase != "code":
                raise
            kiosk.told(did=did, saw=f"it raised {error.name} instead of returning None", means=NO_ERROR)
            raise AssertionError from None
        kiosk.told(did=did, saw=f"it returned {found!r}", means="Whoever calls it can rely on one answer only: None.")
        assert found is None
