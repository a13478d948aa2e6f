"""Orders of a kiosk and their receipts."""

__version__ = "1.3.0"
