"""The command that runs a script, for each `shell` that a step can name."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError

_NOT_HERE = ("pwsh", "powershell", "cmd")


@dataclass(frozen=True, slots=True)
class Shell:
    """How a script is run."""

    words: tuple[str, ...]
    """`{0}` stands for the script's name."""
    ending: str
    shown: str
    """What the log says."""

    @property
    def is_posix(self) -> bool:
        """Whether it reads scripts as bash and sh do, and ends with the first command that fails."""
        return self.shown.startswith(("/usr/bin/bash -", "/usr/bin/sh -"))

    def command(self, script: str) -> list[str]:
        return [word.replace("{0}", script) for word in self.words]


def find_shell(name: str | None) -> Shell:
    """The shell that a step names. A step that names none gets bash without `pipefail`; `shell: bash` is another one.

    Raises NotSimulated, and WorkflowError for what GitHub does not know either.
    """
    if name is None or name == "":
        _need_bash()
        return Shell(("bash", "-e", "{0}"), ".sh", "/usr/bin/bash -e {0}")
    if name == "bash":
        _need_bash()
        strict = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "{0}")
        return Shell(strict, ".sh", "/usr/bin/bash --noprofile --norc -e -o pipefail {0}")
    if name == "sh":
        return Shell(("sh", "-e", "{0}"), ".sh", "/usr/bin/sh -e {0}")
    if name == "python":
        return Shell(("python", "{0}"), ".py", "python {0}")
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
    return Shell(words, "", name)


_PLAIN = re.compile(r"(?:[\w./=,:@+-]+|'[\w./=,:@+\[\] -]*'|\"[\w./=,:@+\[\] -]*\"|[ \t]+)*", re.ASCII)


def plain_commands(script: str) -> list[list[str]] | None:
    """The commands of a script in which nothing is left for a shell to do but to call them one after the other.

    None when there is anything else in it: a variable, a quote in a word, a glob, an operator, a redirection …
    """
    found: list[list[str]] = []
    for line in script.replace("\r\n", "\n").split("\n"):
        if not _PLAIN.fullmatch(line):
            return None
        words = shlex.split(line)
        if not words:
            continue
        if "=" in words[0] or line.lstrip().startswith(("'", '"')):
            return None
        found.append(words)
    return found or None


def _need_bash() -> None:
    if shutil.which("bash") is None:
        raise NotSimulated("a step in bash on a machine that has none (on Windows, install Git, which brings it)")
