"""The situations in which the program is run: named, and filled with values that are drawn afresh.

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

    def jumbled(self, three: list[Entry], others: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The three among the others, in an order that goes neither up nor down."""
        low, middle, high = three
        ordered = self.draw.choice(([middle, low, high], [middle, high, low], [high, low, middle], [low, high, middle]))
        found = list(others)
        places = sorted(self.draw.sample(range(len(others) + 1), 3), reverse=True)
        for place, entry in zip(places, reversed(ordered), strict=True):
            found.insert(place, entry)
        return tuple(found)

    def foreign(self, **changed: Any) -> Entry:
        """An order whose worth in euros differs if it is cut instead of rounded, or if one piece is rounded first."""
        while True:
            rate = self.draw.choice((0.94, 1.06, 1.07, 1.09))
            quantity, unit_cents = self.draw.randrange(3, 9), self.draw.randrange(1001, 9000)
            exact = quantity * unit_cents * rate
            if 0.6 < exact % 1 < 0.95 and round(exact) != quantity * round(unit_cents * rate):
                return self.entry(currency="CHF", rate=rate, quantity=quantity, unit_cents=unit_cents, **changed)

    def halves(self, **changed: Any) -> list[Entry]:
        """Two orders with half a cent too much: `round` goes down once and up once."""
        even = 4 * self.draw.randrange(300, 900)
        return [self.entry(currency="SEK", rate=0.5, quantity=1, unit_cents=even + one, **changed) for one in (1, 3)]

    # -- 10.1: an ordinary day ----------------------------------------------------------------------------

    def ordinary(self) -> Situation:
        day, late = f"2026-03-{self.draw.randrange(2, 29):02}", f"2026-04-{self.draw.randrange(2, 29):02}"
        edge = [self.entry(date=date) for date in ("2026-02-28", "2026-03-01", day)]
        some = [self.entry(paid=True, country="DE", date=late), *(self.entry(paid=False, date=late) for _ in range(2))]
        quoted = [
            self.entry(item=item, date=date)
            for item, date in zip(_ITEMS[5:], ("2026-04-30", late, day, day), strict=True)
        ]
        arguments = ("drawn.json", "--csv", "out.csv", "--since", day)
        words = f"with a file of ordinary orders, with --csv out.csv and --since {day}"
        latest_first = tuple(reversed([*edge, *some, *quoted, *self.entries()]))
        return Situation(words, latest_first, arguments, since=day, csv=True)

    def nothing(self) -> Situation:
        return Situation("with a file that holds no orders: []", ())

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
        back = [self.entry(quantity=-number) for number in (1, 2, 3)]
        words = "with orders that came back (a quantity below zero), and orders that cannot be read"
        # Whoever sorts what came back, this way or that, changes the order of the ids.
        return Situation(words, self.jumbled(back, self.mixed(bad, self.entries())))

    # -- 10.4: everything at once, and the ways to fail ---------------------------------------------------

    def everything(self) -> Situation:
        day = f"2026-03-{self.draw.randrange(2, 29):02}"
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
            # what is large, and from a channel that nobody has heard of: two messages
            self.entry(
                date="2026-04-20", channel="phone", quantity=1, unit_cents=self.draw.randrange(100_000, 900_000)
            ),
            # what came back is never audited, however large
            self.entry(date="2026-04-20", quantity=-2, unit_cents=self.draw.randrange(60_000, 90_000)),
            *(self.foreign(date="2026-04-20", paid=paid) for paid in (True, False)),
            *self.halves(date="2026-04-20", paid=False),
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

    def no_file(self) -> Situation:
        return Situation("without any arguments", None, (), status=2)

    def two_files(self) -> Situation:
        return Situation("with two files", self.mixed(self.entries()), ("drawn.json", "drawn.json"), status=2)

    def unknown_option(self) -> Situation:
        option = self.draw.choice(("--until", "--sorted", "--all", "--json"))
        return Situation(f"with {option}", self.mixed(self.entries()), ("drawn.json", option), status=2)
