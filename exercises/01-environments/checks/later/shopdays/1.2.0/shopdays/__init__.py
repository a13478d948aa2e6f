"""When the business day of the shops begins."""

__version__ = "1.2.0"
DAY_BEGINS = 7
"""The hour, on the clock in the shops."""
