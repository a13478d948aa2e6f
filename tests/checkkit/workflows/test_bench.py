"""What the bench does once, and what it keeps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from prodtutor.checkkit.current import Current
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.calls import Call, Done
from prodtutor.checkkit.workflows.machine import Machine

from .conftest import TREE

GOOD = {"src/a.py": b"def f() -> int:\n    return 1\n"}
BAD = {"src/a.py": b"def f() -> str:\n    return 1\n"}


def mypy(bench: Bench, machine: Machine) -> Done:
    machine.installed[machine.bin].add("mypy")
    env = {"PATH": machine.search_path, "MYPY_CACHE_DIR": str(machine.top / "mypy")}
    answer = bench.answer(machine, Call(machine.top / "bin" / "mypy", ("src",), machine.workspace, env))
    assert isinstance(answer, Done)
    return answer


def judged(bench: Bench, tree: dict[str, bytes]) -> int:
    machine = bench.machine()
    try:
        machine.put(tree)
        return mypy(bench, machine).status
    finally:
        bench.release(machine)


def test_what_mypy_knows_of_the_standard_library_is_kept(current: Current) -> None:
    libraries = current.libraries
    assert libraries is not None

    def kept() -> set[Path]:
        return set(libraries.parent.glob(f"{libraries.name}-mypy-*"))

    before = kept()
    with Bench(current) as bench:
        bench.warm_mypy(GOOD, "src")
        (folder,) = kept() - before
        assert any(path.stat().st_size for path in folder.iterdir())
        assert (judged(bench, GOOD), judged(bench, BAD), judged(bench, GOOD)) == (0, 1, 0)
    with Bench(current) as bench:
        bench.warm_mypy(GOOD, "src")
        assert kept() - before == {folder}
        assert (judged(bench, BAD), judged(bench, GOOD)) == (1, 0)


def test_nothing_of_a_learners_is_kept(current: Current) -> None:
    """What mypy has seen of their files is gone with the bench."""
    libraries = current.libraries
    assert libraries is not None
    before = set(libraries.parent.iterdir())
    with Bench(current) as bench:
        assert judged(bench, {"src/a.py": b"import json\n"}) == 0
    assert set(libraries.parent.iterdir()) == before


def test_two_machines_that_ask_the_same_at_once_are_answered_by_one_run(current: Current) -> None:
    with Bench(current) as bench:
        machines = [bench.machine() for _ in range(4)]
        for machine in machines:
            machine.put(TREE)
        with ThreadPoolExecutor(len(machines)) as pool:
            statuses = [done.status for done in pool.map(lambda machine: mypy(bench, machine), machines)]
        assert statuses == [0] * 4
        assert bench.runs == 1


@pytest.mark.parametrize("environment", ["files/.venv", "tmp/env"])
def test_a_virtual_environment_makes_no_difference_between_machines(current: Current, environment: str) -> None:
    """Its tools and its `activate` name the machine that they are on."""
    with Bench(current) as bench:
        for _ in range(2):
            machine = bench.machine()
            machine.put(TREE)
            call = Call(machine.top / "bin" / "python", ("-m", "venv", str(machine.top / environment)), machine.top, {})
            assert bench.answer(machine, call) == Done()
            assert f"{machine.top}/{environment}/bin".encode() in (machine.read(f"{environment}/bin/activate") or b"")
            assert mypy(bench, machine).status == 0
            bench.release(machine)
        assert bench.runs == 1
