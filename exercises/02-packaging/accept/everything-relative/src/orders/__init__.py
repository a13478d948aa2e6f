"""Orders."""

from .pricing import receipt

__version__ = "see the metadata"
__all__ = ["receipt"]
