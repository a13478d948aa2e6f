"""Whole runs: what is run once, several files, a store, and hostile workflows."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.contexts import Given
from prodtutor.checkkit.workflows.events import pull_request, push
from prodtutor.checkkit.workflows.runner import Report, run_workflows, workflow_files
from prodtutor.errors import CannotJudge

Go = Callable[..., Report]
HEAD = "on: [push, pull_request]\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n"
PROJECT: Mapping[str, bytes] = {
    "src/shop.py": b"def total(a: int) -> int:\n    return a\n",
    "tests/test_shop.py": b"from shop import total\n\n\ndef test_total() -> None:\n    assert total(2) == 2\n",
    "pyproject.toml": b'[tool.pytest.ini_options]\npythonpath = ["src"]\n',
}
CHECK = (
    HEAD
    + """      - uses: actions/checkout@v4
      - run: pip install pytest ruff
      - run: pytest
      - run: ruff check src
"""
)


def test_equal_commands_on_equal_files_are_run_once(go: Go, bench: Bench) -> None:
    assert go(CHECK, push(), PROJECT).result == "success"
    before = bench.runs
    assert go(CHECK, pull_request(), PROJECT).result == "success"
    assert bench.runs == before
    wrong = {**PROJECT, "src/shop.py": PROJECT["src/shop.py"].replace(b"return a", b"return a + 1")}
    assert go(CHECK, push(), wrong).result == "failure"
    assert bench.runs == before + 1


def test_a_file_that_a_step_changes_makes_another_run(go: Go) -> None:
    text = CHECK.replace(
        "      - run: pytest\n", "      - run: pytest\n      - run: echo 'x = (' > src/shop.py\n      - run: pytest\n"
    )
    assert go(text, push(), PROJECT).result == "failure"


def test_mypy_believes_no_cache_of_another_tree(go: Go) -> None:
    text = HEAD + "      - uses: actions/checkout@v4\n      - run: pip install mypy\n      - run: mypy src\n"
    good = {"src/a.py": b"def f() -> int:\n    return 1\n"}
    bad = {"src/a.py": b"def f() -> str:\n    return 1\n"}
    for _ in range(3):
        assert go(text, push(), good).result == "success"
        assert go(text, push(), bad).result == "failure"


def test_only_files_of_the_folder_are_workflows() -> None:
    tree = {
        ".github/workflows/a.yml": b"",
        ".github/workflows/b.yaml": b"",
        ".github/workflows/deep/c.yml": b"",
        ".github/workflows/d.txt": b"",
        "e.yml": b"",
    }
    assert list(workflow_files(tree)) == [".github/workflows/a.yml", ".github/workflows/b.yaml"]


def test_several_files(bench: Bench) -> None:
    good = (HEAD + "      - run: 'true'\n").encode()
    report = run_workflows(bench, {"a.yml": good, "b.yml": b"on: push\n"}, push(), {})
    assert report.result == "failure"
    assert [run.result for run in report.runs] == ["success", "failure"]
    assert "jobs" in report.runs[1].problem


def test_a_store_outlives_its_jobs(go: Go) -> None:
    text = HEAD + '      - run: cat "$SERVER/before" > "$SERVER/after"\n'
    report = go(text, push(), {}, store=("SERVER", {"before": b"7"}))
    assert report.store == {"before": b"7", "after": b"7"}


def test_what_is_not_simulated_is_no_verdict(go: Go) -> None:
    report = go(HEAD + "      - uses: some/action@v1\n")
    with pytest.raises(CannotJudge, match="some/action"):
        report.settled()
    assert "not simulated" in report.text()


def test_chains_of_workflows_are_named(bench: Bench) -> None:
    files = {
        "a.yml": b"name: A\n" + (HEAD + "      - run: 'true'\n").encode(),
        "b.yml": b"on: {workflow_run: {workflows: [A]}}\njobs: {x: {runs-on: ubuntu-latest, steps: [{run: ls}]}}\n",
    }
    assert "workflow_run" in run_workflows(bench, files, push(), {}).lacking


@pytest.mark.parametrize(
    "step",
    [
        'ln -s /etc/passwd "$GITHUB_WORKSPACE/link"; rm -f $GITHUB_OUTPUT; ln -s /etc/passwd $GITHUB_OUTPUT',
        "rm -rf $GITHUB_ENV; mkdir $GITHUB_ENV",
        "mkfifo pipe; rm -f $GITHUB_ENV; mkfifo $GITHUB_ENV",
        "kill -9 1; kill -9 -1 || true",
        "rm -rf / 2>/dev/null || true",
        "head -c 300000 /dev/zero | tr '\\0' x",
        "cat $(command -v pytest) | head -c 2000; printf '\\377\\376\\000' | tr '\\000' '\\n'",
    ],
)
def test_hostile_steps_crash_nothing(step: str, bench: Bench) -> None:
    text = HEAD + f"      - run: |\n          {step}\n"
    report = run_workflows(bench, {"a.yml": text.encode()}, push(), {"x": b""})
    assert report.result in ("success", "failure", "skipped")
    fine = run_workflows(bench, {"a.yml": (HEAD + "      - run: echo fine\n").encode()}, push(), {})
    assert fine.result == "success"


def test_a_bomb_is_stopped(bench: Bench) -> None:
    text = HEAD + "      - run: yes | head -c 100000000 > /dev/stdout\n        timeout-minutes: 0.1\n"
    report = run_workflows(bench, {"a.yml": text.encode()}, push(), {})
    assert report.lacking or report.result == "failure"


@pytest.mark.parametrize(
    "title", ['"; touch PWNED; "', "$(touch PWNED)", "`touch PWNED`", "x\ntouch PWNED", "${{ 1 }}", "'"]
)
def test_a_hostile_title_gets_nowhere_by_way_of_env(title: str, go: Go) -> None:
    text = HEAD + '      - run: echo "$T"; ls\n        env: {T: "${{ github.event.pull_request.title }}"}\n'
    report = go(text, pull_request(title), {}, keep_files=True)
    assert report.result == "success"
    assert not any("PWNED" in job.files for job in report.jobs())


def test_nothing_of_the_machine_is_seen(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OF_THE_JUDGE", "secret-of-the-judge")
    report = go(HEAD + "      - run: env; cat /proc/1/environ 2>/dev/null; ls -a ~; ls /work/.. || true\n")
    said = "".join(job.output for job in report.jobs())
    assert "secret-of-the-judge" not in said
    assert os.environ.get("HOME", "/root") + "/." not in said


def test_nothing_is_left(bench: Bench, tmp_path: Path) -> None:
    given = Given(secrets={"T": "x"})
    before = len(bench._machines)
    run_workflows(
        bench, {"a.yml": (HEAD + "      - run: 'false'\n").encode()}, push(), {}, given=given, store=("S", {})
    )
    assert len(bench._machines) == before
