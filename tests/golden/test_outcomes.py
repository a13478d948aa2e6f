"""One folder for each kind of outcome. A new misbehaviour is a new folder, no new code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from prodtutor.checking.judge import Judge
from prodtutor.checking.run import check
from prodtutor.checking.verdict import Status
from prodtutor.curriculum.load import find_entry, lesson_files, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.processes import Sandbox, find_sandbox
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import take

HERE = Path(__file__).parent
OUTCOMES = sorted(path.name for path in (HERE / "outcomes").iterdir())


@pytest.fixture(scope="module", params=["spawn", "fork", "sandbox"])
def how(request: pytest.FixtureRequest) -> str:
    """The ways of starting the learner's processes; where the system cannot fork, the second is like the first."""
    if request.param == "sandbox" and not isinstance(find_sandbox(), Sandbox):
        pytest.skip("no sandbox works here")
    return str(request.param)


@pytest.fixture(scope="module")
def judge(how: str) -> Iterator[Judge]:
    with Judge(spawn=how == "spawn", sandboxed=how == "sandbox") as judge:
        yield judge


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    pack = load_pack(HERE / "pack")
    return load_lesson(pack, find_entry(pack, "1"))


@pytest.fixture(scope="module")
def shared_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("golden")
    return Settings(home=folder / "home", state=folder / "state")


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcome(name: str, how: str, judge: Judge, lesson: Lesson, shared_settings: Settings, tmp_path: Path) -> None:
    expected = tomllib.loads((HERE / "outcomes" / name / "expected.toml").read_text("utf-8"))
    expected |= expected.get(how, {})
    folder = tmp_path / "learner"
    for file, data in lesson_files(HERE / "outcomes" / name / "files").items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)
    verdict = check(lesson, take(folder), judge, shared_settings)

    outcome = {"verdict": verdict.status.value, "steps": {step.id: step.status.value for step in verdict.steps}}
    assert outcome in [{name: each[name] for name in outcome} for each in (expected, expected.get("or", expected))]
    findings = [finding for step in verdict.steps for finding in step.findings if finding.level == "must"]
    if verdict.status is not Status.DONE:
        assert findings
    if code := expected.get("code"):
        assert code in {finding.code for finding in findings}
    if says := expected.get("says"):
        texts = [" ".join((f.message, f.did, f.saw, f.means, f.detail)) for f in findings]
        assert any(says in text for text in texts), texts
    for finding in findings:
        assert "\x1b" not in finding.message + finding.saw + finding.detail
    assert not _left_over(tmp_path)


def _left_over(folder: Path) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(str(folder)):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found
