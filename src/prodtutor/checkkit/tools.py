"""Runs what is no Python script of the learner's in a subject: tools such as `uv`, and what an installation has made.

A tool runs as the learner's own programs do: in the sandbox where there is one, within limits, in the subject's folder.
It is told to stay offline. Where there is no sandbox, nothing else keeps it from the network, so it is also given a
proxy at which nobody listens.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from prodtutor.checking.libraries import PROGRAMS
from prodtutor.checkkit.errors import CheckMistake, SubjectDied, SubjectTimeout
from prodtutor.checkkit.subject import Run, Subject

_NOBODY = "http://127.0.0.1:9"
_SHORT = 400
OFFLINE: Mapping[str, str] = {
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOBODY),
    **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), _NOBODY),
    "UV_OFFLINE": "1",
    "UV_NO_CACHE": "1",
    "UV_NO_CONFIG": "1",
    "UV_NO_PROGRESS": "1",
    "UV_LINK_MODE": "copy",
    "UV_PYTHON_DOWNLOADS": "never",
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_CACHE_DIR": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "NO_COLOR": "1",
}
"""What tools are told by variables: no network, no settings of anybody's, nothing kept."""


def program(subject: Subject, name: str) -> str:
    """The full name, as the subject sees it, of a program that came with the lesson's libraries (`uv`).

    Raises CheckMistake when the lesson has no libraries.
    """
    if subject.libraries is None:
        raise CheckMistake(f"{name} is not there: name its package in [tools] libraries")
    return str(subject.libraries / PROGRAMS / (f"{name}.exe" if os.name == "nt" else name))


def search_path(subject: Subject) -> str:
    """A PATH with the programs of the lesson's libraries before those of the system."""
    system = r"C:\Windows\System32" if os.name == "nt" else "/usr/local/bin:/usr/bin:/bin"
    ours = [str(subject.libraries / PROGRAMS)] if subject.libraries else []
    return os.pathsep.join([*ours, system])


def execute(
    subject: Subject,
    command: Sequence[str | Path],
    *,
    cwd: str = "",
    env: Mapping[str, str] | None = None,
    stdin: str | bytes = "",
    timeout: float = 10.0,
) -> Run:
    """Run a program, found by its full name or on the PATH of `env`. cwd: a name in the subject's folder.

    Status 127 means that there is no such program. Raises SubjectTimeout, SubjectDied.
    """
    script = subject.launch.with_name("execute.py")
    folder = subject.root.joinpath(*cwd.split("/")) if cwd else subject.root
    with in_the_name_of(command, script):
        return subject.run(str(script), folder, *command, env=env, stdin=stdin, timeout=timeout)


@contextmanager
def in_the_name_of(command: Sequence[str | Path], script: Path) -> Iterator[None]:
    """What is said of the script of ours that becomes a program is said of the program."""
    try:
        yield
    except SubjectTimeout as error:
        raise SubjectTimeout(str(error).replace(str(script), Path(command[0]).stem)) from None
    except SubjectDied as error:
        raise SubjectDied(str(error).replace(str(script), Path(command[0]).stem), error.limit) from None


def sentence(output: str) -> str:
    """What a tool said when it failed, cut down: its errors with their causes, or else its last line; may be empty."""
    lines = [line.strip().lstrip("×╰─▶├│ ").strip() for line in output.splitlines()]
    starts = [index for index, line in enumerate(lines) if line.lower().startswith("error:")]
    found = lines[starts[-1] :] if starts else [line for line in lines if line][-1:]
    return shortened(" ".join(" ".join(found).split()))


def shortened(text: str) -> str:
    """The beginning of a text, without a full stop at the end of it."""
    return text.rstrip(". ") if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
