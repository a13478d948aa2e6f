"""2.2: a pure core, input and output at the edge."""

from __future__ import annotations

import random
from types import ModuleType
from typing import Any

from prodtutor.checkkit import Told

DID = "called orders.pricing.receipt with an order and a price list"


def _is_there(source: Any, told: Told) -> None:
    found = "orders.pricing" in source.modules
    told(
        did="looked for the module orders.pricing",
        saw="there is no file src/orders/pricing.py",
        means="The tills, the tests and the web shop all import this name. The brief shows the folders.",
    )
    assert found
    told(did=DID)


def test_the_receipt_is_right(source: Any, shop: ModuleType, draw: random.Random, told: Told) -> None:
    prices = shop.prices(draw)
    order = shop.order(draw, prices)
    expected = shop.receipt(order, prices)
    _is_there(source, told)
    found = source.watched_receipt(order, prices, shop.order_without_price(draw, prices))
    told(
        did=DID,
        saw=f"it returned no text, but {found['results'][0]}",
        means="Whoever calls it wants to print, mail or test the receipt: it must be returned.",
    )
    assert found["is_text"][0]
    told(
        did=DID,
        saw=shop.difference(found["results"][0], expected),
        means="Customers would get another receipt than before.",
    )
    assert shop.same_text(found["results"][0], expected)


def test_receipt_touches_nothing(source: Any, shop: ModuleType, draw: random.Random, told: Told) -> None:
    prices = shop.prices(draw)
    without = shop.order_without_price(draw, prices)
    _is_there(source, told)
    found = source.watched_receipt(shop.order(draw, prices), prices, without)
    told(
        did=f"{DID}, and watched it",
        saw=", ".join(dict.fromkeys(found["seen"])),
        means="It cannot be tested without that, and answers differently on another machine.",
    )
    assert not found["seen"]
    told(
        did=f"{DID}, and watched it",
        saw=f"it printed {found['printed'][:80]!r}",
        means="Who only wants to know the total cannot keep it quiet. Printing is the command's work.",
    )
    assert not found["printed"]
    told(
        did=f"{DID}, which lacks {without['items'][0]['sku']}",
        saw=f"the receipt shows {shop.own_price(without)} for it",
        means="That price is not on the list that it was given. Somebody pays a price that nobody has set.",
    )
    assert shop.own_price(without) not in found["unpriced"]


def test_the_same_order_gives_the_same_receipt(source: Any, shop: ModuleType, draw: random.Random, told: Told) -> None:
    prices = shop.prices(draw)
    _is_there(source, told)
    found = source.watched_receipt(shop.order(draw, prices), prices, shop.order_without_price(draw, prices))
    told(did=DID, saw="the order or the price list was changed by it", means="The next receipt would be wrong.")
    assert not found["changed"]
    first, second = found["results"]
    told(
        did=f"{DID}, twice",
        saw=shop.difference(second, first),
        means="Something is remembered between two customers.",
    )
    assert first == second
