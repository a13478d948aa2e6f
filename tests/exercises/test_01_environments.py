"""Lesson 1 names totals, and its locks name hashes. Here its words are held to its files, and it to its limits."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import random
import re
import shutil
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
from prodtutor.checking.verdict import CheckEvent, Status, StepJudged, Verdict
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.processes import Limits, bare_environment, run
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import from_files

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = ROOT / "exercises" / "01-environments"
BRIEF = (ROOT / "lessons" / "01-environments" / "brief.md").read_text("utf-8")
WHEELS = {
    "shopdays-1.0.0-py3-none-any.whl": "55b08fcd1800031f16c6c1f4b978c2e04ba632fb704f5312596af478edba3d74",
    "shopdays-1.1.0-py3-none-any.whl": "4c06987c07ad4bb2d437525a3ab87598fd6a97278f548eb8ef93bd55d9b103bf",
    "shoplint-0.9.0-py3-none-any.whl": "8f6940eb38d3a0342bece914cdd53c2a65d384fc36201705bdf6afe3f0d0e51c",
    "shoprates-1.3.0-py3-none-any.whl": "3857ad2d35ecedda0550a6e74651ebb1da630f864988336f3f4339b4e91bf5a9",
    "shoprates-1.4.2-py3-none-any.whl": "25b048e435974aa8068ac0d7bf500743ec56359812f89b61b4a9f51cbb0879e3",
    "shoprates-1.4.9-py3-none-any.whl": "8d208564b01e541a7f01af6f19e6dcde25ff78814b1d671066160b8c9c9a2baa",
    "shoprates-2.0.0-py3-none-any.whl": "38f10e4b4063df302b07ed2d821568355f6e0d46e019a429569e0777b8ee87b3",
    "shopsparkle-0.3.0-py3-none-any.whl": "24be54c391d6a79b219080469d1d45325da7a8265960b3f08f9418b4f9921672",
    "shoptz-1.0.0-py3-none-any.whl": "8fe56eee9cc08d376428813818f17fa81a70540b21d81e8c7a5955cd4bb10b20",
    "shoptz-1.1.0-py3-none-any.whl": "53f8a63aef0b0279458e0e325464540a53712c3dd27ae5cdaff537dbe074a139",
    "shoptz-1.2.0-py3-none-any.whl": "f86bef2f9559c65d251d413e5e73305791f4d43af7bd27fcb477a4b6162e6419",
}
"""SHA-256 of every wheel that is out. Locks name them: a line may be added here, never changed."""


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    pack = load_pack(ROOT)
    return load_lesson(pack, find_entry(pack, "1"))


def _report(folder: Path, *packages: str) -> str:
    """The last line of the report in `folder`, with the sources of these releases to import."""
    path = os.pathsep.join(str(EXERCISE / "packages" / each) for each in packages)
    command = [sys.executable, "-B", "report.py"]
    env = {**bare_environment(), "PYTHONPATH": path}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_the_brief_has_the_starters_total_and_the_right_one(tmp_path: Path) -> None:
    start = _report(EXERCISE / "start")
    assert start in BRIEF
    shutil.copy(EXERCISE / "solution" / "report.py", tmp_path)
    shutil.copy(EXERCISE / "start" / "orders.json", tmp_path)
    right = _report(tmp_path, "shoprates/1.4.2", "shoptz/1.1.0", "shopdays/1.0.0")
    assert f"**{right.split()[-1]}**" in BRIEF
    assert f"{(int(right.split()[-1]) - int(start.split()[-1])) / 100:.2f}" == "29.47"
    assert "29 euros and 47 cents" in BRIEF


def test_every_wheel_that_is_out_keeps_its_bytes(lesson: Lesson) -> None:
    made = {
        name.rpartition("/")[2]: hashlib.sha256(data).hexdigest()
        for name, data in lesson.laid_indexes.items()
        if name.endswith(".whl")
    }
    assert made == WHEELS


def test_what_locks_name_is_out() -> None:
    texts = [path.read_text("utf-8") for path in EXERCISE.rglob("*") if path.name in ("uv.lock.pack", "pylock.toml")]
    assert len(texts) > 10
    named = {digest for text in texts for digest in re.findall(r"sha256(?::| = \")([0-9a-f]{64})", text)}
    assert named <= set(WHEELS.values())


def test_no_file_names_a_host_or_this_machine() -> None:
    for path in EXERCISE.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert not re.search(r"https?://", text), path
            assert not re.search(r"/(?:tmp|root|work)/", text), path


def test_the_copies_in_the_starter_are_the_releases_that_they_say() -> None:
    for name, version in (("shoprates", "2.0.0"), ("shoptz", "1.1.0"), ("shopdays", "1.0.0")):
        for path in (EXERCISE / "packages" / name / version / name).glob("*.py"):
            assert (EXERCISE / "start" / "libs" / name / path.name).read_bytes() == path.read_bytes()


def test_the_checks_know_the_right_total(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("lesson_1_shop", EXERCISE / "checks" / "shop.py")
    assert spec is not None
    assert spec.loader is not None
    shop = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shop)
    space: dict[str, dict[str, dict[str, int]]] = {}
    exec((EXERCISE / "packages/shoprates/1.4.2/shoprates/table.py").read_text("utf-8"), space)  # noqa: S102  (ours)
    orders = shop.orders(random.Random(1))  # noqa: S311  (test data)
    shutil.copy(EXERCISE / "solution" / "report.py", tmp_path)
    (tmp_path / "orders.json").write_text(json.dumps(orders))
    right = _report(tmp_path, "shoprates/1.4.2", "shoptz/1.1.0", "shopdays/1.0.0")
    assert right == f"TOTAL EUR {shop.total(orders, 'EUR', space['RATES'])}"
    assert _report(tmp_path, "shoprates/2.0.0", "shoptz/1.1.0", "shopdays/1.0.0") != right
    later = [str(EXERCISE / "packages-next" / each) for each in ("shopdays/1.1.0",)]
    assert _report(tmp_path, *later, "shoprates/1.4.2", "shoptz/1.1.0") != right


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import a.b, c", {"a", "c"}),
        ("from a.b import c", {"a"}),
        ("from . import a\nfrom .b import c", set()),
        ("def f():\n    import a", {"a"}),
        ("try:\n    import a\nexcept ImportError:\n    a = None", {"a"}),
        ("import importlib\nimportlib.import_module('a.b')", {"importlib", "a"}),
        ("__import__('a')", {"a"}),
        ("# import a\n'import b'", set()),
        ("# /// script\n# dependencies = ['a']\n# ///\nimport a", set()),
        ("import", set()),
    ],
)
def test_what_a_file_imports(code: str, modules: set[str]) -> None:
    assert _checks("project").imported({"a.py": code, "b.txt": "import z"}) == modules


def _checks(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"lesson_1_{name}", EXERCISE / "checks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("written", "here"),
    [
        ('url = "file:///home/ana/my kiosk/index/a/a.whl"', None),
        ('url = "file:///home/ana/kiosk/index/a/a.whl"', 'url = "file:///here/index/a/a.whl"'),
        ('index = "file:///home/ana/kiosk/index-next"', 'index = "file:///here/index-next"'),
        ("--index-url file:///C:/kiosk/index\n", "--index-url file:///here/index\n"),
        ("--index-url ./index\n", "--index-url ./index\n"),
        ('url = "file:///home/ana/indexes/a.whl"', 'url = "file:///home/ana/indexes/a.whl"'),
    ],
)
def test_the_folder_of_whoever_locked_is_put_right(written: str, here: str | None) -> None:
    found = _checks("locks")._FILE_URL.sub(r"file:///here/\1", written)
    assert found == (written if here is None else here)


@pytest.fixture
def judge() -> Iterator[Judge]:
    """Without a sandbox, where nothing else would keep a tool from what it should leave alone."""
    with Judge(sandboxed=False) as made:
        yield made


def test_dependencies_that_only_a_backend_knows_are_not_judged(
    lesson: Lesson, judge: Judge, settings: Settings
) -> None:
    files = compose(lesson, "solution")
    text = files["pyproject.toml"].decode()
    listed = re.search(r"dependencies = \[.*?\n\]\n", text, re.DOTALL)
    assert listed is not None
    files["pyproject.toml"] = text.replace(listed[0], 'dynamic = ["dependencies"]\n', 1).encode()
    statuses = check(lesson, from_files(files), judge, settings).statuses
    assert statuses["1.1"] is Status.DONE
    assert {statuses[step] for step in ("1.2", "1.3")} == {Status.CANNOT_JUDGE}


def _judged(lesson: Lesson, judge: Judge, settings: Settings) -> Verdict:
    return check(lesson, from_files(compose(lesson, "solution")), judge, settings)


def test_nothing_is_written_but_in_the_tutors_own_folders(
    lesson: Lesson, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, temporary = tmp_path / "my-home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "UV_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    with Judge(sandboxed=False) as judge:
        verdict = _judged(lesson, judge, settings)
    assert {step.id for step in verdict.steps if step.status is not Status.DONE} == {"1.6"}
    assert list(home.iterdir()) == []
    assert list(temporary.iterdir()) == []
    assert [path.name for path in settings.state.iterdir()] == [settings.cache.name]


def test_an_interrupted_check_leaves_nothing(
    lesson: Lesson,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    still_alive: Callable[[Iterable[psutil.Process]], list[psutil.Process]],
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    cancel = threading.Event()
    started: list[psutil.Process] = []
    before = set(psutil.Process().children(recursive=True))

    def stop(event: CheckEvent) -> None:
        if isinstance(event, StepJudged):  # the other steps are in the middle of their installations, or before them
            started.extend(set(psutil.Process().children(recursive=True)) - before)
            cancel.set()

    with Judge(sandboxed=False) as judge:
        with pytest.raises(Overtaken):
            check(
                lesson,
                from_files(compose(lesson, "solution")),
                judge,
                settings,
                first="1.1",
                on_event=stop,
                cancel=cancel,
            )
        assert list(temporary.glob("prodtutor-*")) == []
        assert not still_alive(process for process in started if _is_uv(process))
    assert not still_alive(started)
    assert list(temporary.iterdir()) == []


def _is_uv(process: psutil.Process) -> bool:
    try:
        return process.name() == "uv"
    except psutil.Error:
        return False


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
    laid = run([*tutor, "author", "lay", "1", "laid", "--solution"], cwd=tmp_path, env=env, limits=limits)
    assert laid.status == 0, laid.err.decode()
    done = run([*tutor, "check", "1", "--dir", "laid"], cwd=tmp_path, env=env, limits=limits)
    assert done.status == 0, (done.out + done.err).decode()
