"""3.5: retry safely."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.faults import slept, stop_clock

TWICE = "A timeout does not say whether the customer has paid. With another id, the gateway takes it for another order."


def test_an_unanswered_order_is_tried_again(job: Any, told: Told, say: Any) -> None:
    orders = job.orders(3)
    job.file(orders)
    books = job.books({orders[1].id: ["timeout", "timeout"]})
    did = "imported three orders; for the second, the gateway answered at the third try"
    outcome = job.ends(did, books)
    tries = books.tries(orders[1].id)
    told(did=did, saw=f"run tried {say.times(len(tries))}", means="A moment's trouble on the line costs an order.")
    assert len(tries) == 3
    job.expect_stored(orders, did, "It was charged, and is not in the database.")
    job.expect_counts(outcome, did, "An order that came through late came through.", imported=3)


def test_each_wait_is_longer(job: Any, told: Told, say: Any) -> None:
    orders = job.orders(1)
    job.file(orders)
    did = "imported an order that the gateway answered at the third try, with a sleep of mine"
    stop_clock(job.subject)
    slept(job.subject)  # what the tests before have left
    outcome = job.ends(did, job.books({orders[0].id: ["timeout", "timeout"]}))
    waits, real = outcome.waits, slept(job.subject)
    told(did=did, saw="time.sleep was called", means="Then nobody can test your retries without waiting.")
    assert not real
    asked = ", ".join(f"{seconds:g}" for seconds in waits[:6])
    saw = f"sleep was asked for {asked} seconds" if waits else "sleep was never called"
    told(did=did, saw=saw, means="A gateway that is overloaded gets no rest when thousands ask again at once.")
    assert len(waits) >= 2
    assert waits[0] > 0
    assert all(early < late for early, late in itertools.pairwise(waits))


def test_every_try_has_the_same_id(job: Any, told: Told, say: Any) -> None:
    orders = job.orders(3)
    job.file(orders)
    books = job.books({orders[1].id: ["late", "timeout"]})
    did = "imported three orders; the second was charged, but the gateway's answer got lost"
    job.ends(did, books)
    tries = books.tries(orders[1].id)
    told(did=did, saw=f"the gateway got the ids {', '.join(tries)}", means=TWICE)
    assert set(tries) == {orders[1].id}
    charged = [known for known in books.charged if known.startswith(orders[1].id)]
    told(did=did, saw=f"it was charged {say.times(len(charged))}", means=TWICE)
    assert len(charged) == 1
    job.expect_stored(orders, did, "It was charged, so it must be stored, and once.")


def test_what_is_final_is_not_tried_again(job: Any, told: Told, say: Any) -> None:
    for answer, did in (
        ("rejected no credit", "imported three orders; the gateway refused the second"),
        ("raise RuntimeError", "planted a bug in the gateway: submit raises RuntimeError at the second order"),
    ):
        orders = job.orders(3)
        job.file(orders)
        books = job.books({orders[1].id: [answer] * 90})
        job.run(did, books)
        tries = len(books.tries(orders[1].id))
        told(did=did, saw=f"run tried {say.times(tries)}", means="No is no. Asking again changes nothing, and annoys.")
        assert tries == 1


def test_what_is_final_at_the_second_try(job: Any, told: Told, say: Any) -> None:
    for answer, did in (
        ("rejected no credit", "the gateway gave no answer, and refused it at the second try"),
        ("raise RuntimeError", "the gateway gave no answer, and at the second try submit raised RuntimeError: a bug"),
    ):
        orders = job.orders(3)
        job.file(orders)
        did = f"imported three orders; for the second, {did}"
        found = []
        for before in ([], ["timeout"]):
            books = job.books({orders[1].id: [*before, *[answer] * 90]})
            job.subject.delete(job.rejects)
            outcome = job.run(did, books, db=f"{orders[1].id}-{len(before)}.db")
            end = outcome.raised.name if outcome.raised is not None else job.counts(outcome)
            found.append((end, sorted(job.rejected(did))))
        tries = len(books.tries(orders[1].id))
        told(did=did, saw=f"run tried {say.times(tries)}", means="No is no, whenever it comes.")
        assert tries == 2
        (first, first_lines), (second, second_lines) = found
        means = "It makes no difference when a refusal or a bug comes: the second try must be treated like the first."
        told(did=did, saw=f"that ended with {second}, and when it came at the first try, with {first}", means=means)
        assert second == first
        saw = f"the .rejected.jsonl file has the lines {second_lines}; when it came at the first try, {first_lines}"
        told(did=did, saw=saw, means=means)
        assert second_lines == first_lines


def test_a_second_run_charges_nothing_twice(job: Any, told: Told, say: Any) -> None:
    orders = job.orders(3)
    job.file([*orders, orders[0]])
    did = "imported a file in which the first order stands twice; for the third, the gateway never answered"
    means = "Files are delivered twice, rows are copied twice. Customers pay once."
    outcome = job.ends(did, job.books({orders[2].id: ["timeout"] * 90}))
    sent = outcome.books.tries(orders[0].id)
    told(did=did, saw=f"the first order was sent to the gateway {say.times(len(sent))}", means=means)
    assert len(sent) == 1
    job.expect_counts(outcome, did, means, imported=2, skipped=1, failed=1)
    job.subject.restart()
    did = "imported the same file again, in a new process; this time the gateway answered"
    outcome = job.ends(did)
    sent = outcome.books.ids
    again = [name for name in sent if name != orders[2].id]
    told(did=did, saw=f"it sent {', '.join(again)} to the gateway once more", means=means)
    assert not again
    told(
        did=did,
        saw=f"it did not send {orders[2].id}, for which there was no answer yesterday",
        means="What failed for an hour is then lost for ever, and nobody has decided that.",
    )
    assert sent == [orders[2].id]
    job.expect_counts(outcome, did, means, imported=1, skipped=3)
    job.expect_stored(orders, did, means)


@pytest.mark.parametrize("answer", ["crash", "crash late"])
def test_a_crash_loses_nothing(answer: str, job: Any, told: Told, say: Any) -> None:
    orders = job.orders(6)
    job.file(orders)
    place = job.draw.randrange(2, 5)
    victim = orders[place]
    books = job.books({victim.id: [answer]})
    when = "after it was charged" if answer == "crash late" else "before it was charged"
    did = f"killed the program at order {place + 1} of 6, {when}"
    outcome = job.run(did, books)
    told(did=did, saw=f"it had sent {', '.join(books.ids) or 'nothing'}", means="The checks could not kill it there.")
    assert outcome.killed
    first = len(books.calls)
    did += ", and started it again"
    outcome = job.ends(did, books)
    again = books.ids[first:]
    doubled = [order.id for order in orders[:place] if order.id in again]
    means = "Power cuts happen. What was finished before must stay finished, even if the gateway has forgotten it."
    told(did=did, saw=f"it sent {', '.join(doubled)} once more, finished long before", means=means)
    assert not doubled
    lost = [order.id for order in orders if order.id not in books.charged]
    told(did=did, saw=f"{', '.join(lost)} was never charged", means="It was noted as done before it was done.")
    assert not lost
    strangers = [known for known in books.charged if known not in {order.id for order in orders}]
    told(did=did, saw=f"it sent the order once more as {', '.join(strangers)}", means=TWICE)
    assert not strangers
    job.expect_stored(orders, did, "It was charged, so it must be stored, and once.")
    job.expect_counts(outcome, did, means, imported=6 - place, skipped=place)
