"""An interactive terminal tutor from the end of a Python tutorial to production Python."""

__version__ = "0.1.0"
