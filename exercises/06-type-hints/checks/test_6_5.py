"""6.5: depend on a shape, not a class."""

from __future__ import annotations

import random
from typing import Any


def test_any_mailer_works(kiosk: Any, draw: random.Random) -> None:
    record = kiosk.drawn.record(draw, draw.randrange(1000, 4999), "paid")
    did = "called notify with a mailer of my own, which knows nothing of your classes"
    means = "A mailer that cannot be replaced sends real mails from your tests."
    seen = kiosk.notified(record, did, means)
    recipients = [to for to, _ in seen["sent"]]
    kiosk.told(did=did, saw=f"it sent {len(recipients)} mails through it, to {recipients}", means=means)
    assert recipients == [record["email"]]
    kiosk.told(did=did, saw=f"it returned {seen['answer']!r} instead of True", means="True says: a mail has been sent.")
    assert seen["answer"] is True


def test_without_an_email_nothing_is_sent(kiosk: Any, draw: random.Random) -> None:
    for extra in ({}, {"email": None}):
        record = {**kiosk.drawn.record(draw, draw.randrange(5000, 9999), "open", email=False), **extra}
        did = "called notify with an order that has no e-mail"
        means = "Orders without an address are normal. They must neither crash the night job nor count as informed."
        seen = kiosk.notified(record, did, means)
        kiosk.told(did=did, saw=f"it sent {seen['sent']!r}", means=means)
        assert not seen["sent"]
        kiosk.told(did=did, saw=f"it returned {seen['answer']!r} instead of False", means=means)
        assert seen["answer"] is False
