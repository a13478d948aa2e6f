"""`pip install`, `uv sync`, `uv run` and their like, answered by the tutor's environment: nothing is downloaded.

What they install is there afterwards, as far as a workflow can tell. A package that is not here gives no verdict.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from prodtutor.checkkit.workflows.calls import Answer, Call, Done, Once
from prodtutor.checkkit.workflows.machine import Machine
from prodtutor.checkkit.workflows.names import COMMANDS, ON_EVERY_RUNNER, PACKAGES

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_WITH_VALUE = frozenset(
    (
        *(
            "-c",
            "--constraint",
            "--only-binary",
            "--no-binary",
            "--progress-bar",
            "--retries",
            "--timeout",
            "--cache-dir",
        ),
        *(
            "--python",
            "-p",
            "--upgrade-strategy",
            "--upgrade-package",
            "-P",
            "--exclude-newer",
            "--resolution",
            "--color",
        ),
        *("--root-user-action", "--directory", "--project", "--config-setting", "-C"),
    )
)
_ELSEWHERE = ("--index-url", "-i", "--extra-index-url", "--target", "-t", "--prefix", "--root", "--find-links", "-f")
_DEEPEST = 5


class Refused(Exception):
    """The tool would end with this message."""


class Lacking(Exception):
    """This runner does not know what the tool would do."""


def pip(once: Once, machine: Machine, call: Call) -> Answer:
    """`pip install` and what else a workflow asks of pip."""
    words = list(call.arguments)
    while words and words[0].startswith("-") and words[0] not in ("--version", "-V", "--help", "-h"):
        words.pop(0)
    verb = words[0] if words else "help"
    if verb == "install":
        return guarded(machine, lambda: install(once, machine, call, words[1:], call.bin))
    if verb == "wheel":
        return guarded(machine, lambda: _wheel(once, machine, call, words[1:]))
    if verb in ("--version", "-V", "list", "freeze", "check", "cache", "show", "help", "--help", "config", "debug"):
        return Done(0, f"pip {verb}\n".encode())
    machine.lacking.append(f"pip {verb}")
    return Done(1)


def guarded(machine: Machine, work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except Refused as error:
        return Done(1, err=f"ERROR: {error}\n".encode())
    except Lacking as error:
        machine.lacking.append(str(error))
        return Done(1, err=f"{error}: not simulated\n".encode())


def install(once: Once, machine: Machine, call: Call, words: list[str], programs: str) -> Done:
    """Install what the words of a `pip install` name."""
    found = False
    words = list(words)
    while words:
        word = words.pop(0)
        option, _, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in _ELSEWHERE:
            raise Lacking(f"the option {option} of pip")
        if option in ("-r", "--requirement", "--requirements"):
            found = True
            add(machine, programs, _listed(machine, call, value or take(words), 0))
        elif option == "--group":
            found = True
            add(machine, programs, group(project_in(machine, call.cwd), value or take(words)))
        elif option in ("-e", "--editable"):
            found = True
            _local(once, machine, call, value or take(words), programs)
        elif option in _WITH_VALUE:
            if not value:
                take(words)
        elif not word.startswith("-"):
            found = True
            _one(once, machine, call, word, programs)
    if not found:
        raise Refused("You must give at least one requirement to install")
    return Done(0, b"Successfully installed\n")


def _one(once: Once, machine: Machine, call: Call, word: str, programs: str) -> None:
    plain = word.partition("[")[0]
    if "://" in word:
        raise Lacking(f"the installation of {word[:60]!r}")
    if plain.endswith(".whl"):
        inside = machine.inside(call.cwd / plain)
        if inside is None or machine.read(inside) is None:
            raise Refused(f"{plain} is not a valid wheel filename, or does not exist.")
        raise Lacking("the installation of a wheel that was just built")
    if plain.startswith((".", "/")) or "/" in plain:
        _local(once, machine, call, word, programs)
    else:
        add(machine, programs, [word])


def _wheel(once: Once, machine: Machine, call: Call, words: list[str]) -> Answer:
    folder, sources = ".", []
    words = list(words)
    while words:
        word = words.pop(0)
        if word in ("-w", "--wheel-dir"):
            folder = take(words)
        elif word.startswith("--wheel-dir="):
            folder = word.partition("=")[2]
        elif not word.startswith("-"):
            sources.append(word)
    for source in sources:
        if not source.startswith((".", "/")):
            raise Lacking("pip wheel of a package from elsewhere")
        done = _built(once, machine, replace(call, cwd=call.cwd / source), call.cwd / folder)
        if done.status:
            return done
    return Done(0, b"Successfully built\n") if sources else Done(1, err=b"ERROR: nothing to build\n")


def _built(once: Once, machine: Machine, call: Call, folder: Path) -> Done:
    from prodtutor.checkkit.workflows.tools import build_project  # which needs this module

    return build_project(once, machine, call, ["build_wheel"], folder)


def take(words: list[str]) -> str:
    if not words:
        raise Refused("an option needs a value")
    return words.pop(0)


def add(machine: Machine, programs: str, requirements: Iterable[str]) -> None:
    there = machine.installed.setdefault(programs, set(ON_EVERY_RUNNER))
    for requirement in requirements:
        named = _NAME.match(requirement)
        if named is None or "://" in requirement:
            raise Lacking(f"the installation of {requirement[:60]!r}")
        name = re.sub(r"[-_.]+", "-", named[1]).lower()
        if name not in PACKAGES or not machine.has_package(name):
            raise Lacking(f"the installation of {name}")
        there.update(COMMANDS.get(name, ()))


def _listed(machine: Machine, call: Call, name: str, depth: int) -> Iterator[str]:
    """The requirements that a file names."""
    inside = machine.inside(call.cwd / name)
    text = None if inside is None else machine.read(inside)
    if text is None:
        raise Refused(f"Could not open requirements file: No such file or directory: '{name}'")
    if name.endswith("pyproject.toml"):
        yield from needs(_parse(text), ())
        return
    for line in text.decode("utf-8", "replace").replace("\\\n", " ").splitlines():
        words = re.sub(r"(^|\s)#.*", "", line).split()
        if not words or words[0].startswith("--"):
            continue
        if words[0] in ("-r", "-c") and len(words) > 1 and depth < _DEEPEST:
            if words[0] == "-r":
                yield from _listed(machine, replace(call, cwd=(call.cwd / name).parent), words[1], depth + 1)
        elif words[0] == "-e" or words[0].startswith("."):
            raise Lacking("a local project in a requirements file")
        else:
            yield words[0]


def _local(once: Once, machine: Machine, call: Call, word: str, programs: str) -> None:
    """Install the project in a folder: build it, and let its modules be found."""
    found = re.fullmatch(r"([^\[]*)(?:\[([^\]]*)\])?", word)
    folder = call.cwd / ((found[1] if found else word) or ".")
    inside = machine.inside(folder)
    if inside is None or machine.read(f"{inside}/pyproject.toml") is None:
        if inside is not None and machine.read(f"{inside}/setup.py") is not None:
            raise Lacking("the installation of a project with setup.py alone")
        raise Refused(f"Directory '{word}' is not installable. Neither 'setup.py' nor 'pyproject.toml' found.")
    project = project_in(machine, folder)
    extras = [extra.strip() for extra in (found[2] or "").split(",")] if found else []
    add(machine, programs, needs(project, [extra for extra in extras if extra]))
    build_for_install(once, machine, replace(call, cwd=folder))
    make_known(machine, folder, project, programs)


def build_for_install(once: Once, machine: Machine, call: Call) -> None:
    done = _built(once, machine, call, machine.temp / "_runner" / "wheels")
    if done.status:
        raise Refused(f"Failed to build {call.cwd.name}: {done.err.decode('utf-8', 'replace').strip()}")


def make_known(machine: Machine, folder: Path, project: dict[str, Any], programs: str) -> None:
    inside = machine.inside(folder)
    has_src = any(name.startswith("src/") for name in machine.files(inside or "files"))
    place = str(folder / "src" if has_src else folder)
    machine.paths.setdefault(programs, [])
    if place not in machine.paths[programs]:
        machine.paths[programs].append(place)
    for name, target in (project.get("project", {}).get("scripts") or {}).items():
        module, _, function = str(target).partition(":")
        path = os.path.join(programs, name)
        below = machine.inside(path)
        if below is not None and re.fullmatch(r"[\w.-]+", name) and re.fullmatch(r"[\w.]+", module + function):
            machine.scripts[path] = (module, function)
            machine.place_tools(below.rpartition("/")[0], (name,))


def project_in(machine: Machine, folder: Path) -> dict[str, Any]:
    inside = machine.inside(folder)
    text = None if inside is None else machine.read(f"{inside}/pyproject.toml")
    if text is None:
        raise Refused(f"No `pyproject.toml` found in {folder}")
    return _parse(text)


def _parse(text: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(text.decode())
    except ValueError as error:
        raise Refused(f"Failed to parse pyproject.toml: {error}") from None


def needs(project: dict[str, Any], extras: Iterable[str]) -> Iterator[str]:
    about = project.get("project") or {}
    if not isinstance(about, dict):
        raise Refused("Failed to parse pyproject.toml: [project] is no table")
    yield from map(str, about.get("dependencies") or ())
    for extra in extras:
        yield from map(str, (about.get("optional-dependencies") or {}).get(extra) or ())


def group(project: dict[str, Any], name: str) -> Iterator[str]:
    groups = project.get("dependency-groups") or {}
    if name not in groups:
        raise Refused(f"Dependency group '{name}' not found")
    for each in groups[name]:
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict) and "include-group" in each:
            yield from group(project, str(each["include-group"]))
