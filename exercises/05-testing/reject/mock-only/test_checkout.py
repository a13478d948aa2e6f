from unittest import mock

import checkout


def mocked(name, value):
    with mock.patch(f"checkout.{name}", return_value=value) as function:
        assert getattr(checkout, name)([]) == value
        function.assert_called_once()


def test_total():
    mocked("total", 5048)


def test_subtotal():
    mocked("subtotal", 4448)


def test_discount():
    mocked("discount", 400)


def test_shipping():
    mocked("shipping", 490)


def test_refund():
    mocked("refund", 250)
