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
from prodtutor.checkkit.explain import shorten
from prodtutor.checkkit.recorded import Recorded, first_difference, replay
from prodtutor.checkkit.ruff_config import ConfigProblem, Reported, RuffConfig

HERE = Path(__file__).parent
_SHOWN = 3


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


reference, seeds_module, situations, outside = (_load(name) for name in ("reference", "seeds", "situations", "outside"))
_ITS_FILES = ("out.csv", "drawn.json")
"""What it must leave alone if nobody asks for it. Other files (a log, a cache) are nobody's business."""
_FORMAT = {
    "line-length": 88,
    "indent-width": 4,
    "preview": False,
    "format.preview": False,
    "format.quote-style": "double",
    "format.indent-style": "space",
    "format.skip-magic-trailing-comma": False,
    "format.line-ending": "auto",
    "format.docstring-code-format": False,
    "format.exclude": [],
}
"""Settings that the formatter obeys -> what it does without them."""


class Shop:
    """The learner's program in one of the situations."""

    def __init__(self, told: Told, draw: random.Random) -> None:
        self.told = told
        self.kiosk = situations.Kiosk(draw)

    def unchanged(self, situation: Any, means: str) -> None:
        """The program must leave behind, byte for byte, what the original leaves behind."""
        did = f"ran your program {situation.words}"
        self.told(did=did, means=means)
        was, now = (
            expected(situation),
            replay("legacy_orders.py", *situation.arguments, files=drawn(situation), only="*.py"),
        )
        saw = first_difference(was, now, also=_ITS_FILES)
        self.told(did=did, saw=saw, means=means)
        if saw:
            pytest.fail(_about(situation, was, now))

    def drawn(self) -> dict[str, str | bytes]:
        """A file of orders in which everything occurs."""
        return drawn(self.kiosk.everything())


def drawn(situation: Any) -> dict[str, str | bytes]:
    """The file of orders that the program reads, if there is one."""
    if situation.entries is None:
        return {}
    return {"drawn.json": json.dumps(situation.entries, indent=1, ensure_ascii=False)}


def _about(situation: Any, was: Recorded, now: Recorded) -> str:
    """The orders that a difference has to do with, as they stand in the file; for whoever opens the finding."""
    texts = [was.out, now.out]
    if was.out == now.out:
        texts = [run.files.get("out.csv", b"").decode("utf-8", "replace") for run in (was, now)]
    found = reference.behind(situation.entries or (), situation.since, *texts)
    lines = [json.dumps(entry, ensure_ascii=False) for entry in found[:_SHOWN]]
    return "\n".join(["It has to do with:" if lines else "", *lines]).strip() or "the two differ"


def expected(situation: Any) -> Recorded:
    """What the original program leaves behind."""
    if situation.status:
        return Recorded("", situation.status)
    files = {"out.csv": reference.table(situation.entries, situation.since)} if situation.csv else {}
    return Recorded(reference.report(situation.entries, situation.since), 0, files)


@pytest.fixture
def outside_of_functions() -> Any:
    """The module that counts what stands outside of functions."""
    return outside


@pytest.fixture
def shop(told: Told, draw: random.Random) -> Shop:
    return Shop(told, draw)


class Rules:
    """The learner's Ruff configuration, tried out: on seeded files (linter and formatter) and on their own (linter)."""

    def __init__(self) -> None:
        self.texts = seeds_module
        self.problem = ""
        """Why the configuration cannot be used, in words."""
        self.name = ""
        self.chosen = False
        self.reported: dict[str, list[Reported]] = {}
        """File -> what Ruff says about it."""
        self.formatted: dict[str, str] = {}
        """File -> how the formatter leaves it."""
        self.own: tuple[Reported, ...] = ()
        """What Ruff says about the learner's own files."""
        self.own_files: dict[str, str] = {}
        self.changes: tuple[str, ...] = ()
        """The settings that change the format, as they may be written."""
        self.seeds = seeds_module.Seeds(random.SystemRandom())
        try:
            self._try_out()
        except ConfigProblem as problem:
            self.problem = str(problem)

    def _try_out(self) -> None:
        config = RuffConfig.of_the_learner()
        self.name, self.chosen, self.own_files = config.name, config.chooses_rules, config.python_files
        self.seeds = seeds_module.Seeds(random.SystemRandom(), self.own_files)
        for found in config.check(self.seeds.dirty | self.seeds.clean):
            self.reported.setdefault(found.file, []).append(found)
        self.formatted = dict(config.formatted(self.seeds.clean | self.seeds.messy))
        # Whether a file may be executed (EXE001 and its like) is not in our copy.
        self.own = tuple(found for found in config.check(self.own_files) if not found.code.startswith("EXE"))
        said = config.settings(*_FORMAT)
        self.changes = tuple(
            f"{name} = {shorten(json.dumps(value, default=str), 40)}"
            for name, value in said.items()
            if value != _FORMAT[name]
        )

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
