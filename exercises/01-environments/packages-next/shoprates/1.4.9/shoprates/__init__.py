"""Money from one currency into another, at the rate of a day."""

from shoprates.table import RATES

__version__ = "1.4.9"
EURO = 10_000


def convert(cents, source, target, on=None):
    """Cents of the currency `source` in cents of `target`, at the middle rate of the day `on` (a date)."""
    day = max(RATES) if on is None else on.isoformat()
    if day not in RATES:
        raise ValueError(f"there is no rate for {day}, only for {min(RATES)} to {max(RATES)}")
    rates = {"EUR": EURO, **RATES[day]}
    return round(cents * rates[target] / rates[source])
