"""Step 1.1."""

from __future__ import annotations

import random

from prodtutor.checkkit import Subject, Told


def test_doubles(subject: Subject, told: Told, draw: random.Random) -> None:
    n = draw.randrange(100, 10_000)
    expected = 2 * n
    got = subject.call("double:double", n)
    told(did=f"called double({n})", saw=f"got {got!r}", means="customers pay the wrong sum")
    assert got == expected
