"""Text to values. Every function raises ValueError with the rule that was broken."""

from urllib.parse import urlsplit


def switch(text: str) -> bool:
    words = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)
    if text.lower() not in words:
        raise ValueError("must be true or false")
    return words[text.lower()]


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value < float("inf"):
        raise ValueError("must be a number above 0")
    return value


def batch(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 500:
        return int(text)
    raise ValueError("must be a whole number from 1 to 500")


def environment(text: str) -> str:
    if text in ("dev", "prod"):
        return text
    raise ValueError("must be dev or prod")


def url(text: str) -> str:
    parts = urlsplit(text)
    if not (parts.scheme and parts.hostname):
        raise ValueError("must be a URL")
    return text
