"""Package indexes for checks: those of the lesson as they are, and as they might be next month or after an attack.

    PACKAGES = Packages.of(HERE.parent / "packages")

    def test_a_tampered_package_is_refused(subject):
        for name, data in PACKAGES.tampered("parcels").index("index").items():
            subject.write(name, data)

Wheels are made of the sources in the pack (see `curriculum.simple_index`), in the judge, which takes about a
millisecond for a handful. Equal sources make equal bytes, so a lock that names hashes fits what is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from prodtutor.curriculum.simple_index import release, simple_index, sources_in

Sources = Mapping[str, bytes]
"""The files of one release, its `pyproject.toml` among them: POSIX name -> bytes."""

_OTHER_BYTES = b"# not what was released under this version\n"


@dataclass(frozen=True, slots=True)
class Packages:
    """The releases that an index holds."""

    releases: Mapping[str, Sources]
    """`parcels/1.4.2` -> its files."""

    @classmethod
    def of(cls, *folders: Path) -> Packages:
        """Those in folders of sources; what a later folder has counts."""
        return cls({place: files for folder in folders for place, files in sources_in(folder)[0].items()})

    def with_more(self, other: Packages) -> Packages:
        """These and the others; of two equal versions, the other's counts."""
        return Packages({**self.releases, **other.releases})

    def changed(self, project: str, change: Callable[[dict[str, bytes]], None]) -> Packages:
        """All releases of a project made otherwise: `change` edits a copy of the files of each."""
        made: dict[str, Sources] = {}
        for place, files in self.releases.items():
            copy = dict(files)
            if place.partition("/")[0] == project:
                change(copy)
            made[place] = copy
        return Packages(made)

    def tampered(self, project: str) -> Packages:
        """The same versions of a project, with other bytes that do the same."""

        def other_bytes(files: dict[str, bytes]) -> None:
            files.update({name: data + _OTHER_BYTES for name, data in files.items() if name.endswith(".py")})

        return self.changed(project, other_bytes)

    def versions(self, project: str) -> tuple[str, ...]:
        """The versions of a project, in no particular order."""
        return tuple(place.partition("/")[2] for place in self.releases if place.partition("/")[0] == project)

    def modules(self) -> dict[str, str]:
        """Top-level module -> the project that brings it."""
        return {
            name.partition("/")[0].removesuffix(".py"): place.partition("/")[0]
            for place, files in self.releases.items()
            for name in files
            if name.endswith(".py")
        }

    def index(self, folder: str) -> dict[str, bytes]:
        """The files of a simple index that is called `folder`: name -> bytes."""
        made = simple_index(release(files) for files in self.releases.values())
        return {f"{folder}/{name}": data for name, data in made.items()}
