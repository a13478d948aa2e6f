"""Virtual environments for checks: made fresh in a subject that has none of the learner's files, and used there.

    with environment() as env:
        run = env.install(wheel.name, wheel.data)
        assert run.status == 0, run.output
        env.write("Kiosk Ä/order.json", text)
        run = env.run("orders", "receipt", "order.json", cwd="Kiosk Ä")

It is a real environment: `venv` of the standard library makes it (without pip, which would cost seconds), uv installs
into it, and what is run there is the script that uv has made, on the environment's own Python. So metadata, entry
points and data files are where an installation puts them, and there is no source of the learner's to fall back on.
It needs `uv` in `[tools] libraries` of the lesson.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from packaging.utils import canonicalize_name

from prodtutor.checkkit import tools
from prodtutor.checkkit.current import current
from prodtutor.checkkit.subject import Run, Subject

_FOLDER = "env"
_ABOUT = re.compile(r"([^/]+)-([^/-]+)\.dist-info/METADATA")
_FROM = re.compile(r" \(from file:[^)]*\)")
"""Where uv has found a wheel: a folder of ours."""
_OURS = re.compile(r"""[^\s'"`]*[/\\]subject-\w+[/\\]files[/\\](?:\.wheels[/\\])?""")
_SCRIPTS, _PYTHON = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")


class Environment:
    """A virtual environment, alone in a subject's folder. It is there after `make`, or once something was installed."""

    def __init__(self, subject: Subject, folder: str = _FOLDER) -> None:
        """subject: where it is made, in a `folder` of its own. Without the learner's files unless they belong there."""
        self.subject = subject
        self.folder = folder
        self.place = subject.root / folder
        """Where it is, as the subject sees it."""
        self._made = False

    def make(self, *command: str, timeout: float = 30.0) -> Run:
        """Make the environment, and run `command` (a tool with its full name) in the same go."""
        script = self.subject.launch.with_name("environment.py")
        self._made = True
        env = self._variables(tools.OFFLINE)
        with tools.in_the_name_of(command or ("python",), script):
            return self.subject.run(str(script), self.place, *command, env=env, timeout=timeout)

    def install(self, name: str, data: bytes, *, timeout: float = 30.0) -> Run:
        """Install a wheel and nothing else, without the network. Status 0 when that went well; see `problem`.

        Raises SubjectTimeout, SubjectDied.
        """
        self.subject.write(f".wheels/{name}", data)
        wheel = self.subject.root / ".wheels" / name
        uv = [tools.program(self.subject, "uv"), "pip", "install", "--quiet", "--no-index"]
        command = [*uv, "--python", str(self.place), str(wheel)]
        if self._made:
            env = self._variables(tools.OFFLINE)
            run = tools.execute(self.subject, command, env=env, timeout=timeout)
        else:
            run = self.make(*command, timeout=timeout)
        self.subject.delete(".wheels")
        return run

    def uv(self, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 30.0) -> Run:
        """Run uv in the subject's folder on this environment, which is made first if need be, without the network.

        `uv sync` and `uv pip` install into it. env: more variables for uv (once the environment is there).
        Raises SubjectTimeout, SubjectDied.
        """
        command = [tools.program(self.subject, "uv"), *arguments]
        if not self._made and not env:
            return self.make(*command, timeout=timeout)
        if not self._made:
            self.make(timeout=timeout)
        variables = self._variables({**tools.OFFLINE, **(env or {})})
        return tools.execute(self.subject, command, env=variables, timeout=timeout)

    @property
    def exists(self) -> bool:
        """Whether it was made already."""
        return self._made

    def installed(self) -> dict[str, str]:
        """What is installed in it: normalised name of the distribution -> version."""
        found = (_ABOUT.search(name) for name in self.subject.names() if name.startswith(f"{self.folder}/"))
        return {str(canonicalize_name(match[1])): match[2] for match in found if match}

    def run(
        self,
        program: str,
        *arguments: str,
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        stdin: str | bytes = "",
        timeout: float = 10.0,
    ) -> Run:
        """Run a script that was installed, or `python`. cwd: a folder of the environment's subject.

        Status 127 when there is no such script. Raises SubjectTimeout, SubjectDied.
        """
        command: list[str | Path] = [self.place / _SCRIPTS / (_PYTHON if program == "python" else program), *arguments]
        return tools.execute(
            self.subject, command, cwd=cwd, env=self._variables(env or {}), stdin=stdin, timeout=timeout
        )

    def write(self, name: str, data: str | bytes) -> None:
        """Write a file beside the environment; folders are made."""
        self.subject.write(name, data)

    def _variables(self, more: Mapping[str, str]) -> dict[str, str]:
        path = os.pathsep.join((str(self.place / _SCRIPTS), tools.search_path(self.subject).rpartition(os.pathsep)[2]))
        place = str(self.place)
        return {"VIRTUAL_ENV": place, "UV_PROJECT_ENVIRONMENT": place, "PATH": path, **more}


@contextmanager
def environment() -> Iterator[Environment]:
    """An environment that is gone at the end of the block. For checks: it belongs to the run that is judged."""
    with empty_subject() as subject:
        yield Environment(subject)


@contextmanager
def empty_subject() -> Iterator[Subject]:
    """A subject in a folder with nothing in it."""
    run = current()
    with tempfile.TemporaryDirectory(dir=run.scratch, prefix="empty-") as folder:
        nothing = Path(folder) / "nothing"
        nothing.mkdir()
        with Subject(dataclasses.replace(run, stage=nothing)) as subject:
            yield subject


def problem(run: Run) -> str:
    """What a tool said when it failed, as one sentence: its errors with their causes."""
    said = tools.sentence(without_our_folder(_FROM.sub("", run.output)))
    return said or f"it ended with status {run.status}, and said nothing"


def without_our_folder(text: str) -> str:
    """A text in which paths begin in the environment's subject: what is above differs from run to run."""
    return _OURS.sub("", text)
