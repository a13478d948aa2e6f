"""10.3: probable bugs. What the program does stays."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Subject, Told
from prodtutor.checkkit.code_from_text import code_from_text

PAID = "Orders count as paid that nobody has paid for, or the other way round. Nobody is asked for the money."
TABLES = "The second table counts the counter's orders as well. Whoever does the accounts relies on it."
COUPON = 'What the tills write for "no coupon" must not count as a coupon, nor may a coupon get lost.'
BACK = "An order that comes back, or cannot be read, must be told at the end. Otherwise it is gone without a trace."

HIDDEN = "Ruff, your editor and your colleagues see a text. Nobody checks the code in it: write it as code."
HOW = {
    "compile": "it makes code of a text and runs it",
    "exec": "it runs code that stands in no file of yours",
    "import": "it imports a file that it has written itself",
    "marshal": "it makes code of bytes",
    "process": "it starts another process with a text of code",
}


def test_paid_means_what_it_meant(shop: Any) -> None:
    shop.unchanged(shop.kiosk.paid(), PAID)


def test_the_tables_count_what_they_counted(shop: Any) -> None:
    shop.unchanged(shop.kiosk.channels(), TABLES)


def test_no_coupon_is_no_coupon(shop: Any) -> None:
    shop.unchanged(shop.kiosk.coupons(), COUPON)


def test_nothing_is_lost_without_a_trace(shop: Any) -> None:
    shop.unchanged(shop.kiosk.unusable(), BACK)


def test_no_code_is_made_of_a_text(shop: Any, subject: Subject, told: Told) -> None:
    for name, text in shop.drawn().items():
        subject.write(name, text)
    for made in code_from_text(subject, "legacy_orders.py", "drawn.json", "--csv", "out.csv")[:1]:
        where = f", in line {made.line} of {made.file}" if made.file else ""
        told(did="watched your program while it ran", saw=f"{HOW[made.how]}{where}", means=HIDDEN)
        raise AssertionError
