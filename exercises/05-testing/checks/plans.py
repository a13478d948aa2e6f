"""All versions of the checkout that a learner's tests are run against. Which of them are right is known here only."""

from __future__ import annotations

from pathlib import Path

from prodtutor.checkkit.suites import Plan
from prodtutor.checkkit.variants import Variant, gutted, mutant

FILE = "checkout.py"
_CODE = Path(__file__).parent / "code"
_RIGHT = (_CODE / "right.py").read_text(encoding="utf-8")

RULES = ("subtotal", "discount", "shipping", "total", "refund")
"""Functions that a suite must guard, each of them."""


def _mutant(name: str, old: str, new: str, says: str) -> Variant:
    return mutant(name, FILE, _RIGHT, old, new, says)


OLD_BUGS = (
    _mutant(
        "shipping-before-discount",
        "    goods -= discount(goods, coupon)\n    return goods + shipping(goods, country)",
        "    return goods - discount(goods, coupon) + shipping(goods, country)",
        "free shipping is judged before the discount: 52.00 with TEA10 ships for nothing",
    ),
    _mutant(
        "coupon-beyond-the-basket",
        "return min(500, cents)",
        "return 500",
        "WELCOME5 takes 5.00 off a basket of 3.00",
    ),
)

AMOUNTS = (
    _mutant("one-cent-late", "cents >= 5000", "cents > 5000", "shipping becomes free one cent too late, at 50.01"),
    _mutant("one-cent-early", "cents >= 5000", "cents >= 4999", "shipping becomes free one cent too early, at 49.99"),
    _mutant(
        "abroad-for-nothing",
        '    if country != "DE":\n        return 1290\n    return 0 if cents >= 5000 else 490',
        '    if cents >= 5000:\n        return 0\n    return 490 if country == "DE" else 1290',
        "parcels of 50.00 and more go abroad for nothing",
    ),
    _mutant(
        "quantity-ignored",
        "cents += line.quantity * line.unit_cents",
        "cents += line.unit_cents",
        "the quantity is ignored: three cups cost as much as one",
    ),
    _mutant(
        "half-a-cent",
        "(cents * COUPONS[code] + 50) // 100",
        "cents * COUPONS[code] // 100",
        "half a cent of discount is dropped: TEA10 takes 199 off 1995, not 200",
    ),
    _mutant(
        "tea10-rounds-up",
        "(cents * COUPONS[code] + 50) // 100",
        "-(-cents * COUPONS[code] // 100)",
        "less than half a cent of discount is rounded up: TEA10 takes 200 off 1994, not 199",
    ),
    _mutant(
        "refund-rounds-down",
        "(2 * paid * returned + ordered) // (2 * ordered)",
        "paid * returned // ordered",
        "a refund is rounded down: two of three pieces, paid 1000, give 666 and not 667",
    ),
    _mutant(
        "last-line-only",
        "cents += line.quantity * line.unit_cents",
        "cents = line.quantity * line.unit_cents",
        "only the last line of a basket is counted",
    ),
    _mutant(
        "total-knows-no-country",
        "return goods + shipping(goods, country)",
        'return goods + shipping(goods, "DE")',
        "`total` forgets the country: a parcel to Austria costs as much as one within Germany",
    ),
)

REFUSALS = (
    _mutant("zero-pieces", "line.quantity < 1", "line.quantity < 0", "a line with quantity 0 is accepted"),
    _mutant("minus-pieces", "line.quantity < 1", "line.quantity == 0", "a line with quantity -1 is accepted"),
    _mutant(
        "empty-basket",
        '    if not lines:\n        raise CheckoutError("the basket is empty")\n',
        "",
        "an empty basket costs 0 instead of being refused",
    ),
    _mutant(
        "any-coupon",
        '        raise CheckoutError("no such coupon")\n',
        "        return 0\n",
        "an unknown coupon is accepted, and takes off nothing",
    ),
    _mutant(
        "key-error",
        '    if code not in COUPONS:\n        raise CheckoutError("no such coupon")\n',
        "",
        "an unknown coupon raises KeyError instead of CheckoutError",
    ),
    _mutant(
        "case-counts", "coupon.strip().upper()", "coupon.strip()", "the coupon tea10, in small letters, is refused"
    ),
    _mutant(
        "blanks-count", "coupon.strip().upper()", "coupon.upper()", "the coupon ' TEA10 ', with blanks, is refused"
    ),
    _mutant(
        "empty-coupon",
        "if coupon is None:",
        "if not coupon:",
        "an empty text is accepted as a coupon (`None` means no coupon, every other text is refused)",
    ),
)

