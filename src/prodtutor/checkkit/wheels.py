"""Builds a learner's project into a wheel, in the subject, and looks into the wheel, in the judge.

    def test_the_wheel_holds_the_package_alone(subject, told):
        built = build_wheel(subject)
        if built.wheel is None:
            told(did="built the wheel", saw=built.problem, means="Nobody can install it.")
            raise AssertionError(built.output)
        assert built.wheel.tops == {"orders", "shop_orders-1.0.0.dist-info"}

Building runs the learner's code: `setup.py`, hooks of a backend, files that a backend imports. So the backend's PEP 517
hook is called in the subject, without isolation and without the network: backends come from `[tools] libraries` of
the lesson. A project that needs anything else cannot be judged here; that is never the learner's fault.
"""

from __future__ import annotations

import configparser
import email.parser
import io
import json
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from prodtutor.checkkit.subject import Subject
from prodtutor.checkkit.tools import OFFLINE, search_path, sentence, shortened
from prodtutor.errors import CannotJudge

BACKENDS: Mapping[str, str] = {
    "hatchling.build": "hatchling",
    "setuptools.build_meta": "setuptools",
    "setuptools.build_meta:__legacy__": "setuptools",
    "flit_core.buildapi": "flit-core",
    "uv_build": "uv-build",
}
"""The backends that we know, and the distribution that each comes from."""

LEGACY = "setuptools.build_meta:__legacy__"
"""What builds a project whose pyproject.toml names no backend."""

_PROVIDED = frozenset({*BACKENDS.values(), "wheel"})
"""What a project may ask for. `wheel` stands in many old projects; setuptools brings its own."""

MOST_BYTES = 16 << 20
MOST_FILES = 2_000
_MOST_METADATA = 1 << 20


class NotAWheel(ValueError):
    """The file is no wheel that one should unpack. The text is one sentence."""


class ProjectProblem(ValueError):
    """pyproject.toml cannot be built from. The text is one sentence for the learner."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that was looked at: no name in it leads out of the folder that it is unpacked to."""

    name: str
    """The file's name."""
    data: bytes
    files: tuple[str, ...]
    """Names of all files in it, POSIX."""
    metadata: Message
    """The file METADATA: `wheel.metadata["Requires-Python"]`."""
    entry_points: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Group -> name -> what it names: `entry_points["console_scripts"]["orders"]`."""

    @property
    def tops(self) -> set[str]:
        """What it puts side by side into `site-packages`."""
        return {name.partition("/")[0] for name in self.files}

    @property
    def version(self) -> str:
        return str(self.metadata["Version"] or "")

    @property
    def requires(self) -> tuple[str, ...]:
        """What it cannot do without: requirements that no extra asks for."""
        return tuple(need for need in self.metadata.get_all("Requires-Dist", ()) if "extra ==" not in str(need))

    def read(self, name: str, most: int = MOST_BYTES) -> bytes | None:
        """The first `most` bytes of a file; None when it has none of that name."""
        return _read(zipfile.ZipFile(io.BytesIO(self.data)), name, most) if name in self.files else None


@dataclass(frozen=True, slots=True)
class Build:
    """What came of building."""

    backend: str
    """As in pyproject.toml; empty when that could not be read."""
    wheel: Wheel | None
    problem: str = ""
    """Why there is no wheel: one sentence, with the backend's own words in it."""
    output: str = ""
    """All that the backend said."""


def build_wheel(subject: Subject, *, timeout: float = 20.0) -> Build:
    """Build the project in the subject's folder. Nothing of it is left when the subject is closed.

    Raises CannotJudge when it needs what is not here, SubjectTimeout and SubjectDied when it hangs or is stopped.
    """
    try:
        backend = backend_of(subject.read("pyproject.toml"))
    except ProjectProblem as problem:
        return Build("", None, str(problem))
    script = subject.launch.with_name("build_wheel.py")
    folder = subject.temporary / "wheel"
    env = {**OFFLINE, "PATH": search_path(subject)}
    run = subject.run(str(script), backend, folder, env=env, timeout=timeout)
    said = _said(subject.read_temporary("wheel/built.json"))
    output = (run.out + run.err).strip()
    name = _distribution(backend)
    if run.status != 0 or "wheel" not in said:
        return Build(backend, None, f"{name} could not build it: {_sentence(said, output, run.status)}", output)
    check_requirements(said.get("requires", ()))
    file = PurePosixPath(str(said["wheel"])).name
    data = subject.read_temporary(f"wheel/{file}") if file not in {"", ".", ".."} else None
    if data is None:
        return Build(backend, None, f"{name} said it made {file[:80]}, but there is no such file", output)
    try:
        return Build(backend, look_into(file, data), output=output)
    except NotAWheel as problem:
        return Build(backend, None, f"{name} made {file[:80]}, but {problem}", output)


