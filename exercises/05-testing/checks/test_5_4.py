"""5.4: edges, failures, permissions."""

from __future__ import annotations

from typing import Any


def test_amounts_are_exact(judged: Any) -> None:
    judged.all_die(judged.plans.AMOUNTS, "A cent at the wrong place, a thousand times a day, and nobody is told.")


def test_what_must_be_refused(judged: Any) -> None:
    judged.all_die(judged.plans.REFUSALS, "Nobody types nonsense on purpose, but every shop gets it every day.")


def test_refunds_are_watched(judged: Any) -> None:
    judged.all_die(judged.plans.REFUNDS, "This is the money that leaves the shop: here a fault is expensive at once.")
