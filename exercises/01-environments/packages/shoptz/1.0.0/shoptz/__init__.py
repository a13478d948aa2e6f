"""The time of the shops."""

from datetime import datetime, timedelta, timezone

__version__ = "1.0.0"
SHOP = timezone(timedelta(hours=2))


def shop_time(text):
    """A moment, written as in `2026-05-31T23:15:00+00:00`, as the clock in the shops shows it."""
    return datetime.fromisoformat(text).astimezone(SHOP)