REFUNDS = (
    _mutant(
        "refund-again",
        '    if order_id in done:\n        raise CheckoutError("this order was refunded before")\n',
        "",
        "an order that is in `done` is refunded once more",
    ),
    _mutant(
        "refund-forgotten",
        "    done.add(order_id)\n",
        "",
        "a refund does not put its order into `done`, so the next one succeeds as well",
    ),
    _mutant("too-many-pieces", " or returned > ordered", "", "five pieces come back of four"),
    _mutant("no-pieces-back", "returned < 1 or ", "", "0 pieces, or -1, may come back"),
    _mutant(
        "clerk-refunds",
        '    if role != "manager":\n        raise CheckoutError("only a manager may refund")\n',
        "",
        "a clerk may refund",
    ),
)

DATABASE = (
    _mutant(
        "no-commit",
        "*line])\n    db.commit()",
        "*line])",
        "save does not commit: the order is gone when the file is opened again",
    ),
    _mutant(
        "saved-twice",
        '    db.execute("DELETE FROM lines WHERE order_id = ?", [order["id"]])\n',
        "",
        "saving an order for the second time doubles its lines",
    ),
    _mutant(
        "quote-in-sku",
        'db.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", [order["id"], *line])',
        "db.execute(\n"
        "            f\"INSERT INTO lines VALUES (?, '{line.sku}', ?, ?)\",\n"
        '            [order["id"], line.quantity, line.unit_cents],\n'
        "        )",
        "an article called KID'S CUP breaks the SQL: its name is pasted into the statement",
    ),
    _mutant(
        "money-with-a-point",
        '"total_cents": row[0], "country": row[1], "lines": [Line(*line) for line in lines]}',
        '"total_cents": int(row[0] / 100 * 100), "country": row[1], '
        '"lines": [Line(sku, count, int(cents / 100 * 100)) for sku, count, cents in lines]}',
        "money is kept in euros with a point: 0.29 comes back as 0.28, and 19.99 as 19.98",
    ),
    _mutant(
        "second-save-ignored",
        '    db.execute("DELETE FROM orders WHERE id = ?", [order["id"]])\n',
        '    if load(db, order["id"]):\n        return\n',
        "saving an order with an id that is there already changes nothing, instead of replacing it",
    ),
    _mutant(
        "unknown-order-raises",
        "    if row is None:\n        return None\n",
        "    if row is None:\n        raise KeyError(order_id)\n",
        "loading an order that is not there raises KeyError, instead of returning None",
    ),
)

UPGRADE = (
    _mutant(
        "upgrade-loses-orders",
        "NOT NULL DEFAULT 'DE'\")\n",
        "NOT NULL DEFAULT 'DE'\")\n"
        '        db.execute("DELETE FROM orders WHERE rowid > (SELECT min(rowid) FROM orders)")\n',
        "opening a file of version 1 drops the orders in it, all but the first",
    ),
    _mutant(
        "upgrade-loses-lines",
        "NOT NULL DEFAULT 'DE'\")\n",
        'NOT NULL DEFAULT \'DE\'")\n        db.execute("DELETE FROM lines")\n',
        "opening a file of version 1 drops the lines of the orders in it",
    ),
    _mutant(
        "upgrade-to-austria",
        "DEFAULT 'DE'",
        "DEFAULT 'AT'",
        "orders from a file of version 1 get the country AT, not DE",
    ),
)

GUTTED = tuple(
    gutted(f"no-{function}", FILE, _RIGHT, (function,), f"{function} does nothing and returns 0", "0")
    for function in RULES
)

