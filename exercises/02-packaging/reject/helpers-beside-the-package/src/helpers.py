"""Small things."""


def shout(text):
    return text.upper()
