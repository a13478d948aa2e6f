import unittest

import checkout
from checkout import CheckoutError, Line


class Amounts(unittest.TestCase):
    def setUp(self):
        self.tea = Line("TEA", 2, 1999)

    def test_subtotal(self):
        self.assertEqual(checkout.subtotal([self.tea, Line("CUP", 1, 450)]), 4448)
        for quantity in (0, -1, -10):
            with self.subTest(quantity=quantity), self.assertRaises(CheckoutError):
                checkout.subtotal([Line("CUP", quantity, 450)])
        with self.subTest("empty"), self.assertRaises(CheckoutError):
            checkout.subtotal([])

    def test_discount(self):
        for cents, coupon, off in (
            (4000, "TEA10", 400),
            (4000, "Tea10", 400),
            (4000, "TEA10\t", 400),
            (1994, "TEA10", 199),
            (1995, "TEA10", 200),
            (300, "WELCOME5", 300),
            (4000, "WELCOME5", 500),
            (4000, None, 0),
        ):
            with self.subTest(cents=cents, coupon=coupon):
                self.assertEqual(checkout.discount(cents, coupon), off)

    def test_unknown_coupon(self):
        for coupon in ("TEA99", ""):
            self.assertRaises(CheckoutError, checkout.discount, 4000, coupon)

    def test_shipping(self):
        for cents, country, price in ((4999, "DE", 490), (5000, "DE", 0), (5000, "FR", 1290), (100, "FR", 1290)):
            with self.subTest(cents=cents, country=country):
                self.assertEqual(checkout.shipping(cents, country), price)

    def test_total(self):
        self.assertEqual(checkout.total([self.tea]), 3998 + 490)
        self.assertEqual(checkout.total([Line("POT", 1, 5200)], coupon="TEA10"), 4680 + 490)
        self.assertEqual(checkout.total([self.tea], "FR"), 3998 + 1290)


class Refunds(unittest.TestCase):
    def test_share(self):
        self.assertEqual(checkout.refund(1000, 2, 3, set(), "o-1", "manager"), 667)

    def test_refused(self):
        for returned, done, role in (
            (1, set(), "clerk"),
            (4, set(), "manager"),
            (0, set(), "manager"),
            (1, {"o-1"}, "manager"),
        ):
            with self.subTest(returned=returned, role=role), self.assertRaises(CheckoutError):
                checkout.refund(1000, returned, 3, done, "o-1", role)

    def test_again(self):
        done = set()
        checkout.refund(1000, 1, 3, done, "o-1", "manager")
        self.assertIn("o-1", done)


if __name__ == "__main__":
    unittest.main()
