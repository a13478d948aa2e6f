"""What the kiosks sold."""
