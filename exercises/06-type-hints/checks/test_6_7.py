"""Beyond: a generic function."""

from __future__ import annotations

import random
from typing import Any


def test_first_takes_the_first(kiosk: Any, draw: random.Random) -> None:
    items = [draw.randrange(1, 50) for _ in range(4)] + [draw.randrange(60, 90), draw.randrange(60, 90), 3]
    did = f"called first with {items} and a key that says yes to numbers of 60 or more"
    kiosk.told(did=did)
    seen = kiosk.subject.probe(kiosk.probes.first_of, items, 60)
    kiosk.told(
        did=did, saw=f"it returned {seen['answer']!r}", means="It must be the first item for which key says yes."
    )
    assert seen["answer"] == items[4]
    kiosk.told(did=did, saw=f"it took {seen['taken']} items", means="It must stop there: the rest may be endless.")
    assert seen["taken"] == 5


def test_first_of_none(kiosk: Any, draw: random.Random) -> None:
    items = [draw.randrange(1, 50) for _ in range(4)]
    for given in (items, []):
        did = f"called first with {given} and a key that says no to all"
        kiosk.told(did=did)
        seen = kiosk.subject.probe(kiosk.probes.first_of, given, 60)
        kiosk.told(did=did, saw=f"it returned {seen['answer']!r}", means="Nothing found is None.")
        assert seen["answer"] is None
