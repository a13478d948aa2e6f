"""Environments that checks make: real ones, with what was installed and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from prodtutor.checking.libraries import libraries_folder
from prodtutor.checkkit import CheckMistake, LoopbackServer, Response, SubjectTimeout, current
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.environments import Environment, environment, problem
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.subject import Subject
from prodtutor.checkkit.tools import OFFLINE, execute, program, sentence
from prodtutor.processes import Limits, Sandbox, find_sandbox, live_processes

NAME = "parcel_post-1.2-py3-none-any.whl"
CLI = """
import json, os, sys
from importlib.metadata import version
from importlib.resources import files

def main():
    print(json.dumps({
        "arguments": sys.argv[1:], "cwd": os.path.basename(os.getcwd()), "prefix": sys.prefix, "path": sys.path,
        "version": version("parcel-post"), "sizes": files("parcel").joinpath("sizes.json").read_text(),
        "secret": os.environ.get("SECRET"), "extra": os.environ.get("EXTRA"), "stdin": sys.stdin.read(),
    }))
    return 7
"""


def wheel(metadata: str = "", points: str = "[console_scripts]\nparcel = parcel.cli:main\n") -> bytes:
    """A small wheel made by hand."""
    about = "parcel_post-1.2.dist-info"
    texts = {
        "parcel/__init__.py": "",
        "parcel/cli.py": CLI,
        "parcel/sizes.json": "[1, 2]",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: parcel-post\nVersion: 1.2\n{metadata}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": points,
    }
    texts[f"{about}/RECORD"] = "".join(f"{name},,\n" for name in [*texts, f"{about}/RECORD"])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        for name, text in texts.items():
            zipped.writestr(name, text)
    return held.getvalue()


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = libraries_folder(("uv",), tmp_path_factory.mktemp("uv"))
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def sandboxed(libraries: Path) -> Iterator[ForkServer]:
    found = find_sandbox()
    assert isinstance(found, Sandbox)
    server = ForkServer(libraries, sandbox=found)
    assert server.wait_ready()
    yield server
    server.close()


@pytest.fixture
def run(tmp_path: Path, libraries: Path, server: ForkServer | None) -> Iterator[Current]:
    """A run that is judged, over a file that no environment may see."""
    stage, scratch = tmp_path / "stage", tmp_path / "scratch"
    stage.mkdir()
    scratch.mkdir()
    (stage / "source.py").write_text("")
    made = Current(stage, {}, scratch, libraries, Limits(), None, server)
    current.configure(made)
    yield made
    current.configure(None)
    assert list(scratch.iterdir()) == []
    assert not live_processes()


@pytest.fixture
def new(run: Current) -> Iterator[Callable[[], Environment]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(environment())


def test_what_is_installed_runs_as_it_would_anywhere(
    new: Callable[[], Environment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "of-the-judge")
    env = new()
    done = env.install(NAME, wheel())
    assert (done.status, done.output) == (0, "")
    env.write("Kiosk Ä/note.txt", "")
    ran = env.run("parcel", "a b", "ü", cwd="Kiosk Ä", env={"EXTRA": "yes"}, stdin="typed")
    assert ran.status == 7, ran.output
    said = json.loads(ran.out)
    assert said["arguments"] == ["a b", "ü"]
    assert (said["cwd"], said["version"], said["sizes"]) == ("Kiosk Ä", "1.2", "[1, 2]")
    assert (said["secret"], said["extra"], said["stdin"]) == (None, "yes", "typed")
    assert said["prefix"] == str(env.place)
    assert not any("libraries" in path or "prodtutor" in path.split("subject-")[0] for path in said["path"])
    assert sorted(env.subject.names() - {name for name in env.subject.names() if name.startswith("env/")}) == [
        "Kiosk Ä/note.txt"
    ]
    assert not [name for name in env.subject.left() if not name.startswith("files/")], "something was kept for later"


def test_the_environment_has_a_python_of_its_own(new: Callable[[], Environment]) -> None:
    env = new()
    assert env.make().status == 0
    ran = env.run("python", "-c", "import sys; print(sys.prefix); import parcel")
    assert ran.out.strip() == str(env.place)
    assert "No module named 'parcel'" in ran.err
    assert env.run("parcel").status == 127
    assert env.install(NAME, wheel()).status == 0
    assert env.run("python", "-c", "import parcel").status == 0


def test_two_environments_know_nothing_of_each_other(new: Callable[[], Environment]) -> None:
    one, other = new(), new()
    assert one.install(NAME, wheel()).status == 0
    assert other.make().status == 0
    assert other.run("python", "-c", "import parcel").status == 1


def test_uv_works_on_the_environment(new: Callable[[], Environment]) -> None:
    env = new()
    assert not env.exists
    env.subject.write(f"index/parcel-post/{NAME}", wheel())
    env.subject.write("index/parcel-post/index.html", f'<a href="{NAME}">{NAME}</a>')
    done = env.uv("pip", "install", "--quiet", "--default-index", "./index", "parcel-post")
    assert (done.status, done.output) == (0, "")
    assert env.exists
    assert env.installed() == {"parcel-post": "1.2"}
    assert env.run("parcel").status == 7
    asked = env.uv("pip", "install", "--default-index", "./index", "numpy")
    assert asked.status != 0
    assert "numpy" in problem(asked)


def test_uv_installs_a_locked_project(new: Callable[[], Environment]) -> None:
    env = new()
    env.subject.write(f"wheels/{NAME}", wheel())
    table = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["parcel-post"]\n'
    env.subject.write("pyproject.toml", f'{table}[tool.uv]\nno-index = true\nfind-links = ["./wheels"]\n')
    assert env.uv("lock", "--quiet", env={"UV_NO_CONFIG": "0"}).status == 0
    done = env.uv("sync", "--frozen", "--no-install-project", env={"UV_NO_CONFIG": "0"})
    assert done.status == 0, done.output
    assert env.installed() == {"parcel-post": "1.2"}
    assert not any(name.startswith(".venv/") for name in env.subject.names()), "it is the check's environment"


def test_an_environment_may_lie_beside_other_files(run: Current) -> None:
    with Subject(run) as subject:
        env = Environment(subject, ".of-the-check")
        assert env.make().status == 0
        assert subject.read("source.py") == b""
        assert env.run("python", "-c", "import sys; print(sys.prefix)").out.strip() == str(
            subject.root / ".of-the-check"
        )
        assert env.installed() == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (wheel("Requires-Dist: numpy\n"), "numpy"),
        (wheel("Requires-Python: >=4\n"), "Python"),
        (wheel(points="[console_scripts]\nparcel = parcel.cli\n"), "invalid console script"),
        (b"no zip file", "parcel_post"),
    ],
)
def test_what_cannot_be_installed_is_told_in_one_sentence(
    data: bytes, words: str, new: Callable[[], Environment]
) -> None:
    done = new().install(NAME, data)
    assert done.status != 0
    assert words in problem(done)
    assert "\n" not in problem(done)
    assert "subject-" not in problem(done)


def test_a_program_that_hangs_is_ended(new: Callable[[], Environment]) -> None:
    env = new()
    env.make()
    with pytest.raises(SubjectTimeout, match="python was still running"):
        env.run(
            "python", "-c", "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while 1: pass'])", timeout=1
        )


def test_no_index_is_asked(new: Callable[[], Environment]) -> None:
    """A package that is not here is looked for nowhere: not even at an index that a variable names."""
    with LoopbackServer(lambda _: Response(404)) as index:
        env = new()
        env.make()
        env.subject.write(NAME, wheel("Requires-Dist: numpy\n"))
        asked = {**OFFLINE, "UV_INDEX_URL": f"{index.url}/simple", "UV_DEFAULT_INDEX": f"{index.url}/simple"}
        asked = {name: value for name, value in asked.items() if "proxy" not in name.lower()}
        uv = program(env.subject, "uv")
        done = execute(env.subject, [uv, "pip", "install", "--python", str(env.place), NAME], env=asked)
        assert done.status != 0
        assert not index.requests


def test_a_tool_that_is_not_named_is_a_mistake_of_the_pack(run: Current) -> None:
    import dataclasses

    if run.server is not None and run.server.libraries is not None:
        pytest.skip("a sandbox has the libraries of its start")
    current.configure(dataclasses.replace(run, libraries=None))
    with environment() as env, pytest.raises(CheckMistake, match="tools"):
        env.install(NAME, wheel())


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("", ""),
        ("all\nwell.\n", "well"),
        ("warning: old\nerror: it failed\n  cause: no room.\n", "error: it failed cause: no room"),
        ("x" * 500, "x" * 399 + "…"),
    ],
)
def test_a_sentence_is_what_matters(output: str, said: str) -> None:
    assert sentence(output) == said
