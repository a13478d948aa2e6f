"""What an order costs."""

FREE_SHIPPING_FROM = 50_00
SHIPPING = 4_90


def total(quantity: int, price: int) -> int:
    """The goods alone, in cents."""
    return quantity * price


def to_pay(quantity: int, price: int) -> int:
    """The goods and the shipping, in cents."""
    goods = total(quantity, price)
    return goods if goods >= FREE_SHIPPING_FROM else goods + SHIPPING


def receipt(name: str, quantity: int, price: int) -> str:
    """One line for the customer."""
    cents = to_pay(quantity, price)
    return f"{quantity} x {name}: {cents // 100}.{cents % 100:02}"
