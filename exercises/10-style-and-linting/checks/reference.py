"""What the original program does, in our own words: trusted code that computes what a run must leave behind.

`tests/exercises/test_10_style_and_linting.py` holds it to the program in `start/`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

Entry = dict[str, Any]

_HOME = ("AT", "DE")
_LARGE = 100_000
COLUMNS = ("id", "date", "country", "item", "amount", "state")


def report(entries: Sequence[Entry], since: str = "") -> str:
    """The standard output for a file with these entries."""
    lines: list[str] = []
    orders = kept(entries, since, lines)
    open_orders = sorted((o for o in orders if o["state"] == "open"), key=lambda o: (o["date"], o["id"]))
    paid = [o["cents"] for o in orders if o["state"] == "paid"]
    lines += [f"orders: {len(orders)}", f"paid: {len(paid)}, {_money(sum(paid))}", f"open: {len(open_orders)}"]
    lines += [f"  {o['date']} {o['id']}{_money(o['cents']):>12}" for o in open_orders]
    lines += ["counter:", *_countries(o for o in orders if o["channel"] == "counter")]
    lines += ["all:", *_countries(orders)]
    codes = [o["coupon"] for o in orders if o.get("coupon", "") not in ("", "-")]
    if codes:
        lines.append("coupons: " + ", ".join(f"{code} x{codes.count(code)}" for code in sorted(set(codes))))
    recent = [entry for entry in entries if entry["date"] >= since]
    if returned := [entry["id"] for entry in recent if (_quantity(entry) or 0) < 0 and _cents(entry) is not None]:
        lines.append("returned: " + ", ".join(returned))
    if skipped := sum(_cents(entry) is None for entry in recent):
        lines.append(f"skipped: {skipped}")
    return "".join(f"{line}\n" for line in lines)


def table(entries: Sequence[Entry], since: str = "") -> bytes:
    """The CSV file for these entries."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for order in kept(entries, since, []):
        writer.writerow([_money(order["cents"]) if name == "amount" else order[name] for name in COLUMNS])
    return text.getvalue().encode()


def kept(entries: Sequence[Entry], since: str, lines: list[str]) -> list[Entry]:
    """The orders that count; what is printed while they are read is added to `lines`."""
    orders: list[Entry] = []
    for entry in entries:
        cents = _cents(entry)
        if entry["date"] < since or cents is None or (_quantity(entry) or 0) <= 0:
            continue
        if cents >= _LARGE:
            lines.append(f"audit: {entry['id']} {_money(cents)} {entry['country']}")
        if entry["channel"] not in ("counter", "web"):
            lines.append(f"channel {entry['channel']}? I take it for web")
        paid = type(entry["paid"]) in (bool, int) and entry["paid"] == 1
        orders.append({**entry, "cents": cents, "state": "paid" if paid else "open"})
    return orders


def behind(entries: Sequence[Entry], since: str, was: str, now: str) -> list[Entry]:
    """The entries that the first difference of two reports or tables has to do with; empty when nothing can be said.

    Those that the two lines name, or else the one that the second report leaves out, or whose channel is told.
    """
    old, new = was.splitlines(), now.splitlines()
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    lines = " ".join(text[at] for text in (old, new) if at < len(text))
    named = [entry for entry in entries if re.search(rf"\b{re.escape(entry['id'])}\b", lines)]
    if named or was == now:
        return named
    for i, entry in enumerate(entries):
        if report([*entries[:i], *entries[i + 1 :]], since) == now:
            return [entry]
    return [entry for entry in entries if f"channel {entry['channel']}?" in lines and entry["date"] >= since]


def _quantity(entry: Entry) -> int | None:
    try:
        return int(entry["quantity"])
    except (KeyError, TypeError, ValueError):
        return None


def _cents(entry: Entry) -> int | None:
    """What an entry is worth; None for one that cannot be read."""
    quantity = _quantity(entry)
    if quantity is None:
        return None
    if entry.get("currency", "EUR") == "EUR":
        return quantity * int(entry["unit_cents"])
    return None if "rate" not in entry else round(quantity * entry["unit_cents"] * entry["rate"])


def _countries(orders: Any) -> list[str]:
    totals: dict[str, list[int]] = {}
    for order in orders:
        totals.setdefault(order["country"], []).append(order["cents"])
    return [
        f" {'*' if country in _HOME else ' '}{country:<4}{len(found):>4}{_money(sum(found)):>12}"
        for country, found in sorted(totals.items())
    ]


def _money(cents: int) -> str:
    return f"{cents / 100:.2f}"
