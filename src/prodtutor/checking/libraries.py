"""A folder with just the third-party packages that a lesson allows, for the subject and for mypy.

The tutor's own environment holds much more (pytest, textual …). A learner's program sees the standard library and what
the brief names, so that it cannot lean by accident on what happens to be installed here.

Packages that bring a real program along (`uv`, `uv_build`) have it in the folder `bin` there. Scripts that Python makes
from entry points are left out: they belong to the tutor's own environment.
"""

from __future__ import annotations

import compileall
import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import sysconfig
import tempfile
from pathlib import Path

from prodtutor.errors import CannotJudge

PROGRAMS = "bin"
"""The folder in the libraries' folder that holds programs."""


def libraries_folder(names: tuple[str, ...], cache: Path) -> Path | None:
    """Return a folder under `cache` that holds the packages `names` (top-level modules), what they need, nothing else.

    None when `names` is empty. Built once for each set of versions. Raises CannotJudge when a package is not
    installed or the folder cannot be written.
    """
    if not names:
        return None
    found, distributions, key = _found(names)
    folder = cache / "libraries" / key
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
        for name, path in found.items():
            if path.is_dir():
                shutil.copytree(path, building / name)
            else:
                shutil.copy2(path, building / path.name)
        for distribution in distributions:
            about = building / f"{distribution}.dist-info"
            about.mkdir()
            for name in ("METADATA", "entry_points.txt"):
                text = importlib.metadata.distribution(distribution).read_text(name)
                if text is not None or name == "METADATA":
                    (about / name).write_text(text or "", encoding="utf-8")
        for program in _programs(distributions):
            (building / PROGRAMS).mkdir(exist_ok=True)
            _link_or_copy(program, building / PROGRAMS / program.name)
        compileall.compile_dir(building, quiet=2)  # nobody who imports from here may write
        try:
            os.replace(building, folder)
        except OSError:  # another tutor was faster
            shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        raise CannotJudge(
            "The cache cannot be written",
            f"{folder.parent} cannot be written: {error.strerror or error}.",
            "Set PRODTUTOR_STATE to a folder that you may write.",
        ) from error
    return folder


def libraries_prepared(names: tuple[str, ...], cache: Path) -> bool:
    """Whether `libraries_folder` has nothing to build any more. Raises CannotJudge when a package is not installed."""
    return not names or (cache / "libraries" / _found(names)[2]).is_dir()


@functools.cache
def _found(names: tuple[str, ...]) -> tuple[dict[str, Path], tuple[str, ...], str]:
    """Where the packages and what they need are, by top-level module; their distributions; a key of the versions."""
    by_module = importlib.metadata.packages_distributions()
    modules: dict[str, list[str]] = {}
    for module, distributions in by_module.items():
        for distribution in distributions:
            modules.setdefault(_normal(distribution), []).append(module)
    found = {name: _locate(name) for name in names}
    waiting = [_normal(distribution) for name in names for distribution in by_module.get(name, ())]
    seen: set[str] = set()
    while waiting:
        distribution = waiting.pop()
        if distribution in seen or distribution not in modules:
            continue  # one that is needed on another system only
        seen.add(distribution)
        found.update({module: _locate(module) for module in modules[distribution]})
        needs = importlib.metadata.requires(distribution) or ()
        waiting += [_normal(_NAME.match(need).group()) for need in needs if "extra ==" not in need]  # type: ignore[union-attr]
    versions = [f"{name}={importlib.metadata.version(name)}" for name in sorted(seen)]
    places = [f"{name}={found[name]}" for name in sorted(found)]
    key = hashlib.sha256("\n".join(["compiled, with metadata and programs", *versions, *places]).encode())
    return found, tuple(sorted(seen)), key.hexdigest()[:16]


def _programs(distributions: tuple[str, ...]) -> list[Path]:
    """The programs that came with these distributions, but for the scripts that Python made for their entry points."""
    scripts = Path(os.path.realpath(sysconfig.get_path("scripts")))
    found: list[Path] = []
    for name in distributions:
        distribution = importlib.metadata.distribution(name)
        made = {entry.name for entry in distribution.entry_points if entry.group in ("console_scripts", "gui_scripts")}
        for file in distribution.files or ():
            path = Path(os.path.realpath(str(distribution.locate_file(file))))
            if path.parent == scripts and path.is_file() and path.stem not in made and path.name not in made:
                found.append(path)
    return found


def _link_or_copy(source: Path, target: Path) -> None:
    """The same file under another name where that can be (programs are large), else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


_NAME = re.compile(r"[A-Za-z0-9._-]*")


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _locate(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.origin is None and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))  # a package without __init__.py
    if spec is None or not spec.origin:
        raise CannotJudge(
            "A library is missing",
            f"This lesson's programs may use {name}, but it is not installed here.",
            "Install prodtutor again with all its dependencies.",
        )
    origin = Path(spec.origin)
    return origin.parent if spec.submodule_search_locations else origin
