"""What else the house rules say, one fact for each test."""

import contextlib
import json

import checkout
import pytest
from checkout import CheckoutError, Line


def test_lines_with_the_same_values_are_equal():
    assert Line("CUP", 2, 450) == Line("CUP", 2, 450)


def test_lines_with_other_values_are_not():
    assert Line("CUP", 2, 450) != Line("CUP", 3, 450)


def test_a_line_has_three_attributes():
    line = Line(sku="CUP", quantity=2, unit_cents=450)
    assert line.sku == "CUP"
    assert line.quantity == 2
    assert line.unit_cents == 450


@pytest.fixture
def basket(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"id": "o-1", "country": "DE", "coupon": None, "lines": [["CUP", 2, 450]]}))
    return path


def test_main_without_orders_writes_nothing(basket, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    checkout.main([basket.name])
    assert list(tmp_path.iterdir()) == [basket]


def test_main_without_orders_writes_nothing_beside_the_basket(basket):
    checkout.main([str(basket)])
    assert list(basket.parent.iterdir()) == [basket]


def test_a_refused_refund_is_not_noted():
    done = {"o-1"}
    for returned, role in ((1, "clerk"), (5, "manager")):
        with contextlib.suppress(CheckoutError):
            checkout.refund(1000, returned, 4, done, "o-2", role)
    assert done == {"o-1"}
