"""The time of the shops."""

from datetime import datetime, timedelta, timezone

from shopdays import DAY_BEGINS

__version__ = "1.1.0"
SHOP = timezone(timedelta(hours=2))


def shop_time(text):
    """A moment, written as in `2026-05-31T23:15:00+00:00`, as the clock in the shops shows it."""
    return datetime.fromisoformat(text).astimezone(SHOP)


def shop_day(text):
    """The business day that a moment belongs to: early in the morning it is still the day before."""
    return (shop_time(text) - timedelta(hours=DAY_BEGINS)).date()
