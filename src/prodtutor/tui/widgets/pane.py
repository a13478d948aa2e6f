"""A part of the lesson screen with a border and a title."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content

from prodtutor.untrusted import neutralise


class Pane(Vertical):
    """A framed part. The frame of the one with the focus is in the accent colour."""

    DEFAULT_CSS = """
    Pane {
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-title-style: none;
        border-subtitle-color: $text-muted;
        padding: 0;
        &:focus-within {
            border: round $border;
            border-title-color: $accent;
            border-title-style: bold;
        }
    }
    """

    def title(self, text: str) -> None:
        """Set the title, taken as it is."""
        self.border_title = Content(neutralise(text))

    def subtitle(self, text: str) -> None:
        """Set the text in the lower border, taken as it is."""
        self.border_subtitle = Content(neutralise(text))
