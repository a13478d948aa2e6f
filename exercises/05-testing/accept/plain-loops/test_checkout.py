import checkout
from checkout import CheckoutError, Line


def refuses(function, *arguments):
    try:
        function(*arguments)
    except CheckoutError:
        return True
    return False


def test_prices():
    for lines, expected in (
        ([Line("CUP", 1, 450)], 450),
        ([Line("CUP", 3, 450), Line("TEA", 1, 1999)], 3349),
    ):
        assert checkout.subtotal(lines) == expected


def test_bad_lines():
    for lines in ([], [Line("CUP", 0, 450)], [Line("CUP", -2, 450)]):
        assert refuses(checkout.subtotal, lines), lines


def test_coupons():
    table = {"TEA10": 1, " tea10": 1, "WELCOME5": 14, None: 0}
    for coupon, off in table.items():
        assert checkout.discount(14, coupon) == off, coupon
    assert checkout.discount(15, "TEA10") == 2
    assert checkout.discount(501, "WELCOME5") == 500
    assert refuses(checkout.discount, 15, "WELCOME")
    assert refuses(checkout.discount, 15, "")


def test_parcels():
    home = [checkout.shipping(cents, "DE") for cents in (1, 4998, 4999, 5000, 5001)]
    away = [checkout.shipping(cents, "CH") for cents in (1, 4998, 4999, 5000, 5001)]
    assert home == [490, 490, 490, 0, 0]
    assert set(away) == {1290}


def test_totals():
    assert checkout.total([Line("POT", 1, 5200)], "DE", "TEA10") == 5170
    assert checkout.total([Line("POT", 1, 5200)], "DE") == 5200
    assert checkout.total([Line("POT", 1, 5200)], "CH") == 5200 + 1290


def test_money_back():
    done = set()
    assert checkout.refund(999, 1, 2, done, "o-3", "manager") == 500
    assert refuses(checkout.refund, 999, 1, 2, done, "o-3", "manager")
    assert refuses(checkout.refund, 999, 1, 2, {"o-4"}, "o-4", "manager")
    assert refuses(checkout.refund, 999, 3, 2, set(), "o-5", "manager")
    assert refuses(checkout.refund, 999, 0, 2, set(), "o-5", "manager")
    assert refuses(checkout.refund, 999, 1, 2, set(), "o-5", "clerk")
