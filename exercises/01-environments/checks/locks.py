"""The learner's lock, whichever of three kinds it is: how to install from it, and whether it fits pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from prodtutor.checkkit import Run, Told

NAMES = ("uv.lock", "pylock.toml", "requirements.txt")
_FILE_URL = re.compile(r"""file:(?://)?/?[^\s"'#]*?/(index(?:-next)?)(?=[/"'\s#]|$)""")
_NEXT = "index-next"
_PROJECTS_OWN = {"UV_NO_CONFIG": "0"}
"""A lock of uv's is the project's own affair, and so are its settings."""


class Lock:
    """One of the three files."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.text = data.decode("utf-8", "replace")

    @property
    def index(self) -> str:
        """The index that it was made from: `index-next` where it says so, or has what only that one holds."""
        return _NEXT if _NEXT in self.text or "1.4.9" in self.text else "index"

    def install(self, machine: Any) -> Run:
        """Install on a machine exactly what the file says, tools left out."""
        if self.name == "uv.lock":
            return _run(machine, "sync", "--frozen", "--no-default-groups", "--no-install-project", own=True)
        # These two may name the folder in which they were made. It is another one here.
        here = machine.subject.root.as_uri()
        machine.subject.write(self.name, _FILE_URL.sub(rf"{here}/\1", self.text))
        if self.name == "pylock.toml":
            return _run(machine, "pip", "sync", self.name)
        hashes = ("--require-hashes",) if "--hash" in self.text else ()  # pip's rule: one means all
        from_index = ("--default-index", f"./{self.index}")
        return _run(machine, "pip", "install", *hashes, *from_index, "-r", self.name)

    def check(self, machine: Any) -> Run:
        """Ask uv whether uv.lock fits pyproject.toml."""
        return _run(machine, "lock", "--check", own=True)


def _run(machine: Any, *words: str, own: bool = False) -> Run:
    """Run uv on the environment of a machine, with the project's own settings if they count."""
    # The Python is the one that is here, also where a file .python-version asks for another one. There is no cache:
    # from it uv would install what lay in the index before somebody tampered with that.
    python = ("--python", str(machine.env.place))
    run: Run = machine.env.uv(*words, "--quiet", *python, env=_PROJECTS_OWN if own else None)
    return run


def only_lock(files: Mapping[str, bytes], told: Told) -> Lock:
    """The lock. A failure of the test when there is none, or more than one."""
    found = [name for name in NAMES if name in files]
    told(
        did="looked for the lock",
        saw=f"there is no {NAMES[0]}, no {NAMES[1]} and no {NAMES[2]}",
        means="Every installation takes what is newest on that day, and no two are alike.",
    )
    assert found
    told(
        did="looked for the lock",
        saw=f"there are {' and '.join(found)}",
        means="Two lists are two truths. One day they differ, and half of the team installs from the wrong one.",
    )
    assert len(found) == 1
    return Lock(found[0], files[found[0]])
