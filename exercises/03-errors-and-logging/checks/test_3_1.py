"""3.1: swallow nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prodtutor.checkkit import Told

BUGS = (
    "AttributeError",
    "KeyError",
    "TypeError",
    "ValueError",
    "OSError",
    "ConnectionError",
    "TimeoutError",
    "sqlite3.OperationalError",
)
STOPS = ("KeyboardInterrupt", "SystemExit")


def planted(job: Any, told: Told, say: Any, kind: str, did: str, means: str, first: Sequence[str] = ()) -> None:
    """What the gateway raises at the second of three orders must come out of `run` as it is.

    first: what it answers before. A program that asks no more after that has nothing to let out.
    """
    orders = job.orders(3)
    job.file(orders)
    planted = f"raise {kind.replace('.', ':')}"
    books = job.books({orders[1].id: [*first, *[planted] * 9]})
    outcome = job.run(did, books, db=f"{orders[1].id}.db")
    if len(books.tries(orders[1].id)) <= len(first):
        return
    told(did=did, saw=f"run {say.how(outcome)}", means=means)
    raised = outcome.raised
    name, text = (raised.name, raised.text) if raised is not None else ("nothing", "")
    assert name == kind.rpartition(".")[2]
    assert "planted by the check" in text


def test_a_bug_in_the_gateway_gets_out(job: Any, told: Told, say: Any) -> None:
    means = (
        "A bug that nobody hears of is never mended, and one that is reported under another name is looked for in the"
        " wrong place. Whatever submit raises, other than its own two errors, must come out of run as it is."
    )
    for kind in BUGS:
        did = f"planted a bug in the gateway: submit raises {kind} at the second of three orders"
        planted(job, told, say, kind, did, means)
    did = "planted a bug in the gateway: no answer for the second of three orders, then submit raises RuntimeError"
    planted(job, told, say, "RuntimeError", did, means, ["timeout"])


def test_stop_signals_get_out(job: Any, told: Told, say: Any) -> None:
    means = "Ctrl-C and a server's shutdown go unheard: the job can only be killed, in the middle of an order."
    for kind in STOPS:
        did = f"raised {kind} while the second of three orders was submitted, as when somebody stops the program"
        planted(job, told, say, kind, did, means)


def test_good_orders_are_charged_and_stored(job: Any) -> None:
    orders = job.orders(4)
    job.file(orders)
    did = "imported a file of four good orders"
    outcome = job.ends(did)
    job.expect_submitted(outcome, orders, did, "This worked when you started. People pay for what they ordered.")
    job.expect_stored(orders, did, "This worked when you started. What was charged must be in the database.")
