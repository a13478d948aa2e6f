"""Beyond: a circuit breaker."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Told

SILENT = ["timeout"] * 90
DOWN = "The gateway is down. Every order that you still try keeps it down, and keeps your job busy for hours."


def test_five_silent_orders_end_the_run(job: Any, told: Told) -> None:
    orders = job.orders(8)
    job.file([*orders[:4], ("o-1", "Ana", "MUG", "two", "100"), *orders[4:]])
    books = job.books({order.id: SILENT for order in orders[1:]}, most=60)
    did = "imported eight orders, with a bad row in the middle; the gateway answered for the first, and for none after"
    raised = job.aborted(job.run(did, books), did, DOWN)
    sent = list(dict.fromkeys(books.ids))
    saw = f"it had sent {len(sent)} of the eight orders before it stopped; one and five make six"
    told(did=did, saw=saw, means=DOWN)
    assert sent == [order.id for order in orders[:6]]
    error = raised
    while error.cause is not None and not error.is_a("gateway:GatewayTimeout"):
        error = error.cause
    told(did=did, saw="no GatewayTimeout stands behind the ImportAborted", means="Why did it stop? The cause is lost.")
    assert error.is_a("gateway:GatewayTimeout")
    job.expect_stored(orders[:1], did, "What was charged must be in the database, however the run ends.")


def test_an_answer_starts_the_count_anew(job: Any) -> None:
    orders = job.orders(12)
    bad = (*orders[11].cells[:3], "two", "100")
    job.file([*orders[:2], bad, *orders[2:11]])
    answered = {4: ["rejected no credit"], 7: ["ok"]}
    books = job.books({order.id: answered.get(number, SILENT) for number, order in enumerate(orders[:11])}, most=60)
    did = "imported orders: four without an answer, one refused, two without, one that went well, three without"
    outcome = job.run(did, books)
    if outcome.raised is not None:
        means = "It stops although the gateway is there: one evening with a bad line, and most orders have to wait."
        job.fail(did, f"run raised {str(outcome.raised)[:160]}", means)
    means = "An order too few is a customer who waits."
    job.expect_counts(outcome, did, means, imported=1, rejected=2, failed=9)
