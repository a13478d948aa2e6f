"""What `uses:` does, action by action, on a real machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from prodtutor.checkkit.workflows.actions import NAMES, Shared, Use, known
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.events import Event, pull_request, push
from prodtutor.checkkit.workflows.machine import Machine

OURS = {"who": b"base"}
THEIRS = {"who": b"head"}
Do = Callable[..., Use]


@pytest.fixture
def machine(bench: Bench) -> Iterator[Machine]:
    made = bench.machine()
    yield made
    bench.release(made)


@pytest.fixture
def do(machine: Machine) -> Do:
    """do(uses, event, **inputs) does one step; underscores stand for hyphens."""
    shared: dict[str, Shared] = {}

    def step(uses: str, event: Event | None = None, **inputs: str) -> Use:
        event = event or push()
        of_run = shared.setdefault(repr(event), Shared(event, THEIRS, OURS))
        use = Use(of_run, machine, {name.replace("_", "-"): value for name, value in inputs.items()})
        known(uses)(use)
        return use

    return step


@pytest.mark.parametrize(
    ("event", "inputs", "found"),
    [
        (push(), {}, THEIRS),
        (pull_request(), {}, THEIRS),
        (pull_request(), {"ref": "main"}, OURS),
        (pull_request(fork=True, target=True), {}, OURS),
        (pull_request(head="x", target=True), {"ref": "x"}, THEIRS),
        (pull_request(target=True), {"ref": pull_request(target=True).sha}, THEIRS),
        (pull_request(target=True), {"ref": "refs/pull/7/merge"}, THEIRS),
    ],
)
def test_which_files_are_checked_out(
    do: Do, machine: Machine, event: Event, inputs: Mapping[str, str], found: Mapping[str, bytes]
) -> None:
    do("actions/checkout@v4", event, **inputs)
    assert machine.files() == found


def test_a_checkout_cleans_the_workspace_unless_it_is_told_not_to(do: Do, machine: Machine) -> None:
    machine.put({"mine": b""})
    do("actions/checkout@v4", clean="false")
    assert set(machine.files()) == {"mine", "who"}
    do("actions/checkout@v4")
    assert set(machine.files()) == {"who"}


@pytest.mark.parametrize(
    ("uses", "inputs", "lacking"),
    [
        ("actions/checkout@v4", {"ref": "v1.0"}, "the ref 'v1.0'"),
        ("actions/checkout@v4", {"repository": "a/b"}, "another repository"),
        ("actions/checkout@v4", {"submodules": "true"}, "submodules"),
        ("actions/checkout@v4", {"path": "../x"}, "outside"),
        ("actions/setup-python@v5", {"python_version": "pypy3.10"}, "pypy3.10"),
        ("actions/setup-python@v5", {"cache": "poetry"}, "cache: poetry"),
        ("actions/setup-node@v4", {}, "the action actions/setup-node"),
        ("./.github/actions/x", {}, "the local action"),
        ("docker://alpine", {}, "container"),
    ],
)
def test_what_is_not_simulated_is_named(do: Do, uses: str, inputs: dict[str, str], lacking: str) -> None:
    with pytest.raises(NotSimulated) as caught:
        do(uses, **inputs)
    assert lacking in caught.value.feature


@pytest.mark.parametrize(
    ("uses", "inputs", "said"),
    [
        ("actions/checkout", {}, "Expected format"),
        ("actions/upload-artifact@v3", {"path": "who"}, "deprecated version"),
        ("actions/setup-python@v5", {"python_version": "3.1"}, "write '3.10'"),
        ("actions/setup-python@v5", {"python_version": "3.99"}, "'3.99'"),
        ("actions/setup-python@v5", {"python_version_file": ".python-version"}, "doesn't exist"),
        ("actions/cache@v4", {"key": "a"}, "not supplied: path"),
        ("actions/download-artifact@v4", {"name": "wheel"}, "not found for name: wheel"),
        ("actions/upload-artifact@v4", {"path": "*.whl", "if_no_files_found": "error"}, "No files were found"),
        ("actions/checkout@v4", {"clean": "maybe"}, "'clean'"),
    ],
)
def test_what_fails(do: Do, uses: str, inputs: dict[str, str], said: str) -> None:
    with pytest.raises(WorkflowError, match=said):
        do(uses, **inputs)


def test_versions_are_noted(do: Do, machine: Machine) -> None:
    machine.put({".python-version": b"3.12\n", "pyproject.toml": b'[project]\nrequires-python = ">=3.11"\n'})
    do("actions/setup-python@v5", python_version="3.11\n3.14")
    do("actions/setup-python@v5", python_version_file=".python-version")
    do("actions/setup-python@v5", python_version_file="pyproject.toml")
    do("astral-sh/setup-uv@v6", python_version="3.13")
    assert machine.pythons == ["3.11", "3.14", "3.12", ">=3.11", "3.13"]
    assert "uv" in machine.installed[machine.bin]


def test_an_artifact_goes_from_one_machine_to_the_next(do: Do, machine: Machine) -> None:
    machine.put({"dist/a.whl": b"wheel", "dist/.hidden": b"", "other": b""})
    do("actions/upload-artifact@v4", name="wheel", path="dist/")
    machine.clear()
    do("actions/download-artifact@v4", name="wheel", path="out")
    assert machine.files() == {"out/a.whl": b"wheel"}
    with pytest.raises(WorkflowError, match="already exists"):
        do("actions/upload-artifact@v4", name="wheel", path="out")
    do("actions/upload-artifact@v4", name="wheel", path="out", overwrite="true")
    machine.clear()
    do("actions/download-artifact@v4", pattern="wh*")
    assert machine.files() == {"wheel/a.whl": b"wheel"}


def test_the_case_of_a_name_does_not_matter(do: Do) -> None:
    do("Actions/Checkout@0123456789012345678901234567890123456789")
    assert all(name == name.lower() for name in NAMES)
