"""Orders of a kiosk and their receipts."""
