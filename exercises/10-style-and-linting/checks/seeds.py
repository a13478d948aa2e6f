"""Files for the learner's Ruff configuration: one with each mistake, some with none, and one that is not formatted."""

from __future__ import annotations

import random
from collections.abc import Collection
from pathlib import PurePosixPath


def _branches(count: int) -> str:
    return "".join(f"    if number == {number}:\n        number += {number}\n" for number in range(20, 20 + count))


_SOME_BRANCHES, _BRANCHES = _branches(11), _branches(13)
_STATEMENTS = "".join(f"    number += {number}\n" for number in range(60))

DIRTY = {
    "I001": ("imports in no order", "import sys\nimport os\n\nSHOWN = (os.sep, sys.path)\n"),
    "F401": ("an import that nobody uses", "import json\n\nLIMIT = 3\n"),
    "F541": ("an f-string without anything to fill in", 'TITLE = f"orders"\n'),
    "E401": ("two imports on one line", "import os, sys\n\nSHOWN = (os.sep, sys.path)\n"),
    "E402": ("an import in the middle of the file", "LIMIT = 3\n\nimport os\n\nSEPARATOR = os.sep\n"),
    "UP006": ("List[str]", "from typing import List\n\nNAMES: List[str] = []\n"),
    "UP031": ("a text made with %", 'def show(name: str) -> str:\n    """Show."""\n    return "hello %s" % name\n'),
    "UP032": (
        "a text made with .format()",
        'def show(name: str) -> str:\n    """S."""\n    return "hi {}".format(name)\n',
    ),
    "UP035": ("an import from typing that is long out of date", "from typing import Dict\n\nSHOWN: Dict = {}\n"),
    "C405": ("set([...])", "HOME = set([1, 2])\n"),
    "C408": ("dict()", "TOTALS = dict()\n"),
    "C416": ("a comprehension that only copies", "NAMES = [name for name in ()]\n"),
    "RET505": (
        "else after return",
        'def sign(number: int) -> str:\n    """S."""\n    if number < 0:\n        return "-"\n'
        '    else:\n        return "+"\n',
    ),
    "F403": ("from ... import *", "from os.path import *\n"),
    "F405": ("a name that may come from import *", 'from os.path import *\n\nPATH = join("a", "b")\n'),
    "F811": (
        "a function that is defined twice",
        'def one() -> int:\n    """O."""\n    return 1\n\n\ndef one() -> int:\n    """O."""\n    return 2\n',
    ),
    "F841": ("a variable that nobody reads", 'def run() -> None:\n    """R."""\n    done = len("abc")\n'),
    "E711": ("== None", 'def gone(thing: object) -> bool:\n    """G."""\n    return thing == None\n'),
    "E712": ("== True", 'def paid(thing: object) -> bool:\n    """P."""\n    return bool(thing == True)\n'),
    "E713": ("not x in y", 'def new(name: str, names: str) -> bool:\n    """N."""\n    return not name in names\n'),
    "E721": ("type(x) == str", 'def is_text(thing: object) -> bool:\n    """T."""\n    return type(thing) == str\n'),
    "E722": (
        "a bare except",
        'def number(text: str) -> int:\n    """N."""\n    try:\n        return int(text)\n'
        "    except:\n        return 0\n",
    ),
    "E741": ("a variable named l", "l = 1\n"),
    "B006": ("a list as a default", 'def add(to: list = []) -> list:\n    """A."""\n    return to\n'),
    "B007": (
        "a loop variable that nobody reads",
        'def count(names: dict) -> int:\n    """C."""\n    total = 0\n    for name, number in names.items():\n'
        "        total += number\n    return total\n",
    ),
    "B904": (
        "raise in except without from",
        'def day(text: str) -> int:\n    """D."""\n    try:\n        return int(text)\n    except ValueError:\n'
        '        raise SystemExit("no day")\n',
    ),
    "A001": ("a variable named sum", "sum = 1\n"),
    "PLW0603": ("global", 'COUNT = 0\n\n\ndef more() -> None:\n    """M."""\n    global COUNT\n    COUNT += 1\n'),
    "PLW2901": (
        "a loop variable that gets another value",
        'def show(lines: list) -> None:\n    """S."""\n    for line in lines:\n        line = line.strip()\n'
        "        line.upper()\n",
    ),
    "S102": ("exec", 'def run(text: str) -> None:\n    """R."""\n    exec(text)\n'),
    "S307": ("eval", 'def value(text: str) -> object:\n    """V."""\n    return eval(text)\n'),
    "N801": ("a class in lower case", 'class coupon:\n    """C."""\n'),
    "N802": ("a function in CamelCase", 'def Show() -> None:\n    """S."""\n'),
    "N803": ("a parameter in CamelCase", 'def show(Title: str) -> str:\n    """S."""\n    return Title\n'),
    "N806": ("a variable in CamelCase", 'def show() -> int:\n    """S."""\n    Total = 1\n    return Total\n'),
    "D103": ("a function without a docstring", "def show() -> int:\n    return 1\n"),
    "C901": (
        "a function with 12 ways through it",
        f'def grow(number: int) -> int:\n    """G."""\n{_SOME_BRANCHES}    return number\n',
    ),
    "PLR0912": (
        "a function with 13 branches",
        f'def grow(number: int) -> int:\n    """G."""\n{_BRANCHES}    return number\n',
    ),
    "PLR0915": (
        "a function with 61 statements",
        f'def grow(number: int) -> int:\n    """G."""\n{_STATEMENTS}    return number\n',
    ),
    "SIM102": (
        "an if in an if",
        'def both(one: int, two: int) -> int:\n    """B."""\n    if one:\n        if two:\n            return 1\n'
        "    return 0\n",
    ),
    "SIM108": (
        "four lines for one choice",
        'def mark(home: bool) -> str:\n    """M."""\n    if home:\n        sign = "*"\n    else:\n        sign = " "\n'
        "    return sign\n",
    ),
    "SIM118": (
        "in names.keys()",
        'def known(name: str, names: dict) -> bool:\n    """K."""\n    return name in names.keys()\n',
    ),
}
"""Rule -> what is wrong, in words, and a file with it."""

