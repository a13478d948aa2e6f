"""The command that runs a script, for each `shell` that a step can name."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError

_NOT_HERE = ("pwsh", "powershell", "cmd")


@dataclass(frozen=True, slots=True)
class Shell:
    """How a script is run."""

    words: tuple[str, ...]
    """`{0}` stands for the script's name."""
    ending: str
    family: Literal["bash", "sh", ""] = ""
    """Whose scripts it reads, ending with the first command that fails; empty: nothing is known of it."""

    def command(self, script: str) -> list[str]:
        return [word.replace("{0}", script) for word in self.words]


def find_shell(name: str | None) -> Shell:
    """The shell that a step names. A step that names none gets bash without `pipefail`; `shell: bash` is another one.

    Raises NotSimulated, and WorkflowError for what GitHub does not know either.
    """
    if name is None or name == "":
        _need_bash()
        return Shell(("bash", "-e", "{0}"), ".sh", "bash")
    if name == "bash":
        _need_bash()
        strict = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "{0}")
        return Shell(strict, ".sh", "bash")
    if name == "sh":
        return Shell(("sh", "-e", "{0}"), ".sh", "sh")
    if name == "python":
        return Shell(("python", "{0}"), ".py")
    try:
        words = tuple(shlex.split(name))
    except ValueError:
        words = ()
    if words and words[0] in _NOT_HERE:
        raise NotSimulated(f"the shell {words[0]}")
    if "{0}" not in name or not words:
        raise WorkflowError(
            f"Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a "
            f"format string containing '{{0}}', not '{name[:40]}'."
        )
    if words[0] not in ("bash", "sh", "python", "python3", "/bin/bash", "/bin/sh", "/usr/bin/bash", "uv"):
        raise NotSimulated(f"the shell {words[0]}")
    return Shell(words, "")


_WORD = r"(?:[\w./,:@+=-]+|'[\w./,:@+=\[\] -]*'|\"[\w./,:@+=\[\] -]*\")+"
_TOKEN = re.compile(rf"(?P<blank>[ \t]+)|(?P<operator>&&|\|\||;)|(?P<word>{_WORD})", re.ASCII)
_COMMAND = re.compile(r"[a-z][\w.-]*", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_STEERING = frozenset(["ENV", "EUID", "IFS", "OLDPWD", "PPID", "PS4", "PWD", "SHELLOPTS", "SHLVL", "UID", "_"])
_STEERING_BEGINNINGS = ("BASH", "LC_", "LD_", "POSIX")
_LONGEST = 4096

Chain = list[tuple[str, list[str]]]
"""Commands with `&&` or `||` between them: what stands before each (nothing before the first), and its words."""


def plain_commands(script: str) -> list[Chain] | None:
    """The commands of a script in which nothing is left for a shell to do but to call them one after the other.

    None when there is anything else in it than `;`, `&&` and `||`: a variable, a glob, a pipe, a redirection, an
    assignment … Whether the first word of a command is a program is for the caller to know: `if` and `cd` are none.
    """
    if len(script) > _LONGEST:
        return None
    found: list[Chain] = []
    for line in script.replace("\r\n", "\n").split("\n"):
        chains = _chains(line)
        if chains is None:
            return None
        found += chains
    return found or None


def run_plainly(chains: Iterable[Chain], run: Callable[[list[str]], int | None]) -> int:
    """Call the commands as a shell with `-e` would; returns its exit status.

    run: does one command and returns its status; None ends all at once, with status 1. After a failure `-e` ends the
    script, but only if it was the last command of its chain that has failed.
    """
    status = 0
    for chain in chains:
        for place, (operator, words) in enumerate(chain):
            if (operator == "&&" and status) or (operator == "||" and not status):
                continue
            answer = run(words)
            if answer is None:
                return 1
            status = answer
            if status and place == len(chain) - 1:
                return status
    return status


def _chains(line: str) -> list[Chain] | None:
    found: list[Chain] = []
    words: list[str] = []
    operator, place = "", 0
    while place < len(line):
        token = _TOKEN.match(line, place)
        if token is None:
            return None
        place = token.end()
        if token["operator"]:
            if not words:
                return None
            _add(found, operator, words)
            operator, words = token["operator"], []
        elif token["word"]:
            if not words and not _COMMAND.fullmatch(token["word"]):
                return None
            words.append(*shlex.split(token["word"]))
    if words:
        _add(found, operator, words)
    elif operator not in ("", ";"):
        return None
    return found


def _add(found: list[Chain], operator: str, words: list[str]) -> None:
    if operator in ("", ";"):
        found.append([("", words)])
    else:
        found[-1].append((operator, words))


def leaves_alone(variables: Iterable[str]) -> bool:
    """Whether none of these variables is one that a shell heeds, changes, or takes for a function."""
    return not any(
        name in _STEERING or name.startswith(_STEERING_BEGINNINGS) or not _VARIABLE.fullmatch(name)
        for name in variables
    )


def _need_bash() -> None:
    if shutil.which("bash") is None:
        raise NotSimulated("a step in bash on a machine that has none (on Windows, install Git, which brings it)")
