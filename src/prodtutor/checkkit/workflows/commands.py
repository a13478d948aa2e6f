"""What a step tells the runner: lines such as `::error::…` in its output, and files such as `GITHUB_ENV`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from prodtutor.checkkit.workflows.errors import WorkflowError

_COMMAND = re.compile(
    r"\s*::(?P<name>[a-zA-Z-]+)(?:\s+(?P<properties>[^:]*(?::(?!:)[^:]*)*))?::(?P<value>.*)", re.DOTALL
)
_SHOWN = {"error": "Error: ", "warning": "Warning: ", "notice": "Notice: ", "debug": "", "group": "▸ ", "endgroup": ""}
_DISABLED = frozenset(("set-env", "add-path"))
_FORBIDDEN = ("GITHUB_", "RUNNER_")


@dataclass
class Spoken:
    """What came of the lines of a step's output."""

    shown: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    masks: set[str] = field(default_factory=set)
    problem: str = ""
    """Why the step fails although its program did not."""


def listen(output: str) -> Spoken:
    """Read a step's output line by line."""
    spoken = Spoken()
    stopped = ""
    for line in output.splitlines():
        found = _COMMAND.fullmatch(line)
        if stopped:
            if line.strip() == f"::{stopped}::":
                stopped = ""
            else:
                spoken.shown.append(line)
            continue
        if found is None:
            spoken.shown.append(line)
            continue
        name, value = found["name"].lower(), _plain(found["value"])
        properties = dict(_properties(found["properties"] or ""))
        if name == "stop-commands":
            stopped = value
        elif name == "set-output":
            spoken.outputs[properties.get("name", "")] = value
            spoken.shown.append("Warning: The `set-output` command is deprecated and will be disabled soon.")
        elif name == "add-mask":
            spoken.masks.update(part for part in [value, *value.splitlines()] if part)
        elif name in _DISABLED:
            spoken.problem = f"The `{name}` command is disabled. Please upgrade to using Environment Files."
        elif name in _SHOWN:
            if name not in ("debug", "endgroup"):
                spoken.shown.append(_SHOWN[name] + value)
        elif name not in ("save-state", "add-matcher", "remove-matcher", "echo"):
            spoken.shown.append(line)
    return spoken


def _properties(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name.strip():
            yield name.strip(), _plain(value.strip()).replace("%3A", ":").replace("%2C", ",")


def _plain(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def read_pairs(data: bytes | None, name: str) -> dict[str, str]:
    """`NAME=VALUE`, and `NAME<<END` with lines up to `END`. Raises WorkflowError, which fails the step."""
    lines = (data or b"").decode("utf-8-sig", "replace").splitlines()
    found: dict[str, str] = {}
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            key, value = line[:equals], line[equals + 1 :]
        elif heredoc > 0:
            key, end = line[:heredoc], line[heredoc + 2 :]
            if end not in lines[place:]:
                raise _invalid(name, f"Matching delimiter not found '{end}'")
            last = lines.index(end, place)
            value = "\n".join(lines[place:last])
            place = last + 1
        else:
            raise _invalid(name, f"Invalid format '{line[:80]}'")
        if not key:
            raise _invalid(name, f"Invalid format '{line[:80]}'. Name must not be empty")
        found[key] = value
    return found


def _invalid(name: str, why: str) -> WorkflowError:
    return WorkflowError(f"Unable to process file command '{name}' successfully. {why}")


def read_env(data: bytes | None) -> dict[str, str]:
    """What a step wrote to `GITHUB_ENV`, without what nobody may set. Raises WorkflowError, which fails the step."""
    pairs = read_pairs(data, "env")
    if "NODE_OPTIONS" in pairs:
        raise WorkflowError("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
    return {name: value for name, value in pairs.items() if not name.upper().startswith(_FORBIDDEN)}


def read_paths(data: bytes | None) -> list[str]:
    """What a step wrote to `GITHUB_PATH`."""
    return [line.strip() for line in (data or b"").decode("utf-8-sig", "replace").splitlines() if line.strip()]
