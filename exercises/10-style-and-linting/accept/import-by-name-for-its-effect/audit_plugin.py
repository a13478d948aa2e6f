"""The tax office wants to see every order of 1000.00 and more."""

import hooks

LIMIT = 100_000  # in cents


def audit(order, cents):
    """Print a line for a large order."""
    if cents >= LIMIT:
        print(f"audit: {order['id']} {cents / 100:.2f} {order['country']}")


hooks.after_order.append(audit)
