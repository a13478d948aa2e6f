"""uv, answered by the tutor's environment: `uv sync` and `uv run` do what pip does, in the project's own place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from prodtutor.checkkit.workflows.calls import Answer, Become, Call, Done, Once
from prodtutor.checkkit.workflows.installers import (
    Lacking,
    Refused,
    add,
    build_for_install,
    group,
    guarded,
    install,
    make_known,
    needs,
    project_in,
)
from prodtutor.checkkit.workflows.machine import Machine
from prodtutor.checkkit.workflows.names import ON_EVERY_RUNNER, TOOLS

RunTool = Callable[..., Answer]


def uv(once: Once, machine: Machine, call: Call, run_tool: RunTool) -> Answer:
    """The commands of uv that workflows use."""
    words = list(call.arguments)
    if call.name == "uvx":
        words = ["tool", "run", *words]
    while words and words[0] in ("--quiet", "-q", "--verbose", "-v", "--no-cache", "--offline", "--no-progress"):
        words.pop(0)
    verb, rest = (words[0], words[1:]) if words else ("help", [])
    if verb == "pip" and rest[:1] in (["install"], ["sync"]):
        return guarded(machine, lambda: _uv_pip(once, machine, call, rest))
    if verb == "sync":
        return guarded(machine, lambda: _sync(once, machine, call, rest))
    if verb == "run":
        return guarded(machine, lambda: _run(once, machine, call, rest, run_tool))
    if verb == "tool" and rest[:1] == ["run"]:
        return guarded(machine, lambda: _tool_run(once, machine, call, rest[1:], run_tool))
    if verb == "tool" and rest[:1] == ["install"]:
        return guarded(machine, lambda: install(once, machine, call, rest[1:], machine.bin))
    if verb == "venv":
        return make_environment(machine, call, [word for word in rest if not word.startswith("-")][:1] or [".venv"])
    if verb == "build":
        return run_tool(
            once, machine, replace(call, path=call.path.with_name("pyproject-build"), arguments=_for_build(rest))
        )
    if verb == "python" and rest[:1] in (["install"], ["pin"]):
        machine.pythons += [word for word in rest[1:] if not word.startswith("-")]
        return Done()
    if verb in ("--version", "-V", "version", "cache", "help", "--help"):
        return Done(0, f"uv {verb}\n".encode())
    machine.lacking.append(f"uv {verb}")
    return Done(2)


def make_environment(machine: Machine, call: Call, folders: list[str]) -> Answer:
    """`python -m venv FOLDER`, `uv venv`."""
    for folder in folders:
        inside = machine.inside(call.cwd / folder)
        if inside is None:
            machine.lacking.append("a virtual environment outside of the job's own folders")
            return Done(1)
        environment_at(machine, inside)
    return Done()


def environment_at(machine: Machine, inside: str) -> str:
    """Make a virtual environment unless it is there; its folder of programs."""
    top = str(machine.top / inside)
    programs = f"{top}/bin"
    if programs not in machine.installed:
        machine.installed[programs] = set(ON_EVERY_RUNNER)
        machine.place_tools(f"{inside}/bin", TOOLS)
        script = (
            f'VIRTUAL_ENV="{top}"\nexport VIRTUAL_ENV\nPATH="{programs}:$PATH"\nexport PATH\ndeactivate() {{ :; }}\n'
        )
        machine.write(f"{inside}/bin/activate", script.encode())
        machine.write(f"{inside}/pyvenv.cfg", b"include-system-site-packages = false\n")
    return programs


def _uv_pip(once: Once, machine: Machine, call: Call, words: list[str]) -> Done:
    verb, *rest = words
    system = "--system" in rest or call.env.get("UV_SYSTEM_PYTHON", "").lower() in ("1", "true")
    place = call.env.get("VIRTUAL_ENV") or str(call.cwd / ".venv")
    if not system and f"{place}/bin" not in machine.installed:
        return Done(2, err=b"error: No virtual environment found; run `uv venv` to create one, or pass `--system`\n")
    if verb == "sync":
        rest = [part for word in rest for part in (("-r", word) if not word.startswith("-") else (word,))]
    return install(once, machine, call, rest, machine.bin if system else f"{place}/bin")


def _sync(once: Once, machine: Machine, call: Call, words: list[str]) -> Done:
    """Make the project's own environment, with its dependencies, the group `dev` and what else is asked for."""
    project = project_in(machine, call.cwd)
    inside = machine.inside(call.cwd) or "files"
    if ("--locked" in words or "--frozen" in words) and machine.read(f"{inside}/uv.lock") is None:
        raise Refused("Unable to find lockfile at `uv.lock`")
    groups = set() if "--no-dev" in words else {"dev"} & set(project.get("dependency-groups") or {})
    extras: set[str] = set()
    for place, word in enumerate(words):
        option, _, value = word.partition("=")
        value = value or (words[place + 1] if place + 1 < len(words) else "")
        if option in ("--group", "--only-group"):
            groups.add(value)
        elif option == "--extra":
            extras.add(value)
        elif option == "--all-extras":
            extras.update((project.get("project") or {}).get("optional-dependencies") or ())
        elif option == "--all-groups":
            groups.update(project.get("dependency-groups") or ())
        elif option in ("--python", "-p"):
            machine.pythons.append(value)
    programs = environment_at(machine, f"{inside}/.venv")
    add(machine, programs, needs(project, extras))
    for name in sorted(groups):
        add(machine, programs, group(project, name))
    if "build-system" in project and "--no-install-project" not in words:
        build_for_install(once, machine, call)
        make_known(machine, call.cwd, project, programs)
    return Done(0, b"Resolved and installed\n")


