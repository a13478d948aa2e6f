"""More tests."""

import checkout
from checkout import Line


def test_basket_json():
    lines = [Line("TEA-EARL-GREY", 2, 1999), Line("CUP-BLUE", 1, 450), Line("SPOON", 12, 75)]
    assert checkout.total(lines, "DE", "TEA10") == 4813
