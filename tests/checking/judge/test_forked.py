"""Each run happens in copies of the judge: nothing is left of it in the next, and units go side by side."""

from __future__ import annotations

import os
import signal
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from prodtutor.checking.judge import Answer, Case, Judge
from prodtutor.checking.judge.forked import _bodies
from prodtutor.checking.stage import Stage
from prodtutor.checkkit.imports import imports
from prodtutor.errors import CannotJudge
from prodtutor.processes import can_fork
from prodtutor.workspace.snapshot import from_files

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot copy a process")
FILES = {"app.py": b"def double(n):\n    return 2 * n\n"}
Run = Callable[..., Answer]


@pytest.fixture
def judge() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


@pytest.fixture
def run(judge: Judge, tmp_path: Path) -> Run:
    """run(on_case=None, **checks) -> what comes of these check files, by name without `.py`."""

    def ask(on_case: Callable[[Case, dict[str, int]], None] | None = None, **files: str) -> Answer:
        checks = tmp_path / "checks"
        checks.mkdir(exist_ok=True)
        for name, text in files.items():
            (checks / f"{name}.py").write_text(textwrap.dedent(text), "utf-8")
        with Stage(from_files(FILES), FILES) as stage:
            return judge.run(stage, checks, "one", None, on_case=on_case)

    return ask


def _service() -> psutil.Process:
    (service,) = [p for p in psutil.Process().children() if "prodtutor.checking.judge.service" in p.cmdline()]
    return service


def _workers() -> list[psutil.Process]:
    return [p for p in _service().children() if "prodtutor.checking.judge.service" in p.cmdline()]


COUNTING = """
    import os
    import random

    seen = []

    def test_first_time():
        seen.append(1)
        os.environ["SEEN"] = os.environ.get("SEEN", "") + "x"
        assert (len(seen), os.environ["SEEN"]) == (1, "x")
"""


def test_what_a_run_does_to_the_judge_is_gone_with_it(run: Run) -> None:
    answers = [run(test_1=COUNTING) for _ in range(3)]
    assert [answer.passed("test_first_time") for answer in answers] == [True, True, True]


DRAWING = """
    import random

    def test_draw(told, subject):
        told(saw=str(random.random()))
        raise AssertionError
"""


def test_the_common_random_numbers_are_drawn_anew(run: Run) -> None:
    seen = {run(test_1=DRAWING).cases[0].told for _ in range(3)}
    assert len({told.message for told in seen if told}) == 3


MEETING = """
    import os, pathlib, time

    HERE = pathlib.Path(__file__).parent

    def meet(mine, other):
        (HERE / mine).touch()
        deadline = time.monotonic() + 20
        while not (HERE / other).exists():
            assert time.monotonic() < deadline, "the other test did not run at the same time"
            time.sleep(0.001)

    def test_one():
        meet("one", "two")

    def test_two():
        meet("two", "one")
"""


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="one core")
def test_tests_that_share_nothing_run_side_by_side(run: Run) -> None:
    answer = run(test_1=MEETING)
    assert answer.passed("test_one")
    assert answer.passed("test_two")


SHARING = """
    import pathlib
    import pytest

    @pytest.fixture(scope="{scope}")
    def made():
        with open({log!r}, "a") as log:
            log.write("made\\n")

    @pytest.mark.parametrize("n", range(4))
    def test_{name}(made, n):
        pass

    def test_alone_{name}():
        pass
"""


def test_a_fixture_that_tests_share_is_made_once_a_run(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "log"
    files = {
        "conftest": SHARING.format(scope="session", log=str(log), name="none").partition("    @pytest.mark")[0],
        "test_1": "def test_a(made): pass\ndef test_alone(): pass\n",
        "test_2": "def test_b(made): pass\n",
        "test_3": SHARING.format(scope="module", log=str(tmp_path / "other"), name="c"),
    }
    answer = run(**files)
    assert all(answer.passed(test) for test in ("test_a", "test_b", "test_c", "test_alone_c"))
    assert log.read_text() == "made\n"
    assert (tmp_path / "other").read_text() == "made\n"


def test_a_worker_that_is_killed_costs_one_slower_verdict(run: Run) -> None:
    killed: list[Case] = []

    def kill_once(case: Case, _: dict[str, int]) -> None:
        if not killed:
            killed.append(case)
            for worker in _workers():
                os.kill(worker.pid, signal.SIGKILL)

    slow = "import time\n" + "".join(f"def test_{n}(): time.sleep(0.05)\n" for n in range(12))
    answer = run(kill_once, test_1=slow)
    assert killed
    assert answer.complete
    assert all(answer.passed(f"test_{n}") for n in range(12))


def test_a_worker_that_dies_each_time_is_no_verdict(run: Run) -> None:
    with pytest.raises(CannotJudge, match="killed"):
        run(test_1="import os\ndef test_dies(): os.kill(os.getpid(), 9)\n")


def test_workers_end_with_a_judge_that_is_killed(run: Run) -> None:
    seen: list[psutil.Process] = []

    def kill_the_judge(case: Case, _: dict[str, int]) -> None:
        if not seen:
            seen.extend(_workers())
            os.kill(_service().pid, signal.SIGKILL)

    slow = "import time\n" + "".join(f"def test_{n}(): time.sleep(0.05)\n" for n in range(12))
    assert run(kill_the_judge, test_1=slow).complete
    assert seen
    _gone, alive = psutil.wait_procs(seen, timeout=10)
    assert not alive


def test_no_conftest_above_the_checks_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("raise RuntimeError('read')\n")
    assert run(test_1="def test_a(): pass\n").passed("test_a")


def test_tests_that_are_left_out_leave_nothing_standing(run: Run) -> None:
    begin = """
        import pytest
        from prodtutor.checkkit import SubjectTimeout

        @pytest.fixture(scope="module")
        def of_the_file():
            yield 1
    """
    answer = run(
        test_one=begin
        + """
        def test_slow(shared_by_all, of_the_file):
            raise SubjectTimeout("no answer")

        def test_left_out(shared_by_all, of_the_file):
            pass
        """,
        test_two=begin
        + """
        def test_right(shared_by_all, of_the_file):
            assert shared_by_all.call("app:double", 4) == 8
        """,
    )
    (slow,), (left_out,) = answer.of("test_slow"), answer.of("test_left_out")
    assert slow.told is not None
    assert left_out.told is not None
    assert (slow.told.code, left_out.told.code) == ("timeout", "limit")
    assert answer.passed("test_right")
    assert answer.complete


def test_what_a_check_itself_imports_need_not_be_ready_for_programs() -> None:
    check = b"import secrets\n\ndef probe():\n    import decimal\n\n\tfrom json import loads\n"

    assert imports([_bodies(check)]) == {"decimal", "json", "json.loads"}
