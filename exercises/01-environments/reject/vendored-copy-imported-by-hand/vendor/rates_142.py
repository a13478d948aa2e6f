"""What one euro was worth on each day, in ten-thousandths of the other currency: the middle rate of the bank."""

RATES = {
    "2026-05-01": {"USD": 10810, "CHF": 9400},
    "2026-05-02": {"USD": 10829, "CHF": 9430},
    "2026-05-03": {"USD": 10849, "CHF": 9441},
    "2026-05-04": {"USD": 10817, "CHF": 9467},
    "2026-05-05": {"USD": 10800, "CHF": 9494},
    "2026-05-06": {"USD": 10831, "CHF": 9503},
    "2026-05-07": {"USD": 10857, "CHF": 9499},
    "2026-05-08": {"USD": 10885, "CHF": 9504},
    "2026-05-09": {"USD": 10902, "CHF": 9522},
    "2026-05-10": {"USD": 10932, "CHF": 9520},
    "2026-05-11": {"USD": 10917, "CHF": 9490},
    "2026-05-12": {"USD": 10950, "CHF": 9465},
    "2026-05-13": {"USD": 10919, "CHF": 9453},
    "2026-05-14": {"USD": 10886, "CHF": 9451},
    "2026-05-15": {"USD": 10842, "CHF": 9473},
    "2026-05-16": {"USD": 10884, "CHF": 9474},
    "2026-05-17": {"USD": 10925, "CHF": 9464},
    "2026-05-18": {"USD": 10906, "CHF": 9459},
    "2026-05-19": {"USD": 10893, "CHF": 9451},
    "2026-05-20": {"USD": 10893, "CHF": 9472},
    "2026-05-21": {"USD": 10896, "CHF": 9489},
    "2026-05-22": {"USD": 10916, "CHF": 9499},
    "2026-05-23": {"USD": 10880, "CHF": 9515},
    "2026-05-24": {"USD": 10878, "CHF": 9490},
    "2026-05-25": {"USD": 10904, "CHF": 9494},
    "2026-05-26": {"USD": 10896, "CHF": 9482},
    "2026-05-27": {"USD": 10909, "CHF": 9461},
    "2026-05-28": {"USD": 10946, "CHF": 9476},
    "2026-05-29": {"USD": 10974, "CHF": 9465},
    "2026-05-30": {"USD": 10932, "CHF": 9489},
    "2026-05-31": {"USD": 10977, "CHF": 9482},
}
"""Money from one currency into another, at the rate of a day."""


__version__ = "1.4.2"
EURO = 10_000


def convert(cents, source, target, on=None):
    """Cents of the currency `source` in cents of `target`, at the middle rate of the day `on` (a date)."""
    day = max(RATES) if on is None else on.isoformat()
    if day not in RATES:
        raise ValueError(f"there is no rate for {day}")
    rates = {"EUR": EURO, **RATES[day]}
    return round(cents * rates[target] / rates[source])
