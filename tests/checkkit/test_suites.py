"""A learner's tests against right and wrong code: what is believed, what is not, and what is bounded."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodtutor.checking.libraries import libraries_folder
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.fork_server import ForkServer, can_fork
from prodtutor.checkkit.suites import Plan, Suite, SuiteRun, held_ready, rewritten
from prodtutor.checkkit.variants import Variant, mutant
from prodtutor.processes import live_processes

RIGHT = "def half(number):\n    result = number // 2\n    return result\n"
WRONG = mutant("wrong", "code.py", RIGHT, "// 2", "// 3", "a third is no half")
PLANS = {
    "right": Plan(Variant("right", "half.py", RIGHT)),
    "wrong": Plan(Variant("wrong", "half.py", WRONG.source)),
    "brief": Plan(Variant("wrong", "half.py", WRONG.source), brief=True, later=True),
    "after": Plan(Variant("after", "half.py", "def half(number):\n    return 7\n", after=True)),
    "after nothing": Plan(Variant("after nothing", "other.py", "OTHER = 1\n", after=True)),
    "own": Plan(),
    "reversed": Plan(order="reversed"),
    "alone": Plan(order="alone"),
    "elsewhere": Plan(elsewhere=True),
    "twice": Plan(twice=True),
}
Run = Callable[..., dict[str, SuiteRun]]


@pytest.fixture(scope="session")
def with_pytest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pytest and what it needs."""
    folder = libraries_folder(("pytest",), tmp_path_factory.mktemp("cache"))
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def ready(with_pytest: Path) -> Iterator[ForkServer | None]:
    """A fork server that has pytest in memory, where there can be one."""
    if not can_fork():
        yield None
        return
    server = ForkServer(with_pytest, held_ready(with_pytest))
    assert server.wait_ready(30)
    yield server
    server.close()


@pytest.fixture
def run(tmp_path: Path, with_pytest: Path, ready: ForkServer | None) -> Iterator[Run]:
    """run({"test_x.py": "…"}, "right", "wrong") -> what came of these runs."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def go(files: dict[str, str], *names: str, spawn: bool = False, timeout: float = 20.0) -> dict[str, SuiteRun]:
        stage = tmp_path / "stage"
        for name, text in {"half.py": RIGHT, **files}.items():
            path = stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        current = Current(stage, {}, scratch, with_pytest, server=None if spawn else ready)
        plans = {name: PLANS[name] for name in names}
        suite = Suite(current, plans, timeout)
        try:
            return suite.runs(names)
        finally:
            suite.close()

    yield go
    assert list(scratch.iterdir()) == []
    assert not live_processes()


def results(run: SuiteRun) -> dict[str, str]:
    return {test.function: test.result for test in run.tests.values()}


GOOD = """
    from half import half

    def test_half():
        assert half(6) == 3

    def test_nothing():
        assert half(0) == 0
