"""2.4: it runs anywhere."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from prodtutor.checkkit import Told

MAIN = """
import sys
from orders.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
"""
INSTALLED = "installed the wheel where your source is not, and called main(['receipt', FILE])"


def test_it_brings_its_prices_along(kiosk: Any, shop: ModuleType, told: Told, how_it_ended: Callable[..., str]) -> None:
    run = kiosk.python("-I", "-c", MAIN, "receipt", "order.json")
    right = kiosk.expected in run.out.replace("\r\n", "\n")
    saw = shop.difference(run.out, kiosk.expected) if run.out.strip() and run.status == 0 else how_it_ended(run)
    told(
        did=f"{INSTALLED} in an empty folder with blanks and an umlaut in its name",
        saw="" if right else saw,
        means="On a till there is nothing but what the wheel has brought.",
    )
    assert right


def test_it_does_not_fall_for_a_decoy(
    kiosk: Any, shop: ModuleType, told: Told, how_it_ended: Callable[..., str]
) -> None:
    for name in ("prices.json", "orders/prices.json", "src/orders/prices.json", "data/prices.json"):
        kiosk.write(name, shop.decoy(kiosk.draw))
    run = kiosk.python("-I", "-c", MAIN, "receipt", str(kiosk.place / "order.json"))
    right = kiosk.expected in run.out.replace("\r\n", "\n")
    saw = "it printed other prices: those of the current folder" if run.out.strip() else how_it_ended(run)
    told(
        did=f"{INSTALLED} in a folder with a prices.json of somebody else",
        saw="" if right else saw,
        means="What a receipt says must not depend on the folder in which somebody stands.",
    )
    assert right
