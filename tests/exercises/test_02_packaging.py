"""Lesson 2 says what the starter prints and what its notebook computes. Here those words are held to the files."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from prodtutor.checking.judge import Judge
from prodtutor.checking.run import check
from prodtutor.checking.verdict import Status
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import from_files

ROOT = Path(__file__).resolve().parents[2]
LESSON = ROOT / "exercises" / "02-packaging"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"lesson_2_{name}", LESSON / "checks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_receipt_is_that_of_the_starter_and_of_the_brief() -> None:
    command = [sys.executable, "-B", "app.py", "order.json"]
    done = subprocess.run(command, cwd=LESSON / "start", capture_output=True, text=True, check=True)
    order = json.loads((LESSON / "start" / "order.json").read_text())
    shopping = _load("shopping")
    expected = shopping.receipt(order, shopping.PRICES)
    assert expected in done.stdout
    assert expected in (ROOT / "lessons" / "02-packaging" / "brief.md").read_text("utf-8")
    assert json.loads((LESSON / "start" / "prices.json").read_text()) == shopping.PRICES


def test_the_notebook_shows_what_a_clean_run_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = json.loads((LESSON / "start" / "margin.ipynb").read_text())["cells"]
    space: dict[str, object] = {}
    shown = ""
    for cell in cells:
        if cell["cell_type"] == "code" and "sunny" not in "".join(cell["source"]):
            exec("".join(cell["source"]), space)  # noqa: S102  (ours)
            shown += "".join("".join(output["text"]) for output in cell["outputs"])
    monkeypatch.syspath_prepend(LESSON / "stages" / "2.7" / "src")
    spec = importlib.util.spec_from_file_location("margin", LESSON / "stages" / "2.7" / "src" / "orders" / "margin.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.margin(space["sales"], space["prices"], space["costs"]) == space["margin"] == 12814
    assert shown == "margin 16520 cents\n"


@pytest.mark.parametrize(
    ("files", "ring"),
    [
        ({"a.py": "import b", "b.py": "import a"}, ["a", "b"]),
        ({"a.py": "import b", "b.py": "def f():\n    import a"}, []),
        ({"a.py": "if TYPE_CHECKING:\n    import b", "b.py": "import a"}, []),
        ({"a.py": "try:\n    import b\nexcept ImportError:\n    pass", "b.py": "from a import x"}, ["a", "b"]),
        ({"src/p/__init__.py": "from p import a", "src/p/a.py": "from p import VERSION"}, []),
        ({"src/p/__init__.py": "", "src/p/a.py": "from . import b", "src/p/b.py": "from .a import x"}, ["p.a", "p.b"]),
        (
            {"src/p/a.py": "from p.b import c", "src/p/b.py": "import p.c", "src/p/c.py": "import p.a"},
            ["p.a", "p.b", "p.c"],
        ),
        ({"src/p/q/a.py": "from ..r import x", "src/p/r.py": "from p.q import a"}, ["p.q.a", "p.r"]),
        ({"tests/test_a.py": "import a", "a.py": "import tests.test_a"}, []),
        ({"a.py": "import a"}, []),
    ],
)
def test_circles_are_found(files: dict[str, str], ring: list[str]) -> None:
    tree = _load("tree")
    assert tree.circle(tree.modules(files), files) == ring


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.mark.parametrize(
    "system",
    [
        'requires = ["poetry-core>=2"]\nbuild-backend = "poetry.core.masonry.api"',
        'requires = ["hatchling", "hatch-vcs"]\nbuild-backend = "hatchling.build"',
        'requires = ["uv_build>=99"]\nbuild-backend = "uv_build"',
    ],
)
def test_what_is_not_here_is_never_the_learners_fault(system: str, judge: Judge, settings: Settings) -> None:
    pack = load_pack(ROOT)
    lesson = load_lesson(pack, find_entry(pack, "2"))
    files = compose(lesson, "solution")
    text = files["pyproject.toml"].decode()
    rest = text[text.index("[project]") :]
    files["pyproject.toml"] = f"[build-system]\n{system}\n\n{rest}".encode()
    verdict = check(lesson, from_files(files), judge, settings)
    statuses = {step: status for step, status in verdict.statuses.items() if step <= "2.5"}
    assert statuses == {
        "2.1": Status.DONE,
        "2.2": Status.DONE,
        **dict.fromkeys(("2.3", "2.4", "2.5"), Status.CANNOT_JUDGE),
    }
