from orders.pricing import money


def test_money():
    assert money(5) == "0.05 EUR"
