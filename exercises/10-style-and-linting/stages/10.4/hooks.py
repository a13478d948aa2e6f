"""Whoever wants to see each order as it is read adds a function here."""

after_order = []


def call_all(order, cents):
    """Show one order to all functions that have been added."""
    for function in after_order:
        function(order, cents)
