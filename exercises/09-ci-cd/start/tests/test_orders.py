"""What the shop relies on."""

from kiosk.orders import receipt, to_pay, total


def test_total() -> None:
    assert total(3, 250) == 750


def test_shipping_is_free_for_large_orders() -> None:
    assert to_pay(1, 50_00) == 50_00
    assert to_pay(1, 49_99) == 54_89


def test_receipt() -> None:
    assert receipt("tea", 2, 300) == "2 x tea: 10.90"