def backend_of(pyproject: bytes | None) -> str:
    """The build backend that a pyproject.toml names, when it and all that it needs are here.

    Raises ProjectProblem when the file cannot be built from, CannotJudge when what it asks for is not here.
    """
    table = read_project(pyproject).get("build-system")
    if table is None:
        return LEGACY
    if not isinstance(table, dict):
        raise ProjectProblem("build-system in pyproject.toml is no table: it begins with the line [build-system]")
    requires = table.get("requires")
    if not isinstance(requires, list) or not all(isinstance(need, str) for need in requires):
        raise ProjectProblem("[build-system] in pyproject.toml has no list `requires`, which names what builds it")
    backend = table.get("build-backend", LEGACY)
    if "backend-path" in table or backend not in BACKENDS:
        known = ", ".join(sorted(set(BACKENDS.values())))
        raise CannotJudge(
            "This build backend is not known here",
            f"pyproject.toml says build-backend = {str(backend)[:80]!r}, and I can run these only: {known}.",
            "Your project may be fine. Take one of these to have it judged.",
        )
    if _distribution(backend) not in check_requirements(requires):
        raise ProjectProblem(
            f"the build backend is {backend}, but `requires` in [build-system] does not list {_distribution(backend)}"
        )
    return str(backend)


def read_project(pyproject: bytes | None) -> dict[str, Any]:
    """The tables of a pyproject.toml. Raises ProjectProblem."""
    if pyproject is None:
        raise ProjectProblem("there is no pyproject.toml")
    try:
        return tomllib.loads(pyproject.decode("utf-8"))
    except UnicodeDecodeError:
        raise ProjectProblem("pyproject.toml is no UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProjectProblem(f"pyproject.toml is no TOML: {error}") from None


def check_requirements(requires: object) -> set[str]:
    """The distributions that a build asks for; all of them are here.

    Raises ProjectProblem for what is no requirement, CannotJudge for what is not here.
    """
    found: set[str] = set()
    for text in requires if isinstance(requires, list | tuple) else ():
        try:
            need = Requirement(str(text))
        except InvalidRequirement:
            raise ProjectProblem(f"{str(text)[:80]!r} in [build-system] is not how a requirement is written") from None
        if need.marker is not None and not need.marker.evaluate():
            continue
        name = canonicalize_name(need.name)
        have = _installed(name)
        if name not in _PROVIDED or need.url or (have and not need.specifier.contains(have, prereleases=True)):
            here = f"there is {name} {have}" if have else f"there is no {name[:80]}"
            raise CannotJudge(
                "What the build needs is not here",
                f"The build asks for {str(need)[:120]}. There is no network in a check, and {here} here.",
                "Your project may be fine. Ask for less to have it judged.",
            )
        found.add(name)
    return found


def look_into(name: str, data: bytes) -> Wheel:
    """A wheel that somebody else made. Unpacks nothing but two small texts. Raises NotAWheel."""
    if not name.endswith(".whl") or name.count("-") not in (4, 5):
        raise NotAWheel("its name is not that of a wheel")
    if len(data) > MOST_BYTES:
        raise NotAWheel(f"it has more than {MOST_BYTES >> 20} MB")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        files = tuple(entry.filename for entry in entries if not entry.is_dir())
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > 4 * MOST_BYTES:
            raise NotAWheel("it holds too much")
        if len(set(files)) != len(files):
            raise NotAWheel("it holds two files of the same name")
        for entry in entries:
            if "\\" in entry.filename or entry.filename.startswith("/") or ".." in entry.filename.split("/"):
                raise NotAWheel("a name in it leads out of the folder that it is unpacked to")
        top = next((file for file in files if file.endswith(".dist-info/METADATA") and file.count("/") == 1), "")
        if not top:
            raise NotAWheel("it has no METADATA")
        metadata = email.parser.Parser().parsestr(_text(_read(archive, top, _MOST_METADATA)))
        points = _text(_read(archive, top.replace("METADATA", "entry_points.txt"), _MOST_METADATA))
        return Wheel(name, data, files, metadata, _entry_points(points))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, NotAWheel):
            raise
        raise NotAWheel("it cannot be read") from error


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    try:
        with archive.open(name) as file:
            return file.read(most)
    except KeyError:
        return None


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")


def _entry_points(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # names keep their case
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise NotAWheel("its entry_points.txt cannot be read") from error
    return {group: dict(parser[group]) for group in parser.sections()}


def _distribution(backend: str) -> str:
    return BACKENDS[backend]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _said(data: bytes | None) -> dict[str, Any]:
    """What the subject wrote about the build; nothing when that is no JSON object."""
    try:
        said = json.loads(data or b"")
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _sentence(said: Mapping[str, Any], output: str, status: int) -> str:
    """What a backend has to say for itself, cut down to a sentence."""
    message = " ".join(str(said.get("message", "")).split())
    if said.get("error") in (None, "SystemExit") or not message:
        message = sentence(output) or f"it ended with status {status}, and said nothing"
    elif said["error"] in ("ModuleNotFoundError", "KeyError", "AttributeError", "ImportError"):
        message = f"{said['error']}: {message}"
    return shortened(message)
