"""The last row of a screen: the keys that work here. It is airy where there is room; where not, the first ones stay."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.events import Resize
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_OUT = ("app.quit", "quit")
_LAST = ("app.help", *_OUT)
"""Actions that stand at the end, in this order, whatever the class is that binds them."""
_PALETTE = "-command-palette"


class KeyBar(Footer):
    """Textual's footer, fitted to its width: what a screen is for comes first, Help and Quit last, and these stay."""

    DEFAULT_CSS = """
    KeyBar {
        background: $background;
        padding: 0 0 0 1;
        FooterKey { margin-right: 2; .footer-key--key { padding: 0 1 0 0; } .footer-key--description { padding: 0; } }
        FooterKey.-command-palette { border-left: none; margin-right: 0; padding: 0; }
    }
    """

    def __init__(self, *, show_command_palette: bool = True) -> None:
        super().__init__(show_command_palette=show_command_palette)
        self._fitted = 0
        """The width that the keys were chosen for."""

    def on_resize(self, event: Resize) -> None:
        if self._fitted and event.size.width != self._fitted:
            self.refresh(recompose=True)

    def compose(self) -> ComposeResult:
        keys = [node for node in super().compose() if isinstance(node, FooterKey)]
        own = [key for key in keys if not key.has_class(_PALETTE)]
        own.sort(key=lambda key: _LAST.index(key.action) + 1 if key.action in _LAST else 0)
        palette = [key for key in keys if key.has_class(_PALETTE)]
        for key in palette:
            key.description = "More"
        self._fitted = self.app.size.width
        compact, fitting = fitted(own, palette, self._fitted)
        self.set_reactive(Footer.compact, compact)
        self.set_class(compact, "-compact", update=False)
        for key in fitting:
            key.set_class(compact, "-compact", update=False)
        yield from fitting


def fitted(own: Sequence[FooterKey], palette: Sequence[FooterKey], width: int) -> tuple[bool, list[FooterKey]]:
    """Which keys there is room for, and whether they have to stand close together.

    What gives way, one after the other: the air between them, `Ctrl+` for `^`, the palette, and the other keys from the
    right. What stays longest is the first key, then the way back, the way out, and Help.
    """
    keys = [*own, *palette]
    for short in (False, True):
        if short:
            for key in keys:
                key.key_display = key.key_display.replace("Ctrl+", "^")
        for gap in (2, 1):
            if _taken(keys, gap) <= width:
                return gap == 1, keys
    chosen: list[FooterKey] = []
    for key in sorted(own, key=lambda key: _weight(key, own)):
        if _taken([*chosen, key], 1) > width:
            break
        chosen.append(key)
    return True, [key for key in own if key in chosen]


def _weight(key: FooterKey, own: Sequence[FooterKey]) -> int:
    if key is own[0]:
        return 0
    return 1 if key.key.startswith("escape") else 2 if key.action in _OUT else 3 if key.action in _LAST else 4


def _taken(keys: Sequence[FooterKey], gap: int) -> int:
    """Cells that the keys take, with a cell of air before the first one."""
    return sum(len(key.key_display) + 1 + len(key.description) + gap for key in keys) + 1 - gap
