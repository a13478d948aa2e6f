"""Grading on a cluster: a real one, with a worker process of its own, on this machine."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from prodtutor.checking.verdict import Status
from prodtutor.classroom import cluster, grade
from prodtutor.classroom.cluster import remote_hands
from prodtutor.errors import CannotJudge, UsageProblem
from prodtutor.processes import Sandbox, find_sandbox
from prodtutor.settings import Settings

from .conftest import START, work

sandboxed = pytest.mark.skipif(not isinstance(find_sandbox(), Sandbox), reason="no sandbox works here")
pytestmark = pytest.mark.filterwarnings("default")  # distributed warns as it likes


@pytest.fixture
def scheduler(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with one worker of two threads, which has folders of its own."""
    for name in ("home", "state"):
        (tmp_path / "worker" / name).mkdir(parents=True)
        monkeypatch.setenv(f"PRODTUTOR_{name.upper()}", str(tmp_path / "worker" / name))
    made: Any = distributed.LocalCluster  # type: ignore[no-untyped-call]
    options = {"dashboard_address": None, "local_directory": str(tmp_path / "dask"), "host": "127.0.0.1"}
    with made(n_workers=1, threads_per_worker=2, processes=True, **options) as running:
        yield str(running.scheduler_address)


@sandboxed
def test_a_class_is_judged_there(scheduler: str, golden: Settings, tmp_path: Path) -> None:
    work(tmp_path / "class" / "ada")
    work(tmp_path / "class" / "bob", START)
    (tmp_path / "class" / "eve.zip").write_bytes(b"PK\x03\x04")
    work(tmp_path / "class" / "mean", b"import os\nos._exit(0)\n")

    sheet = grade.grade(golden, [tmp_path / "class"], scheduler=scheduler)

    assert {line.name: line.verdict for line in sheet.submissions} == {
        "ada": Status.DONE,
        "bob": Status.NOT_YET,
        "eve": Status.CANNOT_JUDGE,
        "mean": Status.NOT_YET,
    }
    assert sheet.isolation == "bwrap"
    assert list((tmp_path / "worker" / "state").iterdir())  # it was done over there


@sandboxed
def test_a_machine_that_is_not_as_we_are_does_not_judge(
    scheduler: str, golden: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "tools_digest", lambda: "another version")

    with pytest.raises(CannotJudge, match="another version of prodtutor"):
        grade.grade(golden, [work(tmp_path / "ada")], scheduler=scheduler)


@sandboxed
def test_other_checks_over_there_do_not_judge(
    scheduler: str, golden: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "checks_digest", lambda _: "other checks")

    with pytest.raises(CannotJudge, match="has other checks for 01-double"):
        grade.grade(golden, [work(tmp_path / "ada")], scheduler=scheduler)


def test_a_pack_that_is_not_over_there_is_named(scheduler: str, golden: Settings, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(golden.pack, pack)
    with remote_hands(scheduler, dataclasses.replace(golden, pack=pack), 1, trusting=True) as (hand,):
        shutil.rmtree(pack)
        hand._checks["01-double"] = "whatever"
        judged = hand.judge(_solved())

    assert judged.verdict is Status.CANNOT_JUDGE
    assert judged.problem is not None
    assert str(pack) in judged.problem


def _solved() -> Any:
    from prodtutor.classroom.messages import Work

    from .conftest import SOLVED

    return Work(id=1, lesson="01-double", files={"double.py": SOLVED})


def test_no_scheduler_there(golden: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.2)

    with pytest.raises(CannotJudge, match="does not answer"):
        grade.grade(golden, [work(tmp_path / "ada")], scheduler="tcp://127.0.0.1:1")
    with pytest.raises(UsageProblem, match="No address"):
        grade.grade(golden, [work(tmp_path / "bob")], scheduler="nonsense://x")
