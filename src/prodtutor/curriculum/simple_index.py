"""Wheels made from sources in a pack, as a simple index: a folder that uv and pip install from without a network.

A pack holds no binary. A lesson names folders of sources (`[[indexes]]` in `lesson.toml`); where its files are laid
out, the index is made of them, with the same bytes on every system and for ever: locks that name hashes stay true.

    packages/parcels/CHANGELOG.md                laid out beside the wheels
    packages/parcels/1.4.2/pyproject.toml        [project]: name, version, dependencies …
    packages/parcels/1.4.2/parcels/__init__.py   what the wheel holds
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from prodtutor.curriculum.stored import lesson_files
from prodtutor.errors import UsageProblem

PAGE = "index.html"
"""The page of a project: a link to each of its wheels."""
_ABOUT = "pyproject.toml"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold."""
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


class _Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab"):
    """The table `[project]` of a release: what gets into the metadata, and nothing else."""

    name: str
    version: str
    requires_python: str = ""
    dependencies: tuple[str, ...] = ()
    scripts: dict[str, str] = {}


class _About(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    project: _Project


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a distribution: a pure Python wheel and what the index says of it."""

    project: str
    """The distribution's name: lower case, dashes."""
    version: str
    requires_python: str
    data: bytes
    """The wheel."""

    @property
    def file(self) -> str:
        """The wheel's name."""
        return f"{self.project.replace('-', '_')}-{self.version}-py3-none-any.whl"

    @property
    def link(self) -> str:
        """Its line on the project's page."""
        asks = f' data-requires-python="{html.escape(self.requires_python)}"' if self.requires_python else ""
        digest = hashlib.sha256(self.data).hexdigest()
        return f'<a href="{self.file}#sha256={digest}"{asks}>{self.file}</a><br>\n'


def release(files: Mapping[str, bytes]) -> Release:
    """Make the wheel of one release. `files`: its `pyproject.toml`, and what the wheel holds, by POSIX name.

    Raises ValueError, in one sentence, when the table `[project]` is missing or says what is not supported here.
    """
    try:
        about = msgspec.convert(tomllib.loads(files[_ABOUT].decode("utf-8")), _About, strict=True).project
    except KeyError:
        raise ValueError(f"{_ABOUT} is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{_ABOUT} cannot be used: {error}") from None
    if not _NAME.fullmatch(about.name) or not _VERSION.fullmatch(about.version):
        raise ValueError(f"{_ABOUT} needs a name in lower case and a version of numbers and dots")
    content = {name: data for name, data in files.items() if name != _ABOUT}
    return Release(about.name, about.version, about.requires_python, _wheel(about, content))


def sources_in(folder: Path) -> tuple[dict[str, dict[str, bytes]], dict[str, bytes]]:
    """What a folder of sources holds: the files of each release (`parcels/1.4.2`), and the others, which lie beside."""
    beside: dict[str, bytes] = {}
    sources: dict[str, dict[str, bytes]] = {}
    for name, data in lesson_files(folder).items():
        project, _, rest = name.partition("/")
        version, _, inner = rest.partition("/")
        if inner:
            sources.setdefault(f"{project}/{version}", {})[inner] = data
        else:
            beside[name] = data
    return sources, beside


def simple_index(releases: Iterable[Release]) -> dict[str, bytes]:
    """The files of an index: name in its folder -> bytes. Of two releases of the same version, the later one counts."""
    projects: dict[str, dict[str, Release]] = {}
    for each in releases:
        projects.setdefault(each.project, {})[each.version] = each
    files: dict[str, bytes] = {}
    for project, versions in sorted(projects.items()):
        ordered = sorted(versions.values(), key=lambda each: [int(part) for part in each.version.split(".")])
        links = "".join(each.link for each in ordered)
        page = f"<!DOCTYPE html>\n<html>\n<head><title>{project}</title></head>\n<body>\n{links}</body>\n</html>\n"
        files[f"{project}/{PAGE}"] = page.encode()
        files.update({f"{project}/{each.file}": each.data for each in ordered})
    return files


def index_files(folders: Sequence[Path]) -> dict[str, bytes]:
    """The index made of several folders of sources; what a later one has counts.

    Raises UsageProblem when one of them holds no release, or something else in the place of one.
    """
    releases: list[Release] = []
    beside: dict[str, bytes] = {}
    for folder in folders:
        sources, others = sources_in(folder)
        if not sources:
            raise UsageProblem("The pack is incomplete", f"{folder} holds no release.", "It needs NAME/VERSION/…")
        for place, files in sources.items():
            try:
                made = release(files)
            except ValueError as error:
                raise UsageProblem("The pack has a mistake", f"{folder / place}: {error}.") from None
            if place != f"{made.project}/{made.version}":
                said = f"it says that it is {made.project} {made.version}"
                raise UsageProblem("The pack has a mistake", f"{folder / place}: {said}.", "Rename the folder.")
            releases.append(made)
        beside.update(others)
    return {**simple_index(releases), **beside}


def _wheel(about: _Project, content: Mapping[str, bytes]) -> bytes:
    folder = f"{about.name.replace('-', '_')}-{about.version}.dist-info"
    metadata = ["Metadata-Version: 2.1", f"Name: {about.name}", f"Version: {about.version}"]
    metadata += [f"Requires-Python: {about.requires_python}"] if about.requires_python else []
    metadata += [f"Requires-Dist: {need}" for need in about.dependencies]
    files = dict(sorted(content.items()))
    files[f"{folder}/METADATA"] = _lines(metadata)
    files[f"{folder}/WHEEL"] = _lines(
        ["Wheel-Version: 1.0", "Generator: prodtutor", "Root-Is-Purelib: true", "Tag: py3-none-any"]
    )
    if about.scripts:
        scripts = [f"{name} = {target}" for name, target in sorted(about.scripts.items())]
        files[f"{folder}/entry_points.txt"] = _lines(["[console_scripts]", *scripts])
    recorded = [f"{name},sha256={_record_hash(data)},{len(data)}" for name, data in files.items()]
    files[f"{folder}/RECORD"] = _lines([*recorded, f"{folder}/RECORD,,"])
    held = io.BytesIO()
    # Stored, not deflated: what zlib makes of the same text differs from one version of it to the next.
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, data)
    return held.getvalue()


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _record_hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
