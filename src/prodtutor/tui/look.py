"""Colours: dark, light, high contrast and none, with one accent, and the editor's syntax colours to go with them."""

from __future__ import annotations

from pygments.token import Token
from rich.style import Style
from textual.highlight import HighlightTheme
from textual.theme import Theme
from textual.widgets.text_area import TextAreaTheme

DARK = Theme(
    name="prodtutor-dark",
    primary="#8ab4d8",
    secondary="#8ab4d8",
    accent="#e0b060",
    foreground="#d6d9de",
    background="#16181c",
    surface="#16181c",
    panel="#23272e",
    success="#8fbf7f",
    warning="#e0b060",
    error="#e07a70",
    dark=True,
    variables={
        "border": "#e0b060",
        "border-blurred": "#3a404a",
        "footer-background": "#16181c",
        "footer-key-foreground": "#e0b060",
        "footer-description-foreground": "#9aa1ab",
        "block-cursor-background": "#2f3540",
        "block-cursor-foreground": "#f0f2f5",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#1f232a",
        "block-cursor-blurred-foreground": "#d6d9de",
        "scrollbar": "#333942",
        "scrollbar-background": "#16181c",
        "scrollbar-corner-color": "#16181c",
        "scrollbar-background-hover": "#16181c",
        "scrollbar-background-active": "#16181c",
    },
)
LIGHT = Theme(
    name="prodtutor-light",
    primary="#2d5f8a",
    secondary="#2d5f8a",
    accent="#96610a",
    foreground="#24272c",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#eeece6",
    success="#3a7a2c",
    warning="#96610a",
    error="#b03a2e",
    dark=False,
    variables={
        "border": "#96610a",
        "border-blurred": "#cfcbc0",
        "footer-background": "#fbfaf7",
        "footer-key-foreground": "#96610a",
        "footer-description-foreground": "#6a6e75",
        "block-cursor-background": "#e4e0d4",
        "block-cursor-foreground": "#16181c",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#f1eee6",
        "block-cursor-blurred-foreground": "#24272c",
        "scrollbar": "#cfcbc0",
        "scrollbar-background": "#fbfaf7",
    },
)
CONTRAST = Theme(
    name="prodtutor-contrast",
    primary="#7fd4ff",
    secondary="#7fd4ff",
    accent="#ffd84a",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#8dff7a",
    warning="#ffd84a",
    error="#ff9c90",
    dark=True,
    variables={
        "border": "#ffd84a",
        "border-blurred": "#9a9a9a",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffd84a",
        "footer-description-foreground": "#ffffff",
        "block-cursor-background": "#ffd84a",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#3a3a3a",
        "block-cursor-blurred-foreground": "#ffffff",
        "scrollbar": "#9a9a9a",
        "scrollbar-background": "#1c1c1c",
    },
)
THEMES = (DARK, LIGHT, CONTRAST)
TITLES = {DARK.name: "Dark", LIGHT.name: "Light", CONTRAST.name: "High contrast"}
"""Our own themes, as people call them."""


def _syntax(*, quiet: str, word: str, text: str, name: str, value: str) -> dict[str, Style]:
    """Five colours over tree-sitter's names: comments, keywords, strings, defined names, values."""
    styles: dict[str, Style] = {}
    for key in ("comment", "list.marker", "heading.marker"):
        styles[key] = Style(color=quiet, italic=key == "comment")
    for key in (
        "keyword", "keyword.function", "keyword.return", "keyword.operator", "repeat", "exception", "include",
        "conditional", "tag", "toml.type", "yaml.field", "json.label", "link.label",
    ):  # fmt: skip
        styles[key] = Style(color=word)
    for key in ("string", "string.documentation", "inline_code", "string.special"):
        styles[key] = Style(color=text)
    for key in ("class", "type", "type.class", "function", "method", "heading", "css.property", "constructor"):
        styles[key] = Style(color=name)
    for key in ("number", "float", "boolean", "constant.builtin", "json.null", "toml.datetime"):
        styles[key] = Style(color=value)
    styles["heading"] = Style(color=name, bold=True)
    styles["bold"] = Style(bold=True)
    styles["italic"] = Style(italic=True)
    return styles


class CodeColours(HighlightTheme):
    """The same colours for code that is only shown: pygments' names, in the variables of whatever theme is on."""

    STYLES = {  # noqa: RUF012 – as Textual has it
        Token.Comment: "$foreground 50% italic",
        Token.Keyword: "$primary",
        Token.Operator.Word: "$primary",
        Token.Literal.String: "$success",
        Token.String: "$success",
        Token.Name.Class: "$accent",
        Token.Name.Function: "$accent",
        Token.Name.Decorator: "$accent",
        Token.Name.Tag: "$primary",
        Token.Literal.Number: "$error",
        Token.Number: "$error",
        Token.Keyword.Constant: "$error",
    }


_DARK_SYNTAX = _syntax(quiet="#838b97", word="#8ab4d8", text="#a3c58f", name="#e6d3a3", value="#d49a8a")
_CONTRAST_SYNTAX = _syntax(quiet="#c8c8c8", word="#7fd4ff", text="#a8ff9a", name="#ffe58a", value="#ffbcb0")
_LIGHT_SYNTAX = _syntax(quiet="#696d75", word="#2d5f8a", text="#3d7031", name="#7a5510", value="#a04a38")


def editor_theme(theme: Theme, *, colour: bool) -> TextAreaTheme:
    """A new editor theme (Textual fills in the rest of it from the style sheet, so it is not shared)."""
    if not colour:
        return TextAreaTheme(
            name="prodtutor-mono",
            syntax_styles={
                "comment": Style(dim=True),
                "keyword": Style(bold=True),
                "keyword.function": Style(bold=True),
            },
        )
    if theme.name == CONTRAST.name:
        return TextAreaTheme(name=theme.name, syntax_styles=dict(_CONTRAST_SYNTAX))
    name = "prodtutor-dark" if theme.dark else "prodtutor-light"
    return TextAreaTheme(name=name, syntax_styles=dict(_DARK_SYNTAX if theme.dark else _LIGHT_SYNTAX))
