"""Short reading pages: those of a lesson (`lessons/<slug>/cards/`) and those of the course (`lessons/cards/`)."""

from __future__ import annotations

import re
from pathlib import Path

from prodtutor.curriculum.model import Card, Pack
from prodtutor.curriculum.reading import read_text
from prodtutor.errors import UsageProblem

_FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+\s+(.+?)\s*#*$", re.MULTILINE)


def read_cards(folder: Path) -> tuple[Card, ...]:
    """The cards of a folder, sorted by file name; none when it is not there.

    Raises UsageProblem when one cannot be read or has no heading.
    """
    if not folder.is_dir():
        return ()
    return tuple(_card(path) for path in sorted(folder.glob("*.md")))


def course_cards(pack: Pack) -> tuple[Card, ...]:
    """The cards that belong to no lesson. Raises UsageProblem when one cannot be read or has no heading."""
    return read_cards(pack.root / "lessons" / "cards")


def headings(card: Card) -> tuple[str, ...]:
    """The card's headings in order, its title first. A `#` inside a block of code is none."""
    return tuple(_HEADING.findall(_FENCED.sub("", card.text)))


def _card(path: Path) -> Card:
    text = read_text(path, "a short reading page")
    heading = _HEADING.search(_FENCED.sub("", text))
    if not heading:
        raise UsageProblem("The pack has a mistake", f"{path}, line 1: expected a heading, the card's title.")
    return Card(slug=path.stem, title=heading.group(1), text=text)
