"""Lesson 10 compares runs with what its own words say the original does. Here those words are held to the original."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

LESSON = Path(__file__).resolve().parents[2] / "exercises" / "10-style-and-linting"
NAMES = (
    *("ordinary", "nothing", "since", "large", "paid", "channels"),
    *("coupons", "unusable", "everything", "missing", "no_date", "no_value"),
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


def test_there_are_twelve_situations() -> None:
    kiosk = _load("situations").Kiosk
    assert len(NAMES) == 12
    assert {name for name in vars(kiosk) if not name.startswith("_")} == {*NAMES, "entry", "entries", "mixed"}
