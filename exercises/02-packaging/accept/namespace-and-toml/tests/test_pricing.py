from orders.pricing import receipt


def test_total():
    text = receipt({"id": "o-1", "items": [{"sku": "tea", "quantity": 2}]}, {"tea": 105})
    assert text.endswith("2.10 EUR")
