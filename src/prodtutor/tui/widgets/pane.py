"""A part of the lesson screen with a border and a title."""

from __future__ import annotations

from typing import Self

from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

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

    _foot_only = False

    def focus_on(self, widget: Widget) -> None:
        """Put the focus on a part of it at once: by a message, it might come after the learner has gone elsewhere."""
        self.screen.set_focus(widget)

    def title(self, text: str) -> None:
        """Set the title, taken as it is."""
        self.border_title = Content(neutralise(text))

    def subtitle(self, text: str | Content) -> None:
        """Set the text in the lower border, taken as it is. Only that row is drawn anew: it changes with every key."""
        self._foot_only = True
        try:
            self.border_subtitle = Content(neutralise(text)) if isinstance(text, str) else text
        finally:
            self._foot_only = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if self._foot_only:
            (x, y), (width, height) = self.content_offset, self.outer_size
            regions = (Region(-x, height - 1 - y, width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
