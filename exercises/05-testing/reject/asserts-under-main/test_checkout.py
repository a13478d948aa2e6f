import checkout
from checkout import Line

if __name__ == "__main__":
    assert checkout.subtotal([Line("CUP", 2, 450)]) == 900
    assert checkout.discount(4000, "TEA10") == 400
    assert checkout.shipping(4999, "DE") == 490
    assert checkout.total([Line("POT", 1, 5200)], "DE", "TEA10") == 5170
