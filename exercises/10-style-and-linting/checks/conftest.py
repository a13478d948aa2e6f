"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.recorded import Recorded, first_difference, replay
from prodtutor.checkkit.ruff_config import ConfigProblem, Reported, RuffConfig

HERE = Path(__file__).parent


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_10_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


reference, seeds_module, situations = (_load(name) for name in ("reference", "seeds", "situations"))


class Shop:
    """The learner's program in one of the twelve situations."""

    def __init__(self, told: Told, draw: random.Random) -> None:
        self.told = told
        self.kiosk = situations.Kiosk(draw)

    def unchanged(self, situation: Any, means: str) -> None:
        """The program must leave behind, byte for byte, what the original leaves behind."""
        did = f"ran your program {situation.words}"
        self.told(did=did, means=means)
        files: dict[str, str | bytes] = {}
        if situation.entries is not None:
            files["drawn.json"] = json.dumps(situation.entries, indent=1, ensure_ascii=False)
        now = replay("legacy_orders.py", *situation.arguments, files=files, only="*.py")
        saw = first_difference(expected(situation), now)
        self.told(did=did, saw=saw, means=means)
        assert not saw


def expected(situation: Any) -> Recorded:
    """What the original program leaves behind."""
    if situation.status:
        return Recorded("", situation.status)
    files = {"out.csv": reference.table(situation.entries, situation.since)} if situation.csv else {}
    return Recorded(reference.report(situation.entries, situation.since), 0, files)


@pytest.fixture
def shop(told: Told, draw: random.Random) -> Shop:
    return Shop(told, draw)


class Rules:
    """The learner's Ruff configuration, tried out on seeded files: one run of the linter and one of the formatter."""

    def __init__(self) -> None:
        self.seeds = seeds_module.Seeds(random.SystemRandom())
        self.texts = seeds_module
        self.problem = ""
        """Why the configuration cannot be used, in words."""
        self.name = ""
        self.chosen = False
        self.reported: dict[str, list[Reported]] = {}
        """File -> what Ruff says about it."""
        self.formatted: dict[str, str] = {}
        """File -> how the formatter leaves it."""
        try:
            self._try_out()
        except ConfigProblem as problem:
            self.problem = str(problem)

    def _try_out(self) -> None:
        config = RuffConfig.of_the_learner()
        self.name, self.chosen = config.name, config.chooses_rules
        for found in config.check(self.seeds.dirty | self.seeds.clean):
            self.reported.setdefault(found.file, []).append(found)
        self.formatted = dict(config.formatted(self.seeds.clean | {self.seeds.messy: self.texts.UNFORMATTED}))

    def must_work(self, told: Told) -> None:
        """There must be a configuration that Ruff accepts."""
        told(
            did="let Ruff work with the configuration in your folder",
            saw=self.problem,
            means="Whoever clones the project gets no rules, or others than you have. Nothing holds you together.",
        )
        assert not self.problem


@pytest.fixture(scope="module")
def rules() -> Rules:
    """Made once a run, for all tests of the file that asks."""
    return Rules()