_RUN_WITH_VALUE = ("--with", "--group", "--extra", "--python", "-p", "--env-file", "--directory", "--project", "--from")


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """The options, and the command after them."""
    place = 0
    while place < len(words) and words[place].startswith("-") and words[place] not in ("--", "-m", "--module"):
        place += 2 if words[place] in _RUN_WITH_VALUE else 1
    options, command = words[:place], words[place:]
    return options, command[1:] if command[:1] == ["--"] else command


def _values(options: list[str], name: str) -> list[str]:
    following = [options[place + 1] for place, word in enumerate(options[:-1]) if word == name]
    return following + [word.partition("=")[2] for word in options if word.startswith(f"{name}=")]


def _run(once: Once, machine: Machine, call: Call, words: list[str], run_tool: RunTool) -> Answer:
    options, command = _split(words)
    if not command:
        raise Lacking("uv run without a command")
    if any(word in options for word in ("--directory", "--project", "--env-file", "--script", "--isolated")):
        raise Lacking("an option of uv run that changes where it runs")
    inside = machine.inside(call.cwd)
    alone = "--no-project" in options or inside is None or machine.read(f"{inside}/pyproject.toml") is None
    programs = f"{call.cwd}/.venv/bin"
    if alone:
        programs = environment_at(machine, "tmp/_runner/uv")
    elif "--no-sync" not in options:
        _sync(once, machine, call, options)
    for needed in _values(options, "--with"):
        add(machine, programs, needed.split(","))
    machine.pythons += _values(options, "--python") + _values(options, "-p")
    return _in_environment(once, machine, call, command, programs, run_tool)


def _in_environment(
    once: Once, machine: Machine, call: Call, command: list[str], programs: str, run_tool: RunTool
) -> Answer:
    if command[0] in ("-m", "--module") or command[0].endswith(".py"):
        command = ["python", *command]
    first, rest = command[0], tuple(command[1:])
    variables = {"VIRTUAL_ENV": str(Path(programs).parent), "PATH": f"{programs}:{call.env.get('PATH', '')}"}
    if first in machine.installed.get(programs, ()) and not first.startswith("python"):
        inner = replace(call, path=Path(programs) / first, arguments=rest, env={**call.env, **variables})
        return run_tool(once, machine, inner)
    return Become(("/usr/bin/env", *command), variables)


def _tool_run(once: Once, machine: Machine, call: Call, words: list[str], run_tool: RunTool) -> Answer:
    """`uvx ruff@0.5 check`: the tool in an environment of its own."""
    options, command = _split(words)
    if not command:
        raise Lacking("uvx without a command")
    name, _, _ = command[0].partition("@")
    package = (_values(options, "--from") or [command[0].replace("@", "==")])[0]
    programs = environment_at(machine, "tmp/_runner/uvx")
    add(machine, programs, [package, *_values(options, "--with")])
    name = {"build": "pyproject-build"}.get(name, name)
    if name not in machine.installed[programs]:
        raise Lacking(f"uvx {name}")
    inner = replace(call, path=Path(programs) / name, arguments=tuple(command[1:]))
    return run_tool(once, machine, inner)


def _for_build(words: list[str]) -> tuple[str, ...]:
    """uv's options in the words of `build`."""
    made = [word for word in words if word not in ("--no-sources", "--no-progress", "-q", "--quiet", "--no-build-logs")]
    return tuple("--outdir" if word == "--out-dir" else word.replace("--out-dir=", "--outdir=") for word in made)
