"""2.7: Beyond, from the notebook to a module."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping
from typing import Any

from prodtutor.checkkit import Told

TOKEN = b"Qm7vT2xK9bLr4WzN"
PIECE = 8


def test_the_margin_is_that_of_a_clean_run(source: Any, draw: random.Random, told: Told) -> None:
    skus = ["coffee", "tea", "croissant", f"cake-{draw.randint(1, 99)}"]
    costs = {sku: draw.randint(11, 99) for sku in skus}
    prices = {sku: cost + draw.randint(7, 400) for sku, cost in costs.items()}
    sales: list[dict[str, Any]] = []
    total = 0
    while len(sales) < 6 or total % 100 == 0:  # with a fee that has to be rounded
        sales.append({"sku": draw.choice(skus), "quantity": draw.randint(1, 60)})
        total += sales[-1]["quantity"] * (prices[sales[-1]["sku"]] - costs[sales[-1]["sku"]])
    expected = total - total * 3 // 100
    there = "orders.margin" in source.modules
    told(did="looked for the module orders.margin", saw="there is no file src/orders/margin.py")
    assert there
    did = "called orders.margin.margin(sales, prices, costs)"
    told(did=did)
    found = source.call("orders.margin:margin", sales, prices, costs)
    told(
        did=did,
        saw=f"it returned {found!r:.60} instead of {expected}",
        means="The notebook, started anew and run from top to bottom, gives another figure.",
    )
    assert type(found) is int
    assert found == expected
    again = source.call("orders.margin:margin", sales, prices, costs)
    told(did=f"{did}, again", saw=f"it returned {again!r:.60} instead of {expected}", means="That is hidden state.")
    assert again == expected


def test_the_token_is_gone(tree: Mapping[str, bytes], told: Told) -> None:
    pieces = [TOKEN[start : start + PIECE] for start in range(len(TOKEN) - PIECE + 1)]
    wanted = [form for piece in pieces for form in (piece, piece[::-1], piece.hex().encode())]
    wanted += [mark.join(b"%d" % each for each in piece) for piece in pieces for mark in (b",", b", ", b" ")]
    wanted += [base64.b64encode(TOKEN[start:])[1:-3] for start in range(3)]
    holding = sorted(name for name, data in tree.items() if any(form in data for form in wanted))
    told(
        did="searched all files for the token of the notebook",
        saw=f"it stands in {', '.join(holding)}",
        means="Notebooks are mailed and committed with all that was ever typed into them.",
    )
    assert not holding
