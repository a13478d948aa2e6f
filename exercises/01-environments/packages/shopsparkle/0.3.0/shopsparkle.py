"""Puts stars around a text."""


def sparkle(text):
    """The text between stars."""
    return f"* {text} *"
