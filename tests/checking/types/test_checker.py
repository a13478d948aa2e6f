"""The warm mypy says what the command says, whatever was asked before; it dies, and nobody notices but the clock."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from prodtutor.checking.types import Report, TypeChecker, TypeOptions
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, can_fork

STRICT = TypeOptions(("--strict",), "3.11", None)
GOOD = b"def double(n: int) -> int:\n    return n * 2\n"
BAD = GOOD.replace(b"-> int", b"-> str")
USER = b"from double import double\n\nprint(double(3) + 1)\n"
SLOW = "".join(
    f"def f{n}(x: int) -> list[int]:\n    return [x * k for k in range({n})]\n" for n in range(20_000)
).encode()
"""Keeps mypy busy for a good while."""

needs_fork = pytest.mark.skipif(not can_fork(), reason="there is no warm mypy here")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def warm() -> Iterator[TypeChecker]:
    with TypeChecker() as checker:
        yield checker


COLD = TypeChecker(warm=False)


def _targets(files: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in files if name.endswith(".py"))


def _services() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if "prodtutor.checking.types.service" in p.cmdline()]


def _until(what: object, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def _ask(checker: TypeChecker, cache: Path, files: dict[str, bytes], **more: object) -> list[Report]:
    return checker.run_mypy(files, _targets(files), STRICT, cache, **more)  # type: ignore[arg-type]


def test_an_edit_of_equal_size_in_the_same_second_is_seen_and_so_is_the_way_back(
    warm: TypeChecker, cache: Path
) -> None:
    answers = [[r.code for r in _ask(warm, cache, {"a.py": data})] for data in (GOOD, BAD, GOOD, BAD, GOOD)]
    assert answers == [[], ["return-value"], [], ["return-value"], []]


SERIES: dict[str, list[dict[str, bytes]]] = {
    "a module that was missing": [
        {"user.py": USER},
        {"user.py": USER, "double.py": GOOD},
        {"user.py": USER},
        {"user.py": USER, "double.py": BAD},
    ],
    "a module becomes a package": [
        {"user.py": USER, "double.py": GOOD},
        {"user.py": USER, "double/__init__.py": GOOD.replace(b"int", b"str")},
        {"user.py": USER, "double/double.py": GOOD},
        {"user.py": USER, "double/__init__.py": b"", "double/double.py": GOOD},
    ],
    "a cycle": [
        {"a.py": b"import b\n\nx: int = 1\ny = b.y\n", "b.py": b"import a\n\ny: int = a.x\n"},
        {"a.py": b"import b\n\nx: str = ''\ny = b.y\n", "b.py": b"import a\n\ny: int = a.x\n"},
        {"a.py": b"x: int = 1\n", "b.py": b"import a\n\ny: int = a.x\n"},
    ],
    "a file that does not parse": [
        {"user.py": USER, "double.py": GOOD},
        {"user.py": USER, "double.py": b"def double(\n"},
        {"user.py": b"print(", "double.py": GOOD},
        {"user.py": USER, "double.py": GOOD},
    ],
    "names of the library": [
        {"user.py": b"import json\n\nx: int = json.dumps(1)\n"},
        {
            "user.py": b"import json\n\nx: int = json.dumps(1)\n",
            "json.py": b"def dumps(n: int) -> int:\n    return n\n",
        },
        {"user.py": b"import json\n\nx: int = json.dumps(1)\n"},
        {"typing.py": b"x = 1\n"},
        {"builtins.py": b"x = 1\n", "user.py": b"x: int = ''\n"},
        {"user.py": b"import json\n\nx: int = json.dumps(1)\n"},
    ],
}


@needs_fork
@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_warm_answers_are_the_commands(warm: TypeChecker, cache: Path, series: list[dict[str, bytes]]) -> None:
    for files in series:
        assert _ask(warm, cache, files) == _ask(COLD, cache, files)
    assert _services()


def test_only_the_targets_are_reported(warm: TypeChecker, cache: Path) -> None:
    files = {"user.py": USER, "double.py": BAD}
    assert warm.run_mypy(files, ["user.py"], STRICT, cache) == COLD.run_mypy(files, ["user.py"], STRICT, cache)
    assert warm.run_mypy(files, [], STRICT, cache) == []


def test_options_count_for_their_own_run_alone(warm: TypeChecker, cache: Path) -> None:
    files = {"a.py": b"from typing import Any\n\nx: Any = 1\n\n\ndef f(n):\n    return n\n"}
    lax = TypeOptions((), "3.11", None)
    fussy = TypeOptions(("--disallow-any-explicit",), "3.12", None)
    for options in (STRICT, lax, fussy, lax, STRICT):
        assert warm.run_mypy(files, ["a.py"], options, cache) == COLD.run_mypy(files, ["a.py"], options, cache)


@needs_fork
def test_chance_edits_have_the_commands_answers(warm: TypeChecker, cache: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    files: dict[str, bytes] = {}
    for _ in range(25):
        files = edited(files, chance)
        if files:
            assert _ask(warm, cache, files) == _ask(COLD, cache, files), files


NAMES = ("a.py", "b.py", "p/__init__.py", "p/c.py", "p/d.py", "e.py")
LINES = (
    "import a",
    "import b",
    "from a import f",
    "from b import f as g",
    "from p import c",
    "import p.d",
    "from p.c import f, K",
    "import json, os.path",
    "from collections.abc import Iterable",
    "from enum import Enum",
    "from nowhere import nothing",
    "def f(n: int) -> int: return n",
    "def f(n: str) -> str: return n",
    "def f(n): return n",
    "class K(Enum): A = 1; B = 2",
    "class K: x: int = 1",
    "y: int = a.f(1)",
    "z: str = f('1')",
    "w = g(1) + 1",
    "v = [json.dumps(i) for i in p.d.xs]",
    "xs: 'list[int]' = []",
    "k = K.A",
    "match K.A:\n    case K.A: pass",
    "async def h() -> None: await f(1)",
    "print(",
    "",
)


def edited(files: Mapping[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """One to three changes: a file gone, a line gone, changed or put in, two files swapped."""
    now = dict(files)
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(NAMES)
        lines = now.get(name, b"").decode().splitlines()
        what = chance.random()
        if what < 0.1:
            now.pop(name, None)
        elif what < 0.2:
            other = chance.choice(NAMES)
            if name in now and other in now:
                now[name], now[other] = now[other], now[name]
        elif what < 0.4 and lines:
            lines.pop(chance.randrange(len(lines)))
            now[name] = ("\n".join(lines) + "\n").encode()
        else:
            lines.insert(chance.randint(0, len(lines)), chance.choice(LINES[: None if chance.random() < 0.05 else -2]))
            now[name] = ("\n".join(lines) + "\n").encode()
    return now


@needs_fork
def test_one_process_serves_all_runs(warm: TypeChecker, cache: Path) -> None:
    _ask(warm, cache, {"a.py": GOOD})
    (first,) = _services()
    _until(lambda: len(first.children()) == 1)  # it answers first, and tidies up and makes a copy then
    descriptors, threads = first.num_fds(), threading.active_count()
    for _ in range(5):
        _ask(warm, cache, {"a.py": BAD})
    assert [p.pid for p in _services()] == [first.pid]
    _until(lambda: len(first.children()) == 1)
    _until(lambda: first.num_fds() <= descriptors)
    assert threading.active_count() == threads
    warm.close()
    assert _gone(first)


def _in_thread(
    checker: TypeChecker, cache: Path, files: dict[str, bytes], **more: object
) -> tuple[threading.Thread, list[object]]:
    got: list[object] = []

    def work() -> None:
        try:
            got.append(_ask(checker, cache, files, **more))
        except CannotJudge as error:
            got.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, got


def _at_work(service: psutil.Process) -> list[psutil.Process]:
    """The copies that check something; one made ahead waits in another folder."""
    found = []
    for copy in service.children():
        with contextlib.suppress(psutil.Error):
            if Path(copy.cwd()).name == "code":
                found.append(copy)
    return found


def _busy() -> bool:
    return bool(_services() and _at_work(_services()[0]))


@needs_fork
def test_a_service_that_is_killed_at_work_is_replaced_and_the_answer_is_right(warm: TypeChecker, cache: Path) -> None:
    files = {"a.py": BAD, "slow.py": SLOW}
    _ask(warm, cache, {"a.py": GOOD})
    (first,) = _services()
    thread, got = _in_thread(warm, cache, files)
    _until(_busy)
    (at_work,) = _at_work(first)
    first.kill()
    thread.join(60)
    assert got == [_ask(COLD, cache, files)]
    _until(lambda: _gone(at_work))
    assert [r.code for r in _ask(warm, cache, {"a.py": BAD})] == ["return-value"]
    assert [p.pid for p in _services()] != [first.pid]


@needs_fork
def test_a_service_that_is_killed_while_it_starts_is_replaced(warm: TypeChecker, cache: Path) -> None:
    thread, got = _in_thread(warm, cache, {"a.py": BAD})
    _until(_services)
    _services()[0].kill()
    thread.join(60)
    assert got == [_ask(COLD, cache, {"a.py": BAD})]


@needs_fork
def test_a_service_that_is_killed_between_two_runs_is_replaced(warm: TypeChecker, cache: Path) -> None:
    _ask(warm, cache, {"a.py": GOOD})
    (first,) = _services()
    first.kill()
    _until(lambda: _gone(first))
    assert [r.code for r in _ask(warm, cache, {"a.py": BAD})] == ["return-value"]
    assert [p.pid for p in _services()] not in ([], [first.pid])


@needs_fork
def test_a_copy_made_ahead_that_is_killed_is_not_missed(warm: TypeChecker, cache: Path) -> None:
    _ask(warm, cache, {"a.py": GOOD})
    (service,) = _services()
    _until(lambda: [p for p in service.children() if not _gone(p)])
    for copy in service.children():
        copy.kill()
    for data, codes in ((BAD, ["return-value"]), (GOOD, []), (BAD, ["return-value"])):
        assert [r.code for r in _ask(warm, cache, {"a.py": data})] == codes
    assert [p.pid for p in _services()] == [service.pid]


@needs_fork
def test_the_service_has_one_thread_and_its_copies_end_with_it(warm: TypeChecker, cache: Path) -> None:
    _ask(warm, cache, {"a.py": GOOD, "b.py": b"import re\n"})
    (service,) = _services()
    assert service.num_threads() == 1
    _until(service.children)
    copies = service.children()
    warm.close()
    _until(lambda: all(map(_gone, copies)))


@needs_fork
def test_a_run_that_is_killed_is_asked_of_the_command(warm: TypeChecker, cache: Path) -> None:
    files = {"a.py": BAD, "slow.py": SLOW}
    _ask(warm, cache, {"a.py": GOOD})
    thread, got = _in_thread(warm, cache, files)
    _until(_busy)
    _at_work(_services()[0])[0].kill()
    thread.join(60)
    assert got == [_ask(COLD, cache, files)]


@needs_fork
def test_a_cancelled_run_ends_and_the_same_process_takes_the_next(warm: TypeChecker, cache: Path) -> None:
    _ask(warm, cache, {"a.py": GOOD})
    (first,) = _services()
    cancel = threading.Event()
    thread, got = _in_thread(warm, cache, {"slow.py": SLOW}, cancel=cancel)
    _until(_busy)
    cancel.set()
    thread.join(20)
    assert got == [[]]
    assert _at_work(first) == []
    assert [r.code for r in _ask(warm, cache, {"a.py": BAD})] == ["return-value"]
    assert [p.pid for p in _services()] == [first.pid]


@needs_fork
@pytest.mark.skipif(os.name == "nt", reason="nothing can be stopped on Windows")
def test_a_service_that_hangs_is_replaced_when_its_run_is_cancelled(warm: TypeChecker, cache: Path) -> None:
    _ask(warm, cache, {"a.py": GOOD})
    (first,) = _services()
    first.suspend()
    cancel = threading.Event()
    cancel.set()
    assert _ask(warm, cache, {"a.py": BAD}, cancel=cancel) == []
    assert _gone(first)
    assert [r.code for r in _ask(warm, cache, {"a.py": BAD})] == ["return-value"]


@pytest.mark.parametrize("is_warm", [True, False], ids=["warm", "cold"])
def test_closing_ends_the_run_under_way_and_starts_nothing(cache: Path, is_warm: bool) -> None:
    checker = TypeChecker(warm=is_warm)
    thread, got = _in_thread(checker, cache, {"slow.py": SLOW})
    _until(lambda: psutil.Process().children())
    checker.close()
    thread.join(60)
    assert not thread.is_alive()
    assert not _services()
    assert got
    if is_warm and can_fork():
        assert isinstance(got[0], CannotJudge)


@pytest.mark.parametrize("is_warm", [True, False], ids=["warm", "cold"])
def test_a_run_without_end_is_stopped_and_named(cache: Path, is_warm: bool) -> None:
    with (
        TypeChecker(warm=is_warm, limits=Limits(wall_s=0.3, memory_bytes=2 << 30)) as checker,
        pytest.raises(CannotJudge, match="still running after"),
    ):
        checker.run_mypy({"slow.py": SLOW}, ["slow.py"], STRICT, cache)
    assert not _services()


def test_memory_is_watched(cache: Path) -> None:
    with (
        TypeChecker(limits=Limits(wall_s=20, memory_bytes=80 << 20)) as checker,
        pytest.raises(CannotJudge, match="memory"),
    ):
        checker.run_mypy({"slow.py": SLOW}, ["slow.py"], STRICT, cache)


@needs_fork
def test_nothing_is_left_when_the_tutor_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, threading\nfrom pathlib import Path\n"
        "from prodtutor.checking.types import TypeChecker, TypeOptions\n"
        "checker = TypeChecker()\noptions = TypeOptions((), '3.11', None)\n"
        f"cache = Path({str(tmp_path)!r})\n"
        "checker.run_mypy({'a.py': b''}, ['a.py'], options, cache)\n"
        "print(checker._service.pid, flush=True)\n"
        f"slow = {SLOW!r}\n"
        "checker.run_mypy({'a.py': slow}, ['a.py'], options, cache)\n"
    )
    (tmp_path / "tutor.py").write_text(program)
    env = {**os.environ, "TMPDIR": str(tmp_path)}  # nobody is left to tidy up
    with subprocess.Popen([sys.executable, str(tmp_path / "tutor.py")], stdout=subprocess.PIPE, env=env) as tutor:
        assert tutor.stdout is not None
        service = psutil.Process(int(tutor.stdout.readline()))
        _until(lambda: _at_work(service))
        at_work = service.children()
        os.kill(tutor.pid, signal.SIGKILL)
    _until(lambda: all(map(_gone, [service, *at_work])))


def test_nothing_of_a_learners_is_kept(warm: TypeChecker, tmp_path: Path) -> None:
    secret = b"import json\n\nthe_name_of_the_rose: int = ''\n"
    assert _ask(warm, tmp_path, {"my_own_module.py": secret, "b.py": b"import my_own_module\n"})
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"json" in data for data in kept)
    assert not any(b"my_own_module" in data or b"the_name_of_the_rose" in data for data in kept)


@pytest.mark.parametrize("is_warm", [True, False], ids=["warm", "cold"])
def test_a_spoilt_cache_costs_time_only(tmp_path: Path, is_warm: bool) -> None:
    with TypeChecker(warm=is_warm) as checker:
        assert [r.code for r in _ask(checker, tmp_path, {"a.py": b"import json\n" + BAD})] == ["return-value"]
        for path in tmp_path.rglob("*.db"):
            path.write_bytes(b"SQLite format 3\0" + b"rubbish" * 500)
        assert [r.code for r in _ask(checker, tmp_path, {"a.py": b"import json\n" + BAD})] == ["return-value"]
        for path in tmp_path.rglob("kept.json"):
            path.write_bytes(b"{")
        assert [r.code for r in _ask(checker, tmp_path, {"a.py": b"import json\n" + BAD})] == ["return-value"]


def test_a_cache_that_cannot_be_written_costs_time_only(warm: TypeChecker, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert [r.code for r in _ask(warm, tmp_path / "file", {"a.py": BAD})] == ["return-value"]
