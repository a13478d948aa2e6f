"""Lesson 10 compares runs with what its own words say the original does. Here those words are held to the original."""

from __future__ import annotations

import importlib.util
import json
import math
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checking.ruff import executable

LESSON = Path(__file__).resolve().parents[2] / "exercises" / "10-style-and-linting"
NAMES = (
    *("ordinary", "nothing", "large", "paid", "channels"),
    *("coupons", "unusable", "everything", "missing", "no_date", "no_value", "no_file", "two_files", "unknown_option"),
)


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"lesson_10_{name}", LESSON / "checks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_does_what_the_original_does(name: str, seed: int, tmp_path: Path) -> None:
    situations, reference = _load("situations"), _load("reference")
    situation = getattr(situations.Kiosk(random.Random(seed)), name)()  # noqa: S311
    if situation.entries is not None:
        (tmp_path / "drawn.json").write_text(json.dumps(situation.entries, ensure_ascii=False), encoding="utf-8")
    program = LESSON / "start" / "legacy_orders.py"
    command = [sys.executable, "-X", "utf8", "-B", str(program), *situation.arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == situation.status
    assert done.stdout == ("" if situation.status else reference.report(situation.entries, situation.since))
    written = tmp_path / "out.csv"
    assert written.exists() == situation.csv
    if situation.csv:
        assert written.read_bytes() == reference.table(situation.entries, situation.since)


def test_there_are_fourteen_situations() -> None:
    kiosk = _load("situations").Kiosk
    assert len(NAMES) == 14
    helpers = {"entry", "entries", "mixed", "jumbled", "foreign", "halves"}
    assert {name for name in vars(kiosk) if not name.startswith("_")} == {*NAMES, *helpers}


def _cents(how: Callable[[dict[str, Any]], int]) -> Callable[[ModuleType], None]:
    def change(reference: ModuleType) -> None:
        original = getattr(reference, "_cents")  # noqa: B009  (mypy knows no names of it)

        def cents(entry: dict[str, Any]) -> int | None:
            found = original(entry)
            return found if found is None or entry.get("currency", "EUR") == "EUR" else how(entry)

        setattr(reference, "_cents", cents)  # noqa: B010

    return change


@pytest.mark.parametrize(
    "how",
    [
        lambda e: int(e["quantity"] * e["unit_cents"] * e["rate"]),
        lambda e: e["quantity"] * round(e["unit_cents"] * e["rate"]),
        lambda e: int(e["quantity"] * e["unit_cents"] * e["rate"] + 0.5),
        lambda e: math.ceil(e["quantity"] * e["unit_cents"] * e["rate"]),
    ],
)
@pytest.mark.parametrize("seed", range(20))
def test_every_draw_shows_what_is_not_rounded_as_before(how: Callable[[dict[str, Any]], int], seed: int) -> None:
    situation = _load("situations").Kiosk(random.Random(seed)).everything()  # noqa: S311
    reference = _load("reference")
    was = reference.report(situation.entries, situation.since)
    _cents(how)(reference)
    assert reference.report(situation.entries, situation.since) != was


@pytest.mark.parametrize("seed", range(20))
def test_every_draw_has_its_traps(seed: int) -> None:
    kiosk = _load("situations").Kiosk(random.Random(seed))  # noqa: S311
    ordinary, everything, unusable = kiosk.ordinary(), kiosk.everything(), kiosk.unusable()
    assert any(entry["date"] == ordinary.since for entry in ordinary.entries)
    assert any(entry["date"] < ordinary.since for entry in ordinary.entries)
    recent = [entry for entry in everything.entries if entry["date"] >= everything.since]
    worth = [entry["unit_cents"] * entry["quantity"] for entry in recent if isinstance(entry.get("quantity"), int)]
    assert min(worth) <= -100_000
    assert any(e["channel"] == "phone" and e["unit_cents"] >= 100_000 for e in recent)
    back = [e["id"] for e in unusable.entries if isinstance(e.get("quantity"), int) and e["quantity"] < 0]
    assert back not in (sorted(back), sorted(back, reverse=True))


@pytest.mark.parametrize("seed", range(5))
def test_the_orders_behind_a_difference_are_found(seed: int) -> None:
    situation = _load("situations").Kiosk(random.Random(seed)).everything()  # noqa: S311
    reference = _load("reference")
    entries, since = list(situation.entries), situation.since
    was = reference.report(entries, since)
    assert reference.behind(entries, since, was, was) == []
    odd = next(entry for entry in entries if entry["channel"] == "phone" and entry["date"] >= since)
    assert odd in reference.behind(entries, since, was, was.replace("channel phone? I take it for web\n", ""))
    late = next(entry for entry in entries if entry.get("currency") == "SEK")
    assert late in reference.behind(entries, since, was, was.replace(f" {late['id']} ", f" {late['id']}  "))
    first = next(entry for entry in entries if entry["date"] >= since and entry.get("quantity") == 0)
    assert first not in reference.behind(entries, since, was, reference.report(entries[1:], since))


def test_one_file_holds_every_mistake(tmp_path: Path) -> None:
    seeds = _load("seeds")
    (tmp_path / "all.py").write_text(seeds.ALL_AT_ONCE, encoding="utf-8")
    rules = ["--isolated", "--no-cache", "--target-version", "py311", "--select", ",".join(seeds.DIRTY)]
    command = [str(executable()), "check", *rules, "--output-format", "json", "--exit-zero", "all.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert {found["code"] for found in json.loads(done.stdout)} == set(seeds.DIRTY)


@pytest.mark.parametrize("setting", ["", "preview=true", "format.docstring-code-format=true", "format.preview=true"])
def test_the_sample_shows_what_a_setting_changes(setting: str, tmp_path: Path) -> None:
    seeds = _load("seeds")
    (tmp_path / "a.py").write_text(seeds.UNFORMATTED, encoding="utf-8")
    options = ["--config", setting] if setting else []
    subprocess.run(
        [str(executable()), "format", "--isolated", "--no-cache", *options, "a.py"], cwd=tmp_path, check=True
    )
    assert ((tmp_path / "a.py").read_text(encoding="utf-8") == seeds.FORMATTED) is (setting == "")


def test_seeds_keep_away_from_names_of_the_learner() -> None:
    seeds = _load("seeds")
    own = ["legacy_orders.py", "kiosk/shop.py", "stall_money.py", "tests/a.py", "test_b.py", "kiosk/__init__.py"]
    for number in range(20):
        made = seeds.Seeds(random.Random(number), own)  # noqa: S311
        assert made.own == ["kiosk/shop.py", "legacy_orders.py", "stall_money.py"]
        assert set(made.rules) & set(own) == set(made.own)
        assert not set(made.clean) & {*own, *made.dirty, *made.messy}


@pytest.mark.parametrize(
    ("source", "ways", "statements"),
    [
        ('"""Text."""\nimport os\nfrom os import path\nA = 1\n', 1, 1),
        (
            "def f():\n    if a:\n        b = 1\n\n\nclass C:\n    x: int = 1\n\n    def g(self):\n        return 1\n",
            1,
            0,
        ),
        ("if a:\n    b = 1\nelif c:\n    pass\nfor x in y:\n    print(x)\n", 4, 6),
        ("try:\n    import a\nexcept ImportError:\n    a = None\nmatch a:\n    case 1:\n        b()\n", 3, 4),
        ("class C:\n    for x in y:\n        print(x)\n", 2, 2),
    ],
)
def test_what_stands_outside_of_functions(source: str, ways: int, statements: int) -> None:
    assert _load("outside").outside(source) == (ways, statements)
