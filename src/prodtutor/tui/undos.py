"""What can be undone in each file, kept for as long as the tutor runs: also while another lesson is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.document._history import EditHistory
    from textual.widgets import TextArea


class Undos:
    """The edits of every editor that was closed. They fit as long as the file is what it was then."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[str, EditHistory]] = {}

    def keep(self, path: Path, editor: TextArea) -> None:
        """Keep what can be undone in `editor`, which shows the file `path`."""
        self._kept[path] = (editor.text, editor.history)

    def give_back(self, path: Path, editor: TextArea) -> None:
        """Let a new editor of that file undo what the last one could, if it shows the same text."""
        text, history = self._kept.pop(path, ("", None))
        if history is not None and text == editor.text:
            editor.history = history
            history.checkpoint()