"""


@pytest.mark.parametrize("spawn", [False, True])
def test_red_on_wrong_code_and_green_on_right_code(run: Run, spawn: bool) -> None:
    runs = run({"test_half.py": GOOD}, "right", "wrong", "own", spawn=spawn)
    assert [(name, made.is_green, made.is_red) for name, made in runs.items()] == [
        ("right", True, False),
        ("wrong", False, True),
        ("own", True, False),
    ]
    (red,) = runs["wrong"].red
    assert (red.function, red.file, red.line) == ("test_half", "test_half.py", 5)
    assert "assert 2 == 3" in red.message
    assert results(runs["wrong"]) == {"test_half": "failed", "test_nothing": "passed"}


def test_a_variant_may_come_after_what_the_learner_has(run: Run) -> None:
    files = {
        "half.py": "HALVES = 2\ndef half(number):\n    return number // HALVES",
        "test_half.py": GOOD,
        "test_more.py": """
            import importlib.util
            import half

            def test_the_rest_of_the_file_is_there():
                assert half.HALVES == 2

            def test_no_other_file():
                assert importlib.util.find_spec("other") is None
        """,
    }
    runs = run(files, "after", "after nothing")
    assert [test.function for test in runs["after"].red] == ["test_half", "test_nothing"]
    assert runs["after nothing"].is_green


def test_a_brief_run_ends_with_the_first_red_test(run: Run) -> None:
    brief = run({"test_half.py": GOOD.replace("half(0) == 0", "half(2) == 1")}, "brief")["brief"]
    assert brief.is_red
    assert results(brief) == {"test_half": "failed", "test_nothing": "not run"}


def test_all_ways_of_writing_tests(run: Run) -> None:
    files = {
        "conftest.py": "import pytest\n@pytest.fixture\ndef six():\n    return 6\n",
        "tests/test_a.py": """
            import unittest, pytest
            from half import half
            from helpers import three

            class TestCase(unittest.TestCase):
                def test_sub(self):
                    for number in (0, 1, 6):
                        with self.subTest(number=number):
                            self.assertEqual(half(number), number // 2)

            class TestPlain:
                def test_fixture(self, six):
                    assert half(six) == three()

            @pytest.mark.parametrize("number", [0, 1, 6])
            def test_cases(number, tmp_path, monkeypatch, capsys):
                assert half(number) == number // 2

            @pytest.mark.skip
            def test_skipped(): ...

            @pytest.mark.xfail
            def test_xfail():
                assert False
        """,
        "tests/helpers.py": "def three():\n    return 3\n",
    }
    runs = run(files, "right", "wrong", "alone", "reversed", "elsewhere")
    passed = dict.fromkeys(("test_sub", "test_fixture", "test_cases"), "passed")
    skipped = dict.fromkeys(("test_skipped", "test_xfail"), "skipped")
    for name in ("right", "alone", "reversed", "elsewhere"):
        assert results(runs[name]) == passed | skipped, name
        assert runs[name].is_green
    assert results(runs["wrong"]) == dict.fromkeys(passed, "failed") | skipped


def test_what_is_no_green_and_no_red(run: Run) -> None:
    assert (run({}, "right")["right"].status, run({}, "right")["right"].is_green) == (5, False)
    broken = run({"test_half.py": "import halve"}, "right")["right"]
    assert (broken.is_green, broken.is_red) == (False, True)
    assert "halve" in broken.problem
    skipped = run({"test_half.py": "import pytest\ndef test_x():\n    pytest.skip()"}, "right")["right"]
    assert (skipped.is_green, skipped.is_red) == (False, False)


def test_tests_that_need_each_other(run: Run) -> None:
    files = {"test_pair.py": "X = []\ndef test_a():\n    X.append(1)\n\ndef test_b():\n    assert X\n"}
    runs = run(files, "own", "reversed", "alone")
    assert runs["own"].is_green
    assert [test.function for test in runs["reversed"].red] == ["test_b"]
    if can_fork():
        assert [test.function for test in runs["alone"].red] == ["test_b"]


def test_what_the_first_run_leaves(run: Run) -> None:
    text = """
        import pathlib, tempfile
        def test_x():
            path = pathlib.Path(tempfile.gettempdir()) / "mine"
            assert not path.exists()
            path.write_text("x")
    """
    twice = run({"test_x.py": text}, "own", "twice")
    assert twice["own"].is_green
    assert twice["own"].written == ()
    assert twice["twice"].is_red
    assert twice["twice"].left == ("mine",)


def test_files_outside_temporary_folders(run: Run, tmp_path: Path) -> None:
    text = f"""
        import pathlib, sqlite3
        def test_beside(tmp_path):
            (tmp_path / "x").write_text("x")
            path = pathlib.Path("here.db")
            db = sqlite3.connect(path); db.execute("create table x (y)"); db.commit(); db.close()
            path.unlink()
        def test_far():
            pathlib.Path({str(tmp_path / "far")!r}).write_text("x")
    """
    made = run({"test_x.py": text}, "own")["own"]
    assert set(made.written) == {"here.db", str(tmp_path / "far")}
    assert results(made) == {"test_beside": "passed", "test_far": "failed"}
    assert not (tmp_path / "far").exists()


def test_a_hanging_suite_is_named_and_ends_everything(run: Run) -> None:
    runs = run({"test_x.py": "def test_ok(): ...\ndef test_for_ever():\n    while True: ...\n"}, *PLANS, timeout=1.0)
    assert {made.stopped for made in runs.values()} == {"test_x.py::test_for_ever was still running after 1 seconds"}
    assert not any(made.is_green or made.is_red for made in runs.values())


@pytest.mark.parametrize("end", ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)"])
def test_an_ended_process_is_no_answer(run: Run, end: str) -> None:
    made = run({"test_x.py": f"def test_x():\n    {end}\n"}, "right")["right"]
    assert made.stopped == "test_x.py::test_x ended the whole process"


def test_a_conftest_that_paints_everything_green_kills_nothing(run: Run) -> None:
    conftest = """
        import pytest
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_makereport():
            outcome = yield
            outcome.get_result().outcome = "passed"
    """
    runs = run({"test_half.py": GOOD, "conftest.py": conftest}, "right", "wrong")
    assert runs["right"].is_green
    assert runs["wrong"].is_green


def test_no_two_runs_see_the_same_text(run: Run) -> None:
    text = "import half, pathlib\ndef test_x():\n    assert False, hash(pathlib.Path(half.__file__).read_bytes())\n"
    runs = [run({"test_x.py": text}, "right")["right"] for _ in range(3)]
    assert len({made.red[0].message for made in runs}) == 3


def test_rewriting_executes_nothing_and_survives_nonsense(tmp_path: Path) -> None:
    (tmp_path / "test_bomb.py").write_text("raise SystemExit\n")
    (tmp_path / "test_deep.py").write_text("x = " + "(" * 500 + ")" * 500)
    (tmp_path / "test_broken.py").write_text("def (")
    (tmp_path / "other.py").write_text("raise SystemExit\n")
    assert list(rewritten(tmp_path)) == ["test_bomb.py"]
