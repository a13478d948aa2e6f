"""What the report has to print: orders, made afresh, and their total. Knows the packages as they were written."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

CURRENCIES = {"DE": "EUR", "AT": "EUR", "US": "USD", "CH": "CHF"}
RATES = {"USD": (10_300, 11_400), "CHF": (8_900, 9_900)}
SHOP = timezone(timedelta(hours=2))
DAY_BEGINS = 4
EURO = 10_000

Rates = Mapping[str, Mapping[str, int]]


def orders(draw: random.Random) -> list[dict[str, Any]]:
    """Orders of May 2026 in all countries; some between 4 and 6 in the morning, and some that are not paid."""
    made = []
    for number in range(18):
        hour = draw.randint(6, 23) if number % 3 else draw.choice((4, 5))
        at = datetime(2026, 5, draw.randint(2, 30), hour, draw.randint(0, 59), tzinfo=SHOP)
        made.append(
            {
                "id": f"o-{draw.randint(2000, 9999)}",
                "sku": draw.choice(("coffee", "map", "umbrella")),
                "quantity": draw.randint(10, 90),
                "unit_price": draw.randint(200, 2_000),
                "country": ("US", "CH", "DE", "AT")[number % 4],
                "email": "somebody@example.org",
                "status": "paid" if number % 5 else draw.choice(("open", "refunded")),
                "at": at.astimezone(UTC).isoformat(),
            }
        )
    return made


def other_rates(draw: random.Random) -> dict[str, dict[str, int]]:
    """Rates that no published package has."""
    return {f"2026-05-{day:02}": {name: draw.randint(*span) for name, span in RATES.items()} for day in range(1, 32)}


def total(made: list[dict[str, Any]], currency: str, rates: Rates) -> int:
    """The total in cents, by the middle rates of each order's business day."""
    return sum(_converted(order, currency, rates) for order in made if order["status"] == "paid")


def _converted(order: Mapping[str, Any], currency: str, rates: Rates) -> int:
    shop_time = datetime.fromisoformat(order["at"]).astimezone(SHOP)
    of_day = {"EUR": EURO, **rates[(shop_time - timedelta(hours=DAY_BEGINS)).date().isoformat()]}
    own = CURRENCIES[order["country"]]
    return round(order["quantity"] * order["unit_price"] * of_day[currency] / of_day[own])
