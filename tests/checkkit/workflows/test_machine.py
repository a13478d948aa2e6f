"""A job's machine, and files that a step has turned into links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.checkkit.errors import CheckMistake
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.machine import Machine, digest


@pytest.fixture
def machine(bench: Bench) -> Iterator[Machine]:
    made = bench.machine()
    yield made
    bench.release(made)


def test_files(machine: Machine) -> None:
    machine.put({"a/b.txt": b"1"})
    machine.write("tmp/_runner/x", b"2")
    assert machine.files() == {"a/b.txt": b"1"}
    assert machine.read("files/a/b.txt") == b"1"
    assert "tmp/_runner/x" not in machine.everything()
    assert machine.inside(machine.workspace / "a" / ".." / "c") == "files/c"
    assert machine.inside("/etc/passwd") is None
    machine.clear()
    assert machine.files() == {}


def test_links_are_not_followed(machine: Machine) -> None:
    top = str(machine.top)
    words = [
        "/bin/sh",
        "-c",
        "ln -s /etc/passwd link && ln -s /etc there && mkdir -p ../tmp/_runner && ln -s /tmp ../tmp/out",
    ]
    done = machine.run(words, cwd=machine.workspace, env={"PATH": "/usr/bin:/bin"}, timeout=20)
    assert done.status == 0, (done, top)
    assert machine.read("files/link") is None
    assert machine.read("files/there/passwd") is None
    with pytest.raises((CheckMistake, OSError)):
        machine.write("tmp/out/x", b"")


@pytest.mark.parametrize("name", ["/etc/x", "../x", ""])
def test_names_that_lead_out(machine: Machine, name: str) -> None:
    with pytest.raises(CheckMistake):
        machine.write(name, b"")


def test_equal_files_have_one_digest() -> None:
    assert digest({"a": b"1", "b": b"2"}) == digest({"b": b"2", "a": b"1"})
    assert digest({"a": b"12"}) != digest({"a1": b"2"})


def test_the_time_of_a_file_says_what_is_in_it(machine: Machine) -> None:
    machine.put({"one": b"1", "two": b"2", "three": b"1"})
    script = "stat -c %Y one two three 2>/dev/null || stat -f %m one two three"
    done = machine.run(["/bin/sh", "-c", script], cwd=machine.workspace, env={"PATH": "/usr/bin:/bin"}, timeout=20)
    one, two, three = done.out.split()
    assert one == three != two
    assert Path(str(machine.workspace)).name == "files"
