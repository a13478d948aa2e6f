import random

import checkout
import oracle
from checkout import Line


def test_a_thousand_baskets():
    draw = random.Random(5)
    for _ in range(300):
        lines = [("X", draw.randrange(1, 4), draw.randrange(1, 2000)) for _ in range(draw.randrange(1, 4))]
        country, coupon = draw.choice(["DE", "AT"]), draw.choice([None, "TEA10", "WELCOME5"])
        assert checkout.total([Line(*line) for line in lines], country, coupon) == oracle.price(lines, country, coupon)
