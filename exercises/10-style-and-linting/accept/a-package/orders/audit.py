"""Lines for the tax office."""

LIMIT = 100_000


def audit(order):
    """Print a line for a large order."""
    if order.cents >= LIMIT:
        print(f"audit: {order.id} {order.amount} {order.country}")
