"""Projects built by each backend, in the subject: right ones, wrong ones, and hostile ones."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodtutor.checking.libraries import libraries_folder
from prodtutor.checkkit import Subject, SubjectDied, SubjectTimeout
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.wheels import Build, NotAWheel, ProjectProblem, backend_of, build_wheel, look_into
from prodtutor.errors import CannotJudge
from prodtutor.processes import Sandbox, find_sandbox

Make = Callable[..., Subject]

BACKENDS = ("hatchling", "setuptools", "flit_core", "uv_build")
SOURCES = {
    "src/parcel/__init__.py": '"""Parcels."""\n__version__ = "1.2"\n',
    "src/parcel/sizes.json": "{}",
}
PROJECT = '[project]\nname = "parcel-post"\nversion = "1.2"\ndescription = "Parcels"\n'
SYSTEMS = {
    "hatchling": ("hatchling", "hatchling.build", '[tool.hatch.build.targets.wheel]\npackages = ["src/parcel"]\n'),
    "setuptools": ("setuptools", "setuptools.build_meta", '[tool.setuptools.package-data]\nparcel = ["*.json"]\n'),
    "flit": ("flit_core", "flit_core.buildapi", '[tool.flit.module]\nname = "parcel"\n'),
    "uv": ("uv_build", "uv_build", '[tool.uv.build-backend]\nmodule-name = "parcel"\n'),
}


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = libraries_folder((*BACKENDS, "uv"), tmp_path_factory.mktemp("backends"))
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def sandboxed(libraries: Path) -> Iterator[ForkServer]:
    """As in conftest, with these libraries."""
    found = find_sandbox()
    assert isinstance(found, Sandbox)
    made = ForkServer(libraries, sandbox=found)
    assert made.wait_ready()
    yield made
    made.close()


def pyproject(kind: str, project: str = PROJECT, *, settings: bool = True) -> str:
    requires, backend, more = SYSTEMS[kind]
    system = f'[build-system]\nrequires = ["{requires}"]\nbuild-backend = "{backend}"\n'
    return f"{system}\n{project}\n{more if settings else ''}"


@pytest.fixture
def build(make: Make, libraries: Path) -> Callable[..., Build]:
    """build({"name": "text"}) -> what came of building these files."""

    def build(files: dict[str, str], timeout: float = 30.0, **limits: object) -> Build:
        return build_wheel(make(files, libraries=libraries, **limits), timeout=timeout)

    return build


@pytest.mark.parametrize("kind", SYSTEMS)
def test_each_backend_builds(kind: str, build: Callable[..., Build]) -> None:
    project = f'{PROJECT}requires-python = ">=3.11"\n[project.scripts]\nparcel = "parcel.cli:main"\n'
    built = build({**SOURCES, "pyproject.toml": pyproject(kind, project)})
    assert built.wheel is not None, (built.problem, built.output)
    wheel = built.wheel
    assert wheel.name == "parcel_post-1.2-py3-none-any.whl"
    assert wheel.tops == {"parcel", "parcel_post-1.2.dist-info"}
    assert (wheel.metadata["Name"], wheel.version, wheel.requires) == ("parcel-post", "1.2", ())
    assert wheel.metadata["Requires-Python"] == ">=3.11"
    assert wheel.entry_points["console_scripts"] == {"parcel": "parcel.cli:main"}
    assert wheel.read("parcel/sizes.json") == b"{}"
    assert wheel.read("parcel/nothing.json") is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("hatchling", "no directory that matches the name of your project"),
        ("flit", "No file/folder found for module parcel_post"),
        ("uv", "Expected a Python module at: src/parcel_post/__init__.py"),
    ],
)
def test_what_a_backend_says_is_told_in_one_sentence(kind: str, words: str, build: Callable[..., Build]) -> None:
    built = build({**SOURCES, "pyproject.toml": pyproject(kind, settings=False)})
    assert built.wheel is None
    assert words in built.problem
    assert "\n" not in built.problem
    assert "Traceback" not in built.problem
    assert words in " ".join(built.output.split())


def test_without_a_build_system_it_is_setuptools(build: Callable[..., Build]) -> None:
    built = build({**SOURCES, "pyproject.toml": PROJECT})
    assert built.wheel is not None, built.problem
    assert "parcel/sizes.json" not in built.wheel.files


def test_code_that_a_build_runs_is_the_learners(build: Callable[..., Build]) -> None:
    """A `setup.py` that fails, ends the process, or lies about the wheel, harms nobody but itself."""
    setuptools = pyproject("setuptools")
    fails = build({**SOURCES, "pyproject.toml": setuptools, "setup.py": "raise KeyError('nothing')"})
    assert (fails.wheel, "KeyError" in fails.problem) == (None, True)
    ends = build({**SOURCES, "pyproject.toml": setuptools, "setup.py": "import os\nos._exit(0)"})
    assert (ends.wheel, "said nothing" in ends.problem) == (None, True)
    forges = """
        import json, os, pathlib, tempfile
        folder = pathlib.Path(tempfile.gettempdir(), "wheel")
        folder.mkdir(exist_ok=True)
        (folder / "built.json").write_text(json.dumps({"wheel": "../../../../etc/passwd", "requires": []}))
        os._exit(0)
    """
    lies = build({**SOURCES, "pyproject.toml": setuptools, "setup.py": forges})
    assert (lies.wheel, "there is no such file" in lies.problem) == (None, True)


def test_a_build_that_hangs_is_ended(build: Callable[..., Build]) -> None:
    with pytest.raises(SubjectTimeout):
        build({**SOURCES, "pyproject.toml": pyproject("setuptools"), "setup.py": "while True: pass"}, timeout=1.0)


def test_an_interrupted_build_leaves_nothing_behind(make: Make, libraries: Path) -> None:
    """`make` sees to it that no file and no process is left."""
    cancel = threading.Event()
    hangs = """
        import subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        time.sleep(60)
    """
    files = {**SOURCES, "pyproject.toml": pyproject("setuptools"), "setup.py": hangs}
    timer = threading.Timer(0.5, cancel.set)
    timer.start()
    with pytest.raises(SubjectDied):
        build_wheel(make(files, libraries=libraries, cancel=cancel))
    timer.join()


def test_a_build_has_limits(build: Callable[..., Build]) -> None:
    with pytest.raises(SubjectDied):
        build(
            {**SOURCES, "pyproject.toml": pyproject("setuptools"), "setup.py": "print('x' * 10**7)"},
            output_bytes=100_000,
        )


def test_a_sandboxed_build_reaches_no_network(make: Make, libraries: Path, server: ForkServer | None) -> None:
    """There is no interface but the loopback inside, and the wheel is built all the same."""
    if server is None or server.sandbox is None:
        pytest.skip("only a sandbox cuts the network")
    looks = """
        import pathlib, socket
        from setuptools import setup
        names = [name for _, name in socket.if_nameindex()]
        try:
            socket.create_connection(("192.0.2.1", 80), 1)
            names.append("out")
        except OSError:
            pass
        pathlib.Path("src/parcel/seen.json").write_text(" ".join(names))
        setup()
    """
    built = build_wheel(
        make({**SOURCES, "pyproject.toml": pyproject("setuptools"), "setup.py": looks}, libraries=libraries)
    )
    assert built.wheel is not None, built.problem
    assert built.wheel.read("parcel/seen.json") == b"lo"


@pytest.mark.parametrize(
    "system",
    [
        'requires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"',
        'requires = ["hatchling", "hatch-vcs"]\nbuild-backend = "hatchling.build"',
        'requires = ["hatchling<1"]\nbuild-backend = "hatchling.build"',
        'requires = ["hatchling @ https://example.org/h.whl"]\nbuild-backend = "hatchling.build"',
        'requires = []\nbuild-backend = "mine"\nbackend-path = ["."]',
        'requires = ["setuptools"]\nbuild-backend = 3',
    ],
)
def test_what_is_not_here_cannot_be_judged(system: str) -> None:
    with pytest.raises(CannotJudge):
        backend_of(f"[build-system]\n{system}\n".encode())


def test_a_plugin_that_a_backend_asks_for_cannot_be_judged(build: Callable[..., Build]) -> None:
    hooks = '[tool.hatch.build.targets.wheel.hooks.custom]\ndependencies = ["numpy"]\n'
    with pytest.raises(CannotJudge):
        build(
            {
                **SOURCES,
                "pyproject.toml": pyproject("hatchling", PROJECT) + hooks,
                "hatch_build.py": "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\n"
                "class Mine(BuildHookInterface): pass\n",
            }
        )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "there is no pyproject.toml"),
        (b"[project\n", "is no TOML"),
        (b"\xff", "no UTF-8"),
        (b"x = " + b"[" * 100_000, "is no TOML"),
        (b"build-system = 1", "is no table"),
        (b"[build-system]\nbuild-backend = 'uv_build'", "no list `requires`"),
        (b"[build-system]\nrequires = []\nbuild-backend = 'uv_build'", "does not list uv-build"),
        (b"[build-system]\nrequires = ['uv build!']\nbuild-backend = 'uv_build'", "not how a requirement is written"),
    ],
)
def test_what_is_wrong_with_a_pyproject_is_said(text: bytes | None, words: str) -> None:
    with pytest.raises(ProjectProblem, match=words):
        backend_of(text)


def test_requirements_for_another_system_do_not_count() -> None:
    text = "[build-system]\nrequires = ['flit_core', 'colorama; sys_platform == \"nowhere\"']\n"
    assert backend_of(f"{text}build-backend = 'flit_core.buildapi'".encode()) == "flit_core.buildapi"


def archive(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        for name, text in files.items():
            zipped.writestr(name, text)
    return held.getvalue()


METADATA = {"a-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: a\nVersion: 1\n"}


def test_an_honest_wheel_is_looked_into() -> None:
    wheel = look_into("a-1-py3-none-any.whl", archive(**METADATA, **{"a/__init__.py": ""}))
    assert (wheel.version, wheel.tops, wheel.entry_points) == ("1", {"a", "a-1.dist-info"}, {})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", archive(**METADATA)),
        ("a-1-py3-none-any.whl", b"no zip file"),
        ("a-1-py3-none-any.whl", archive(**{"a/__init__.py": ""})),
        ("a-1-py3-none-any.whl", archive(**METADATA, **{"../outside.py": ""})),
        ("a-1-py3-none-any.whl", archive(**METADATA, **{"/etc/passwd": ""})),
        ("a-1-py3-none-any.whl", archive(**METADATA, **{"a-1.dist-info/entry_points.txt": "no ini"})),
        ("a-1-py3-none-any.whl", archive(**METADATA, **{f"a/{number}.py": "" for number in range(3000)})),
    ],
)
def test_what_nobody_should_unpack_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(NotAWheel):
        look_into(name, data)


def test_a_bomb_is_not_unpacked() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a-1.dist-info/METADATA", "Name: a\n" + "x" * (100 << 20))
    assert len(held.getvalue()) < 1 << 20
    with pytest.raises(NotAWheel, match="too much"):
        look_into("a-1-py3-none-any.whl", held.getvalue())


def test_two_files_of_one_name_are_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        zipped.writestr("a-1.dist-info/METADATA", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("a-1.dist-info/METADATA", "two")
    with pytest.raises(NotAWheel, match="same name"):
        look_into("a-1-py3-none-any.whl", held.getvalue())
