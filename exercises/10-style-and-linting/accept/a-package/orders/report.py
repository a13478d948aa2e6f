"""The report on standard output."""

from collections import defaultdict

from orders.model import money

HOME = {"DE", "AT"}


class Totals:
    """Counts up, from one table to the next."""

    def __init__(self):
        self._found = defaultdict(list)

    def add(self, orders):
        """Count these orders as well; return the lines so far."""
        for order in orders:
            self._found[order.country].append(order.cents)
        return [
            f" {'*' if country in HOME else ' '}{country:4}{len(cents):4}{money(sum(cents)):>12}"
            for country, cents in sorted(self._found.items())
        ]


def show(orders, returned, skipped):
    """Print everything."""
    paid = [order for order in orders if order.paid]
    late = [order for order in orders if not order.paid]
    late.sort(key=lambda order: (order.date, order.id))
    print(f"orders: {len(orders)}")
    print(f"paid: {len(paid)}, {money(sum(order.cents for order in paid))}")
    print(f"open: {len(late)}")
    for order in late:
        print(f"  {order.date} {order.id}{order.amount:>12}")
    totals = Totals()
    counter = [order for order in orders if order.channel == "counter"]
    others = [order for order in orders if order.channel != "counter"]
    print("counter:", *totals.add(counter), sep="\n")
    print("all:", *totals.add(others), sep="\n")
    coupons = sorted(order.coupon for order in orders if order.coupon is not None)
    if coupons:
        print(
            "coupons:",
            ", ".join(f"{c} x{coupons.count(c)}" for c in dict.fromkeys(coupons)),
        )
    if returned:
        print("returned:", ", ".join(returned))
    if skipped:
        print("skipped:", skipped)
