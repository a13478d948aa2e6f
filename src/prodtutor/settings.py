"""The one settings object. The environment is read here and nowhere else."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from prodtutor.errors import UsageProblem
from prodtutor.paths import builtin_pack, default_home, default_state


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the environment and the global options decide."""

    home: Path
    """The learner's exercise folders (PRODTUTOR_HOME)."""
    state: Path
    """Database, caches and log (PRODTUTOR_STATE)."""
    pack: Path = field(default_factory=builtin_pack)
    """The lesson pack in use (`--pack`)."""
    editor: tuple[str, ...] = ()
    """The learner's own editor, split into words (VISUAL, then EDITOR)."""
    no_color: bool = False
    """NO_COLOR is set to something, or the terminal is `dumb`."""
    plain: bool = False
    """`--plain`: no colours, no boxes, nothing that moves."""
    isolation: Literal["auto", "limits"] = "auto"
    """`limits`: no sandbox, even where there is one (PRODTUTOR_ISOLATION)."""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The environment we were started with, for the learner's own runs (`prodtutor run`); no check ever sees it."""

    @property
    def database(self) -> Path:
        return self.state / "progress.sqlite3"

    @property
    def cache(self) -> Path:
        return self.state / "cache"

    @property
    def log(self) -> Path:
        return self.state / "prodtutor.log"


def load_settings(
    environ: Mapping[str, str] | None = None, *, pack: Path | None = None, plain: bool = False
) -> Settings:
    """Read the settings from `environ` (the process's own when None).

    Raises UsageProblem when PRODTUTOR_HOME or PRODTUTOR_STATE names something that is not a folder, or when
    PRODTUTOR_ISOLATION is neither `auto` nor `limits`.
    """
    env = os.environ if environ is None else environ
    try:
        editor = tuple(shlex.split(env.get("VISUAL") or env.get("EDITOR") or "", posix=os.name != "nt"))
    except ValueError:
        editor = ()
    return Settings(
        home=_folder(env, "PRODTUTOR_HOME") or default_home(),
        state=_folder(env, "PRODTUTOR_STATE") or default_state(),
        pack=(pack or builtin_pack()).absolute(),
        editor=editor,
        no_color=bool(env.get("NO_COLOR")) or env.get("TERM") == "dumb",
        plain=plain,
        isolation=_isolation(env),
        environ=dict(env),
    )


def _isolation(env: Mapping[str, str]) -> Literal["auto", "limits"]:
    value = env.get("PRODTUTOR_ISOLATION") or "auto"
    if value == "limits":
        return "limits"
    if value == "auto":
        return "auto"
    raise UsageProblem(
        "PRODTUTOR_ISOLATION is wrong",
        f"PRODTUTOR_ISOLATION is {value!r}.",
        "Set it to `limits` to do without a sandbox, or remove it.",
    )


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    value = env.get(name)
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise UsageProblem(f"{name} is not a folder", f"{name} names {path}, which is a file.", "Point it at a folder.")
    return path
