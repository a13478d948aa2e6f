"""The twelve situations in which the program is run: named, and filled with values that are drawn afresh.

Each shows one thing that a careless clean-up changes; the others are left out of its orders, so that a slip is told
at the step that it belongs to.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

Entry = dict[str, Any]

_COUNTRIES = ("AT", "BE", "CH", "DE", "DK", "ES", "FR", "IT", "NL", "PL")
_ITEMS = ("Tea", "Soap", "Lamp", "Cheese", "Candles", 'Soap "Alpine"', "Crates; mixed", "Grüner Tee", "O'Hara's jam")
_CODES = ("SPRING", "WELCOME", "TEN", "FRIENDS", "LOYAL", "EASTER")


@dataclass(frozen=True)
class Situation:
    """A file of orders, and the arguments after it."""

    words: str
    """What is special about it: stands behind "ran your program"."""
    entries: tuple[Entry, ...] | None
    """None: there is no file."""
    arguments: tuple[str, ...] = ("drawn.json",)
    since: str = ""
    csv: bool = False
    status: int = 0


class Kiosk:
    """Draws orders."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self._number = draw.randrange(2000, 8000)
        self._days = [f"2026-{month:02}-{day:02}" for month in (2, 3, 4) for day in range(1, 29)]
        draw.shuffle(self._days)  # no two alike, unless a situation wants that

    def entry(self, **changed: Any) -> Entry:
        """An order with nothing special about it: from the web, with a coupon, below 1000.00; paid or not."""
        draw = self.draw
        self._number += draw.randrange(1, 5)
        return {
            "id": f"o-{self._number}",
            "date": self._days.pop(),
            "country": draw.choice(_COUNTRIES),
            "channel": "web",
            "item": draw.choice(_ITEMS),
            "quantity": draw.randrange(1, 9),
            "unit_cents": draw.randrange(105, 9000),
            "paid": draw.random() < 0.5,
            "coupon": draw.choice(_CODES),
        } | changed

    def entries(self, least: int = 4, **changed: Any) -> list[Entry]:
        return [self.entry(**changed) for _ in range(self.draw.randrange(least, least + 5))]

    def mixed(self, *lists: list[Entry]) -> tuple[Entry, ...]:
        """All of them, in an order that is drawn."""
        found = [entry for some in lists for entry in some]
        self.draw.shuffle(found)
        return tuple(found)

    # -- 10.1: an ordinary day ----------------------------------------------------------------------------

    def ordinary(self) -> Situation:
        day = self._days.pop()
        some = [self.entry(paid=True, country="DE"), *(self.entry(paid=False, date=day) for _ in range(2))]
        quoted = [self.entry(item=item) for item in _ITEMS[5:]]
        arguments = ("drawn.json", "--csv", "out.csv")
        words = "with a file of ordinary orders, and with --csv out.csv"
        latest_first = tuple(reversed([*some, *quoted, *self.entries()]))
        return Situation(words, latest_first, arguments, csv=True)

    def nothing(self) -> Situation:
        return Situation("with a file that holds no orders: []", ())

    def since(self) -> Situation:
        day = f"2026-03-{self.draw.randrange(2, 29):02}"
        days = [self.entry(date=date) for date in ("2026-02-28", day, "2026-03-01", "2026-04-02")]
        arguments = ("drawn.json", "--since", day)
        return Situation(f"with --since {day}", self.mixed(days, self.entries()), arguments, since=day)

    # -- 10.2: an effect of an import ---------------------------------------------------------------------

    def large(self) -> Situation:
        large = [self.entry(quantity=1, unit_cents=cents) for cents in (100_000, self.draw.randrange(100_001, 900_000))]
        almost = [self.entry(quantity=1, unit_cents=99_999)]
        return Situation("with two orders of 1000.00 or more", self.mixed(large, almost, self.entries()))

    # -- 10.3: what only looks like a bug -----------------------------------------------------------------

    def paid(self) -> Situation:
        values = [self.entry(paid=value) for value in (True, 1, "yes", 2, False, 0, None)]
        words = 'with orders whose "paid" is true, 1, "yes", 2, false, 0 and null'
        return Situation(words, self.mixed(values))

    def channels(self) -> Situation:
        counter = [self.entry(channel="counter", country=country) for country in ("DE", "AT", self.entry()["country"])]
        web = [self.entry(country=country) for country in ("DE", "IT")]
        return Situation("with orders from the counter and from the web", self.mixed(counter, web, self.entries(1)))

    def coupons(self) -> Situation:
        without = [self.entry(coupon=code) for code in ("", "-", "-")]
        without.append({name: value for name, value in self.entry().items() if name != "coupon"})
        return Situation(
            "with orders that have a coupon, and orders that have none", self.mixed(without, self.entries())
        )

    def unusable(self) -> Situation:
        bad = [self.entry(quantity=value) for value in ("three", None)]
        bad.append({name: value for name, value in self.entry().items() if name != "quantity"})
        bad.append(self.entry(currency="CHF"))  # without a rate
        back = [self.entry(quantity=-number) for number in (1, 2)]
        words = "with orders that came back (a quantity below zero), and orders that cannot be read"
        return Situation(words, self.mixed(bad, back, self.entries()))

    # -- 10.4: everything at once, and the ways to fail ---------------------------------------------------

    def everything(self) -> Situation:
        day = f"2026-03-{self.draw.randrange(2, 29):02}"
        rate = self.draw.choice((0.94, 1.06, 1.09))
        odd = [
            self.entry(date="2026-02-28", channel="phone"),
            self.entry(date="2026-02-27", quantity=2, unit_cents=70_000),
            self.entry(date="2026-02-27", quantity=-3),
            self.entry(date="2026-02-27", quantity="many"),
            self.entry(date=day, channel="phone"),
            self.entry(date=day, quantity=-1),
            self.entry(date="2026-04-20", channel="counter", paid=1, country="DE"),
            self.entry(date="2026-04-20", quantity="3", coupon="-", paid=2),
            self.entry(date="2026-04-20", quantity=" 2 ", paid="yes"),
            self.entry(date="2026-04-20", quantity="many"),
            self.entry(date="2026-04-20", quantity=0),
            self.entry(date="2026-04-20", currency="CHF", rate=rate, unit_cents=self.draw.randrange(1, 90) * 100),
            self.entry(date="2026-04-21", currency="EUR", quantity=2, unit_cents=self.draw.randrange(60_000, 90_000)),
        ]
        arguments = ("--csv", "out.csv", "--since", day, "drawn.json")
        words = "with a long file in which everything occurs, with --since and --csv"
        return Situation(words, tuple(reversed([*self.entries(9), *odd])), arguments, since=day, csv=True)

    def missing(self) -> Situation:
        return Situation("with a file that is not there", None, ("absent.json",), status=1)

    def no_date(self) -> Situation:
        return Situation("with --since soon", self.mixed(self.entries()), ("drawn.json", "--since", "soon"), status=2)

    def no_value(self) -> Situation:
        words = "with --since, and no date after it"
        return Situation(words, self.mixed(self.entries()), ("drawn.json", "--since"), status=2)