_FIELDS = "    sku: str\n    quantity: int\n    unit_cents: int\n"
_SHAKEN = _RIGHT.replace("CheckoutError(ValueError)", "CheckoutError(Exception)")
_SHAKEN = (
    _SHAKEN.replace(_FIELDS, "    unit_cents: int\n    quantity: int\n    sku: str\n") + 'print("KIOSK RECEIPT")\n'
)
_EVERYTHING = (*RULES, "save", "load", "open_db", "main")
_LOPSIDED = _RIGHT.replace("    for line in lines:\n        if", "    for line in lines[1:]:\n        if")
RUINS = (gutted("ruin", FILE, _SHAKEN, _EVERYTHING, "ruin"),)
"""Versions in which nothing works: nearly every test that can fail fails here."""

_LINE = _RIGHT[_RIGHT.index("class Line(") : _RIGHT.index("def subtotal(")]
_STRANGE = """class Line:
    def __init__(self, sku="", quantity=0, unit_cents=0):
        self.sku, self.quantity, self.unit_cents = "?", 7, 7

    def __iter__(self):
        return iter(("?", 7, 7))


"""
_ALL_THE_SAME = """
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


"""


def _changed(name: str, *changes: tuple[str, str]) -> Variant:
    """The right version with many faults, one after the other."""
    source = _RIGHT
    for old, new in changes:
        source = mutant(name, FILE, source, old, new, name).source
    return Variant(name, FILE, source, name)


_BOT = """
def _always(*_, **__):
    return {}


for _name in [_name for _name in globals() if getattr(globals()[_name], "__module__", None) == __name__]:
    globals()[_name] = _always
accept = _always
"""

ODDITIES = (
    gutted("odd", FILE, _RIGHT, (*RULES, "save", "load"), "odd", "7"),
    mutant("lopsided", FILE, _LOPSIDED, 'role != "manager"', 'role == "manager"', "odd"),
    _changed("strange-lines", (_LINE, _STRANGE)),
    _changed(
        "careless",
        (_LINE, _LINE.rstrip() + "\n" + _ALL_THE_SAME),
        (
            "    if len(argv) > 1:\n        db = open_db(argv[1])\n",
            '    for path in (*argv[1:2], "orders.db", f"{argv[0] if argv else 0}.db"):\n        db = open_db(path)\n',
        ),
        (
            '    if role != "manager":\n',
            '    again = order_id in done\n    done.add(order_id)\n    if role != "manager":\n',
        ),
        ("    if order_id in done:\n", "    if again:\n"),
    ),
    Variant("bot-released", "bot_check.py", _BOT.format(True), "bot", after=True),
    Variant("bot-refused", "bot_check.py", _BOT.format(False), "bot", after=True),
)
"""For tests that ruins and single faults leave green, and that can fail all the same; made only where there are any.

Everything is 7; the first line is free and managers may not refund; lines have other values, and none equals another;
all lines are equal, a file of orders is written unasked, and a refused refund is noted; and a learner's own
`bot_check` that says always the same. The broken lines do not make `total` raise: a test without an `assert`, or one
that compares a call with itself, stays green.
"""

REWRITES = {
    "rewrite-algorithm": "computes in another way",
    "rewrite-words": "has other texts, other private names and other types",
    "rewrite-lazy": "uses generators",
}
_REWRITTEN = zip(REWRITES, ("other_algorithm", "other_words", "lazily"), strict=True)

_right = Variant("right", FILE, _RIGHT)
PLANS: dict[str, Plan] = {
    "right": Plan(_right),
    "own": Plan(),
    "reversed": Plan(_right, order="reversed"),
    "alone": Plan(_right, order="alone"),
    "elsewhere": Plan(_right, elsewhere=True),
    "twice": Plan(_right, twice=True),
}
FAULTS = (*OLD_BUGS, *AMOUNTS, *REFUSALS, *REFUNDS, *DATABASE, *UPGRADE, *GUTTED)
PLANS |= {variant.name: Plan(variant, brief=True) for variant in FAULTS}
PLANS |= {f"all of {variant.name}": Plan(variant, later=True) for variant in FAULTS}
PLANS |= {variant.name: Plan(variant) for variant in RUINS}
PLANS |= {variant.name: Plan(variant, later=True) for variant in ODDITIES}
PLANS |= {
    name: Plan(Variant(name, FILE, (_CODE / f"{file}.py").read_text(encoding="utf-8"))) for name, file in _REWRITTEN
}
