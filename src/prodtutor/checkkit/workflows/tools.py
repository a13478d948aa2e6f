"""What the tools of a Python project do on the machines of this runner: python, pytest, mypy, ruff, build.

`pip` and `uv` are in `installers`. A tool that no step has installed is not there, as on GitHub's machines.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from prodtutor.checking.libraries import PROGRAMS
from prodtutor.checkkit.host import interpreter
from prodtutor.checkkit.workflows import installers, uv
from prodtutor.checkkit.workflows.calls import Answer, Become, Call, Done, Once
from prodtutor.checkkit.workflows.machine import Machine
from prodtutor.checkkit.workflows.names import BACKENDS, ELSEWHERE

_NOT_FOUND = 127
_HARMLESS = frozenset(
    (
        *("PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONUTF8", "PYTHONIOENCODING"),
        *("PYTHONHASHSEED", "PYTHONFAULTHANDLER"),
    )
)
"""Variables of Python's that a tool that is run by the bench heeds, or that change nothing."""
_FLAGS = frozenset(("-u", "-B", "-q", "-I", "-s", "-S", "-E", "-b", "-bb", "-d", "-O", "-OO", "-P", "-v", "-x"))
_MODULES = {"pytest": "pytest", "mypy": "mypy", "ruff": "ruff", "build": "pyproject-build", "pip": "pip", "uv": "uv"}
"""Modules that are tools too, and the program that does the same."""


def answer(once: Once, machine: Machine, call: Call) -> Answer:
    """What the call is to do."""
    name = call.name
    if name in ELSEWHERE:
        machine.lacking.append(f"the program {name}")
        return Done(_NOT_FOUND, err=f"{name}: not simulated\n".encode())
    if (script := machine.scripts.get(str(call.path))) is not None:
        return _project_script(machine, call, *script)
    if name.startswith("python"):
        return _python(once, machine, call)
    if name not in machine.installed.get(call.bin, ()):
        return Done(_NOT_FOUND, err=f"{name}: command not found\n".encode())
    return run_tool(once, machine, call)


def run_tool(once: Once, machine: Machine, call: Call, first: Sequence[str] = ()) -> Answer:
    """Do what the program `call.name` does, wherever it is. first: what comes first on `sys.path`."""
    name = "pytest" if call.name == "py.test" else call.name
    if name in ("pytest", "mypy"):
        if any(each.startswith("PYTHON") and each not in _HARMLESS for each in call.env):
            machine.lacking.append(f"{name} under PYTHON… variables")
            return Done(1)
        paths = os.pathsep.join((*first, *_paths(machine, call)))
        return once(machine, call, [paths, name, *call.arguments])
    if name == "ruff":
        command = (_program(machine, "ruff"), *call.arguments)
        if "-" in call.arguments:
            return Become(command)  # it reads what is piped into it
        return once(machine, call, list(command), program=True)
    if name in ("pyproject-build", "hatchling"):
        return _build(once, machine, call)
    if name in ("pip", "pip3"):
        return installers.pip(once, machine, call)
    return uv.uv(once, machine, call, run_tool)


def _python(once: Once, machine: Machine, call: Call) -> Answer:
    """An interpreter: the tutor's own, whichever version was asked for."""
    place = 0
    arguments = call.arguments
    while place < len(arguments) and arguments[place] in _FLAGS:
        place += 1
    if arguments[place : place + 1] == ("-m",) and place + 1 < len(arguments):
        module, rest = arguments[place + 1], arguments[place + 2 :]
        if module == "venv":
            return uv.make_environment(machine, call, [word for word in rest if not word.startswith("-")])
        program = _MODULES.get(module)
        if program is not None:
            if program not in machine.installed.get(call.bin, ()):
                return Done(1, err=f"{call.path}: No module named {module}\n".encode())
            return run_tool(
                once, machine, replace(call, path=call.path.with_name(program), arguments=rest), [str(call.cwd)]
            )
    paths = _paths(machine, call)
    if machine.libraries is not None and machine.installed.get(call.bin, set()) & {"pytest", "mypy", "ruff"}:
        paths.append(str(machine.libraries))
    return Become((interpreter(), *arguments), {"PYTHONPATH": os.pathsep.join(paths)})


def _project_script(machine: Machine, call: Call, module: str, function: str) -> Answer:
    code = f"import sys; from {module} import {function.partition('.')[0]}; sys.exit({function}())"
    paths = os.pathsep.join(_paths(machine, call))
    return Become((interpreter(), "-c", code, *call.arguments), {"PYTHONPATH": paths})


def _paths(machine: Machine, call: Call) -> list[str]:
    own = [path for path in call.env.get("PYTHONPATH", "").split(os.pathsep) if path]
    return own + machine.paths.get(call.bin, [])


def _program(machine: Machine, name: str) -> str:
    return str((machine.libraries or Path()) / PROGRAMS / name)


def _build(once: Once, machine: Machine, call: Call) -> Answer:
    """`python -m build`."""
    kinds: list[str] = []
    folder, source = "dist", "."
    words = list(call.arguments)
    while words:
        word = words.pop(0)
        if word in ("-w", "--wheel", "-s", "--sdist"):
            kinds.append("build_wheel" if "w" in word else "build_sdist")
        elif word in ("-o", "--outdir") and words:
            folder = words.pop(0)
        elif word.startswith("--outdir="):
            folder = word.partition("=")[2]
        elif word in ("-n", "--no-isolation", "-x", "--skip-dependency-check", "-v", "--verbose", "-q", "--quiet"):
            continue
        elif word.startswith("-"):
            machine.lacking.append(f"the option {word} of build")
            return Done(2)
        else:
            source = word
    project = call.cwd / source
    return build_project(
        once, machine, replace(call, cwd=project), kinds, project / folder if folder == "dist" else call.cwd / folder
    )


def build_project(once: Once, machine: Machine, call: Call, kinds: Sequence[str], folder: Path) -> Done:
    """Build the project in `call.cwd`; without `kinds`, both a wheel and a source archive."""
    inside = machine.inside(call.cwd)
    text = None if inside is None else machine.read(f"{inside}/pyproject.toml")
    if text is None:
        if inside is not None and machine.read(f"{inside}/setup.py") is not None:
            machine.lacking.append("a build with setup.py alone")
        words = f"ERROR Source {call.cwd} does not appear to be a Python project: no pyproject.toml or setup.py\n"
        return Done(1, err=words.encode())
    try:
        backend = tomllib.loads(text.decode()).get("build-system", {}).get("build-backend", "setuptools.build_meta")
    except (ValueError, AttributeError) as error:
        return Done(1, err=f"ERROR Failed to parse {call.cwd}/pyproject.toml: {error}\n".encode())
    module = str(backend).partition(":")[0]
    if module not in BACKENDS or not machine.has_library(module.partition(".")[0]):
        machine.lacking.append(f"the build backend {backend}")
        return Done(1)
    out = b""
    for hook in kinds or ("build_sdist", "build_wheel"):
        paths = os.pathsep.join(_paths(machine, call))
        done = once(machine, call, [paths, "build", hook, str(backend), str(folder)])
        out += done.out
        if done.status:
            return Done(1, out, done.err)
    return Done(0, b"Successfully built " + b" and ".join(out.split()) + b"\n")
