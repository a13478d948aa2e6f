"""What stands for a tool: it asks, and then prints and ends, or becomes a program."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.checking.subject import tool
from prodtutor.checking.subject.tool import packed, unpacked
from prodtutor.checkkit.workflows import bench
from prodtutor.checkkit.workflows.calls import Answer, Become, Done

FOLDER = Path(tool.__file__).parent
_PROGRAM = f"import sys; sys.path.insert(0, {str(FOLDER)!r}); import tool; tool.ask(sys.argv[1:])"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workflows are run where there is a POSIX system")


@contextmanager
def tutor(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A port that hears one question, kept in the list, and gives the answer."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            line = server.accept()[0]
            with line:
                (length,) = tool._LENGTH.unpack(tool.exactly(line, tool._LENGTH.size))
                heard.append(tool.exactly(line, length))
                line.sendall(answer)

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], heard
        thread.join()


def _called(port: int, *words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, str(port), "password", *words]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=False)


@given(st.lists(st.binary()), st.binary())
def test_words_come_through(words: list[bytes], rest: bytes) -> None:
    assert unpacked(packed(words) + rest) == (words, rest)


def _packed_answer(answer: Answer) -> bytes:
    return bench._packed(answer)


def test_it_tells_all_and_prints_what_it_is_told(tmp_path: Path) -> None:
    with tutor(_packed_answer(Done(3, b"out\n" * 50_000, b"err\xff\n"))) as (port, heard):
        done = _called(port, "/bin/pytest", "-k", "a b", "ümlaut", cwd=tmp_path, NAME="a=b")

    assert (done.returncode, done.stdout, done.stderr) == (3, b"out\n" * 50_000, b"err\xff\n")
    about, rest = unpacked(heard[0])
    arguments, rest = unpacked(rest)
    environment, _ = unpacked(rest)
    assert about == [b"password", b"/bin/pytest", os.fsencode(tmp_path.resolve())]
    assert arguments == [b"-k", b"a b", "ümlaut".encode()]
    assert b"NAME=a=b" in environment


def test_it_becomes_a_program(tmp_path: Path) -> None:
    program = "import os; print(os.environ['OWN'], os.environ['NEW'], os.getpid()); raise SystemExit(7)"
    become = Become((sys.executable, "-I", "-c", program), {"NEW": "from the tutor"})
    with tutor(_packed_answer(become)) as (port, _):
        done = _called(port, "/bin/pytest", cwd=tmp_path, OWN="kept")

    assert done.returncode == 7
    assert done.stdout.startswith(b"kept from the tutor ")


@pytest.mark.parametrize("answer", [b"", b"\x05\0\0\0r", b"\xff\xff\xff\xff"])
def test_a_tutor_that_gives_no_answer(answer: bytes, tmp_path: Path) -> None:
    with tutor(answer) as (port, _):
        done = _called(port, "/bin/pytest", cwd=tmp_path)

    assert done.returncode == 126
    assert done.stderr.startswith(b"pytest: the tutor gave no answer: it ")
    assert b"Traceback" not in done.stderr


def test_no_tutor_at_all(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    done = _called(port, "/bin/mypy", cwd=tmp_path)

    assert done.returncode == 126
    assert done.stderr.startswith(b"mypy: the tutor gave no answer")
