"""When the business day of the shops begins."""

__version__ = "1.0.0"
DAY_BEGINS = 4
"""The hour, on the clock in the shops."""
