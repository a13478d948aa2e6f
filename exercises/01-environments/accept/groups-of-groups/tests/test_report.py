import report


def test_amount():
    assert report.amount({"quantity": 2, "unit_price": 3}) == 6
