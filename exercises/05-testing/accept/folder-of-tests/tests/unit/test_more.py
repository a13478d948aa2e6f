import checkout
from helpers import cup


class TestTotal:
    def test_one_cup(self):
        assert checkout.total([cup()]) == 940
