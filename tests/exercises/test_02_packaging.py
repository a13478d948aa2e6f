"""Lesson 2 says what the starter prints and what its notebook computes. Here those words are held to the files."""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from prodtutor.checking.judge import Judge
from prodtutor.checking.run import Overtaken, check
from prodtutor.checking.verdict import Status
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.processes import Limits, bare_environment, run
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
        ({"src/p/tests/b.py": "import p.a", "src/p/a.py": "import p.tests.b"}, []),
        ({"a.py": "import a"}, []),
    ],
)
def test_circles_are_found(files: dict[str, str], ring: list[str]) -> None:
    tree = _load("tree")
    assert tree.circle(tree.modules(files), files) == ring


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    pack = load_pack(ROOT)
    return load_lesson(pack, find_entry(pack, "2"))


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
def test_what_is_not_here_is_never_the_learners_fault(
    system: str, lesson: Lesson, judge: Judge, settings: Settings
) -> None:
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


@pytest.mark.parametrize(
    ("changes", "saw", "behind"),
    [
        (
            {'module-name = "orders"': 'module-name = "order"'},
            "uv-build could not build it: Error: Expected a Python module at: src/order/__init__.py",
            "Error: Expected a Python module at",
        ),
        (
            {"dependencies = []": 'dependencies = ["rich"]'},
            "uv said: rich was not found in the provided package locations and shop-orders==1.3.0 depends on rich",
            "we can conclude that your requirements are unsatisfiable",
        ),
    ],
)
def test_a_tool_that_fails_is_told_in_one_sentence_with_all_of_it_behind(
    changes: dict[str, str], saw: str, behind: str, lesson: Lesson, judge: Judge, settings: Settings
) -> None:
    files = compose(lesson, "solution")
    text = files["pyproject.toml"].decode()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    files["pyproject.toml"] = text.encode()
    step = check(lesson, from_files(files), judge, settings).step("2.3")
    assert step is not None
    found = [finding for finding in step.findings if finding.goal == "builds"]
    assert {finding.saw for finding in found} == {saw}
    assert behind in " ".join(found[0].detail.split())


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of this process and of all that it starts are."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_nothing_is_written_or_installed_but_in_the_tutors_own_folders(
    lesson: Lesson, settings: Settings, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a sandbox, where nothing else would keep a tool from it."""
    home = tmp_path / "my-home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "UV_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    with Judge(sandboxed=False) as unconfined:
        verdict = check(lesson, from_files(compose(lesson, "stage:2.7")), unconfined, settings)
    assert set(verdict.statuses.values()) == {Status.DONE}
    assert list(home.iterdir()) == []
    assert list(temporary.iterdir()) == []
    assert [path.name for path in settings.state.iterdir()] == [settings.cache.name]


def test_an_interrupted_build_leaves_nothing_behind(
    lesson: Lesson,
    settings: Settings,
    temporary: Path,
    still_alive: Callable[[Iterable[psutil.Process]], list[psutil.Process]],
) -> None:
    """The check is stopped when the build says that it is in the middle of its work, with a program of its own."""
    files = compose(lesson, "solution")
    text = files["pyproject.toml"].decode()
    system = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
    files["pyproject.toml"] = f"{system}\n{text[text.index('[project]') :]}".encode()
    cancel, ended = threading.Event(), threading.Event()
    others, started = set(psutil.Process().children(recursive=True)), list[psutil.Process]()
    with socket.create_server(("127.0.0.1", 0)) as server:
        waits = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]})).recv(1)"
        files["setup.py"] = (
            f"import pathlib, subprocess, sys\npathlib.Path('half-done.txt').touch()\n"
            f"subprocess.run([sys.executable, '-c', {waits!r}])\n"
        ).encode()
        server.settimeout(60)

        def stop() -> None:
            try:
                with server.accept()[0]:
                    started.extend(set(psutil.Process().children(recursive=True)) - others)
                    cancel.set()
                    ended.wait(60)  # the connection is kept: nothing but being stopped ends the build
            finally:
                cancel.set()

        stopper = threading.Thread(target=stop)
        stopper.start()
        with Judge(sandboxed=False) as unconfined:
            with pytest.raises(Overtaken):
                check(lesson, from_files(files), unconfined, settings, cancel=cancel)
            assert list(temporary.glob("prodtutor-*")) == []
        assert not still_alive(started)
        ended.set()
        stopper.join()
    assert started
    assert list(temporary.rglob("half-done.txt")) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bwrap"), reason="cuts the network with bubblewrap")
def test_it_is_judged_with_the_network_cut(tmp_path: Path) -> None:
    env = bare_environment(
        PRODTUTOR_HOME=str(tmp_path / "home"),
        PRODTUTOR_STATE=str(tmp_path / "state"),
        PRODTUTOR_ISOLATION="limits",
    )
    cut = ["bwrap", "--dev-bind", "/", "/", "--unshare-net"]
    if run([*cut, "/bin/true"], cwd=tmp_path, env=env).status != 0:
        pytest.skip("this system lets nobody make namespaces")
    tutor = [*cut, sys.executable, "-m", "prodtutor"]
    limits = Limits(wall_s=300, cpu_s=200, memory_bytes=4 << 30)
    laid = run([*tutor, "author", "lay", "2", "laid", "--solution"], cwd=tmp_path, env=env, limits=limits)
    assert laid.status == 0, laid.err.decode()
    done = run([*tutor, "check", "2", "--dir", "laid"], cwd=tmp_path, env=env, limits=limits)
    assert done.status == 0, (done.out + done.err).decode()
