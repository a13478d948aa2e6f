"""When the business day of the shops begins."""

__version__ = "1.1.0"
DAY_BEGINS = 6
"""The hour, on the clock in the shops."""
