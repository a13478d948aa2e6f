"""One check from a snapshot to a verdict, with its events."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from tests.conftest import StillAlive

from prodtutor.checking.judge import Judge
from prodtutor.checking.run import Overtaken, check, warm_up
from prodtutor.checking.verdict import CheckEvent, CheckFinished, GateAnswered, Status, StepFailing, StepJudged
from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson
from prodtutor.processes import can_fork
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import Snapshot, from_files


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


def _snapshot(lesson: Lesson, what: str) -> Snapshot:
    return from_files(compose(lesson, what))


def test_events_stream_and_end_with_the_verdict(judge: Judge, lesson: Lesson, settings: Settings) -> None:
    events: list[CheckEvent] = []
    verdict = check(lesson, _snapshot(lesson, "solution"), judge, settings, on_event=events.append)
    assert verdict.status is Status.DONE
    assert events[-1] == CheckFinished(verdict)
    assert {event.tool for event in events if isinstance(event, GateAnswered)} == {"ruff", "mypy"}
    judged = [event.step for event in events if isinstance(event, StepJudged)]
    assert sorted(step.id for step in judged) == ["1.1", "1.2"]
    assert {step.id: step.status for step in judged} == verdict.statuses


def test_what_fails_is_told_before_the_step_is_judged(judge: Judge, lesson: Lesson, settings: Settings) -> None:
    events: list[CheckEvent] = []
    verdict = check(lesson, _snapshot(lesson, "start"), judge, settings, on_event=events.append)
    failing = [event.step for event in events if isinstance(event, StepFailing)]
    judged = [event.step.id for event in events if isinstance(event, StepJudged)]
    for step in failing:
        at = next(n for n, event in enumerate(events) if isinstance(event, StepFailing) and event.step is step)
        after = next(n for n, event in enumerate(events) if isinstance(event, StepJudged) and event.step.id == step.id)
        assert at < after
        final = verdict.step(step.id)
        assert final is not None
        assert step.status is final.status is Status.NOT_YET
        assert set(step.findings) <= set(final.findings)
    assert sorted(judged) == ["1.1", "1.2"]


def test_the_same_snapshot_gives_the_same_verdict(judge: Judge, lesson: Lesson, settings: Settings) -> None:
    verdicts = [check(lesson, _snapshot(lesson, "start"), judge, settings) for _ in range(2)]
    assert verdicts[0].statuses == verdicts[1].statuses
    assert verdicts[0].digest == verdicts[1].digest


def test_an_overtaken_check_has_no_verdict(judge: Judge, lesson: Lesson, settings: Settings) -> None:
    cancel = threading.Event()
    cancel.set()
    events: list[CheckEvent] = []
    with pytest.raises(Overtaken):
        check(lesson, _snapshot(lesson, "solution"), judge, settings, on_event=events.append, cancel=cancel)
    assert events == []


def test_a_missing_linter_is_never_the_learners_fault(
    judge: Judge, lesson: Lesson, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prodtutor.checking.ruff.sys", SimpleNamespace(executable="/nowhere/python"))
    monkeypatch.setattr("prodtutor.checking.ruff.sysconfig", SimpleNamespace(get_path=lambda _: "/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    verdict = check(lesson, _snapshot(lesson, "solution"), judge, settings)
    assert verdict.statuses == {"1.1": Status.CANNOT_JUDGE, "1.2": Status.DONE}
    assert verdict.status is Status.CANNOT_JUDGE
    assert "ruff" in verdict.steps[0].findings[0].message.lower()


def test_the_json_is_the_contract(judge: Judge, lesson: Lesson, settings: Settings) -> None:
    data = check(lesson, _snapshot(lesson, "start"), judge, settings).to_json()
    assert set(data) == {"schema", "lesson", "digest", "verdict", "took_ms", "steps"}
    step = data["steps"][0]
    assert {"id", "title", "status", "goals", "findings"} <= set(step)
    assert {"tool", "code", "level", "message", "file", "line", "column"} <= set(step["findings"][0])
    assert data["verdict"] == "not_yet"


def test_nothing_of_the_check_is_left_in_the_temporary_folder(
    judge: Judge, lesson: Lesson, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    check(lesson, _snapshot(lesson, "solution"), judge, settings)
    assert list(folder.iterdir()) == []


def test_warming_up_starts_judge_and_mypy_and_closing_ends_both(
    lesson: Lesson, settings: Settings, still_alive: StillAlive
) -> None:
    before = set(psutil.Process().children())
    with Judge() as judge:
        warm_up(lesson, from_files(compose(lesson, "start")), judge, settings)
        started = [p for p in psutil.Process().children() if p not in before]
        assert {word for p in started for word in p.cmdline() if word.endswith(".service")} == {
            "prodtutor.checking.judge.service",
            *(["prodtutor.checking.types.service"] if can_fork() else []),
        }
    assert not still_alive(started)
