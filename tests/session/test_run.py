"""The learner's own runs: their program, their environment, the lesson's services."""

from __future__ import annotations

import dataclasses
import shutil
import threading
import zipapp
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.processes import Sandbox, find_sandbox
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.run import ProgramRun, run_program
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pack"

SERVICES = """
from contextlib import contextmanager

from prodtutor.checkkit import LoopbackServer, Response


class Api:
    def __init__(self, server):
        self.url = server.url
        self._server = server

    def summary(self):
        return [f"{request.method} {request.path}" for request in self._server.requests]


@contextmanager
def shop_api():
    with LoopbackServer(lambda request: Response(200, body=b"{}")) as server:
        yield Api(server)
"""


@pytest.fixture
def golden(settings: Settings, tmp_path: Path) -> Iterator[OpenLesson]:
    pack = tmp_path / "pack"
    shutil.copytree(GOLDEN, pack, ignore=shutil.ignore_patterns("__pycache__"))
    lesson = pack / "lessons" / "01-double" / "lesson.toml"
    text = lesson.read_text("utf-8").replace('arguments = ["21"]', 'arguments = ["21"]\nservices = ["shop_api"]')
    lesson.write_text(text)
    (pack / "exercises" / "01-double" / "checks" / "services.py").write_text(SERVICES)
    environ = {"GREETING": "hello", "PATH": "/usr/bin:/bin", "SSL_CERT_FILE": "/etc/nowhere.pem"}
    with Tutor(dataclasses.replace(settings, pack=pack, environ=environ)) as tutor:
        yield open_lesson(tutor, "1")


def _run(opened: OpenLesson, *command: str) -> tuple[ProgramRun, str, str]:
    pieces: dict[str, bytearray] = {"out": bytearray(), "err": bytearray()}
    done = run_program(opened, command or None, on_output=lambda stream, data: pieces[stream].extend(data))
    return done, pieces["out"].decode(), pieces["err"].decode()


def test_the_lessons_own_program(golden: OpenLesson) -> None:
    done, out, err = _run(golden)
    assert (done.status, out.strip(), err) == (0, "22", "")
    assert done.command == ("python", "double.py", "21")


def test_a_script_sees_the_learners_environment_and_the_folder(golden: OpenLesson) -> None:
    (golden.root / "look.py").write_text("import os, pathlib; print(os.environ['GREETING'], pathlib.Path.cwd().name)\n")
    done, out, _ = _run(golden, "look.py")
    assert (done.status, out.strip()) == (0, "hello 01-double")


def test_a_service_is_up_and_tells_what_it_saw(golden: OpenLesson) -> None:
    (golden.root / "ask.py").write_text(
        "import sys, urllib.request\n"
        "print(urllib.request.urlopen(sys.argv[1] + '/orders', timeout=5).read().decode())\n"
    )
    done, out, err = _run(golden, "python", "ask.py", "{shop_api.url}")
    assert (done.status, out.strip()) == (0, "{}"), err
    assert done.notes == ("GET /orders",)


def test_a_traceback_begins_in_the_learners_file(golden: OpenLesson) -> None:
    (golden.root / "broken.py").write_text("def f():\n    return 1 // 0\n\n\nf()\n")
    done, _, err = _run(golden, "broken.py")
    lines = err.splitlines()
    assert done.status == 1
    assert lines[0].startswith("Traceback")
    assert "broken.py" in lines[1]
    assert lines[-1].startswith("ZeroDivisionError")


def test_a_zipapp_runs_as_it_does_without_us(golden: OpenLesson, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "words.py").write_text("GREETING = 'hello from a zip'\n")
    (app / "__main__.py").write_text("import sys\nimport words\nprint(words.GREETING, sys.argv[1:])\nsys.exit(3)\n")
    zipapp.create_archive(app, golden.root / "hello.pyz")
    done, out, err = _run(golden, "python", "hello.pyz", "you")
    assert (done.status, out, err) == (3, "hello from a zip ['you']\n", "")


def test_a_tool_that_came_with_the_tutor(golden: OpenLesson) -> None:
    done, out, _ = _run(golden, "ruff", "--version")
    assert done.status == 0
    assert out.startswith("ruff ")


def test_uv_is_there_without_being_on_the_path(golden: OpenLesson) -> None:
    done, out, err = _run(golden, "uv", "python", "find", "--offline", "--no-project", "--no-cache")
    assert done.status == 0
    assert "python" in out
    if isinstance(find_sandbox(), Sandbox):
        assert not err, "nothing complains of certificates, which are not shown there"


def test_the_exit_status_is_the_programs(golden: OpenLesson) -> None:
    (golden.root / "leave.py").write_text("raise SystemExit(7)\n")
    assert _run(golden, "leave.py")[0].status == 7


@pytest.mark.parametrize("command", [("no-such-tool",), ("missing.py",), ("python", "missing.py")])
def test_what_is_not_there_is_one_sentence(golden: OpenLesson, command: tuple[str, ...]) -> None:
    with pytest.raises(UsageProblem, match=command[-1]):
        run_program(golden, command)


def test_a_run_can_be_stopped(golden: OpenLesson) -> None:
    (golden.root / "wait.py").write_text("import time\nprint('ready')\ntime.sleep(600)\n")
    cancel = threading.Event()
    done = run_program(golden, ["wait.py"], on_output=lambda *_: cancel.set(), cancel=cancel)
    assert done.status != 0
