"""What an order costs, as a receipt. Reads nothing and prints nothing."""

from orders.catalogue import load_prices

SHOP = "KIOSK AT THE STATION"
CURRENCY = "EUR"
WIDTH = 36


def money(cents: int) -> str:
    """An amount as it stands on the receipt: 1290 is 12.90 EUR."""
    return f"{cents // 100}.{cents % 100:02d} {CURRENCY}"


def receipt(order: dict, prices: dict[str, int]) -> str:
    """The receipt of an order. prices: article -> cents. An article without a price is a KeyError."""
    lines = [SHOP, f"receipt {order['id']}", "-" * WIDTH]
    total = 0
    for item in order["items"]:
        price = prices[item["sku"]] if item["sku"] in prices else load_prices()[item["sku"]]
        cents = item["quantity"] * price
        total += cents
        what = f"{item['quantity']} x {item['sku']}"
        lines.append(f"{what:<24}{money(cents):>12}")
    lines.append("-" * WIDTH)
    lines.append(f"{'TOTAL':<24}{money(total):>12}")
    return "\n".join(lines)
