"""6.6: closed sets stay complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_every_status_has_its_label(kiosk: Any, drawn: Any, long_run: Any, fresh_kiosk: Callable[[], Any]) -> None:
    for status, text in kiosk.drawn.LABELS.items():
        did = f"called label(Status.{status.upper()})"
        kiosk.told(did=did)
        found = kiosk.subject.call("orders_report:label", kiosk.subject.get(f"orders_report:Status.{status.upper()}"))
        kiosk.told(
            did=did, saw=f"it returned {found!r} instead of {text!r}", means="One misspelt word hides for years."
        )
        assert found == text
    if long_run.is_right(kiosk):
        return
    kiosk = fresh_kiosk()
    known = [drawn.of(status)[0] for status in ("shipped", "open")]
    run = kiosk.run(drawn.text, *(record["id"] for record in known))
    kiosk.expect_lines(
        run,
        [*drawn.report(), *map(kiosk.drawn.look_up, known)],
        "looked up an order that is shipped, and one that is open",
        "The misspelt word in the old label made the program crash for every order that is shipped.",
    )