CLEAN = {
    "money": '''# Copyright 2026 The kiosk shop
"""Amounts of money, as people write them."""


def money(cents: int, currency: str = "EUR") -> str:
    """Write an amount of cents with two digits after the point and its currency."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole}.{rest:02} {currency}"
''',
    "stock": '''# Copyright 2026 The kiosk shop
"""What is in stock, and what has to be ordered."""

from collections.abc import Mapping


def to_order(stock: Mapping[str, int], wanted: Mapping[str, int]) -> dict[str, int]:
    """Return how many of each item are missing; items that are there are left out."""
    missing = {item: number - stock.get(item, 0) for item, number in wanted.items()}
    return {item: number for item, number in missing.items() if number > 0}


def longest(names: list[str]) -> str:
    """Return the longest of the names, the first one if there are several."""
    return max(names, key=len, default="")
''',
    "opening": '''# Copyright 2026 The kiosk shop
"""When the kiosk is open."""

SATURDAY = 5
GREETINGS = (
    (11, "good morning"),
    (17, "good day"),
    (21, "good evening"),
)


def greeting(day: int, hour: int, *, holiday: bool = False, ill: bool = False) -> str:
    """Say what stands on the door."""
    if ill:
        return "closed today, we are sorry"
    if holiday and day > SATURDAY:
        return "closed on holidays"
    for end, text in GREETINGS:
        if hour < end:
            return text
    return "open again at half past six"
''',
    "labels": '''# Copyright 2026 The kiosk shop
"""Labels for the shelves."""

from pathlib import Path


def read_labels(path: Path) -> dict[str, str]:
    """Read the labels, one in each line; there are none if the file is not there."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition("=") for line in lines if line)
    return {item.strip(): label.strip() for item, _, label in pairs}


def shelf(labels: dict[str, str], item: str) -> str:
    """Return what stands on the shelf of an item."""
    label = labels.get(item)
    return item.title() if label is None else label
''',
}
"""Files in which nothing is wrong, whatever rules are asked: name -> text."""

UNFORMATTED = '''"""Reminders."""
names = { 'ana':1, "ben" : 2 }

def remind( name,text='please pay',
            times = 1 ):
  """Make the text of a reminder.

  >>> remind( 'ana',times=2 )
  'ana: please pay!'
  """
  if times>1: text = text+'!'
  return '{}: {}'.format(name, text) + ', or we have to call you at home, ' + 'which we do not like'

def list_for(names, first_column, second_column, third_column, fourth_column, last_one1):
  return names

def letters():
    return join([{'name':"Ana Example", 'street': "Long Street 100", 'text': "please pay what is open"}])
'''
FORMATTED = '''"""Reminders."""

names = {"ana": 1, "ben": 2}


def remind(name, text="please pay", times=1):
    """Make the text of a reminder.

    >>> remind( 'ana',times=2 )
    'ana: please pay!'
    """
    if times > 1:
        text = text + "!"
    return (
        "{}: {}".format(name, text)
        + ", or we have to call you at home, "
        + "which we do not like"
    )


def list_for(
    names, first_column, second_column, third_column, fourth_column, last_one1
):
    return names


def letters():
    return join(
        [
            {
                "name": "Ana Example",
                "street": "Long Street 100",
                "text": "please pay what is open",
            }
        ]
    )
'''
"""The same, as Ruff writes it when nobody has told it anything else."""


ALL_AT_ONCE = "\n\n".join(text for _, text in DIRTY.values())
"""One file with every mistake."""

_WORDS = ("kiosk", "shop", "stall", "corner", "market", "harbour", "station", "bridge")


class Seeds:
    """The files: under names that are drawn, at the top and in a package, and under names of the learner's own."""

    def __init__(self, draw: random.Random, own: Collection[str] = ()) -> None:
        """own: names of the learner's Python files."""
        free = [word for word in _WORDS if not any(word in name.lower() for name in own)]
        word = draw.choice(free or [f"house{draw.randrange(1000)}"])
        self.rules = {
            f"{word}/{word}_{number}.py" if number % 3 == 0 else f"{word}_{number}.py": (rule,)
            for number, rule in enumerate(DIRTY, draw.randrange(10, 50))
        }
        """File -> the rules that must speak of it."""
        self.dirty = {name: DIRTY[rule][1] for name, (rule,) in self.rules.items()}
        self.own = sorted(name for name in own if not may_be_excepted(name))
        for name in self.own:
            self.rules[name], self.dirty[name] = tuple(DIRTY), ALL_AT_ONCE
        self.clean = {f"{word}_{name}.py": text for name, text in CLEAN.items()}
        self.messy = dict.fromkeys((f"{word}_reminders.py", *self.own), UNFORMATTED)


def may_be_excepted(name: str) -> bool:
    """Whether teams have other rules for a file of that name: tests, and the `__init__.py` of a package."""
    path = PurePosixPath(name.lower())
    tests = "tests" in path.parts[:-1] or "test" in path.parts[:-1]
    return (
        tests or path.stem in ("__init__", "conftest") or path.stem.startswith("test_") or path.stem.endswith("_test")
    )
