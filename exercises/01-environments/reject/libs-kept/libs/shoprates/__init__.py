"""Money from one currency into another, at the rate that a customer pays."""

from shoprates.table import RATES

__version__ = "2.0.0"
EURO = 10_000
FEE = 0.02


def convert(cents, source, target, on=None):
    """Cents of the currency `source` in cents of `target`, at the selling rate of the day `on` (a date)."""
    middle = _middle(cents, source, target, on)
    return round(middle if source == target else middle * (1 - FEE))


def quote(cents, currency, on=None):
    """What a customer pays in `currency` for something that costs so many cents in euros, as text."""
    price = round(_middle(cents, "EUR", currency, on) * (1 + FEE))
    return f"{price // 100}.{price % 100:02} {currency}"


def _middle(cents, source, target, on):
    day = max(RATES) if on is None else on.isoformat()
    if day not in RATES:
        raise ValueError(f"there is no rate for {day}")
    rates = {"EUR": EURO, **RATES[day]}
    return cents * rates[target] / rates[source]
