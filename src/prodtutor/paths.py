"""Where things are: the learner's folders, the tutor's own state, and the built-in pack."""

from __future__ import annotations

from pathlib import Path


def default_home() -> Path:
    """The folder of the learner's exercises when PRODTUTOR_HOME is not set."""
    return Path.home() / "prodtutor"


def default_state() -> Path:
    """The folder of the database, the caches and the log when PRODTUTOR_STATE is not set."""
    import platformdirs  # slow to import and not needed when PRODTUTOR_STATE is set

    return Path(platformdirs.user_state_dir("prodtutor", appauthor=False))


def package_folder() -> Path:
    """The folder that holds this package."""
    return Path(__file__).resolve().parent


def builtin_pack() -> Path:
    """The folder with `lessons/` and `exercises/`: inside the wheel, or at the top of a checkout."""
    installed = package_folder() / "builtin"
    return installed if installed.is_dir() else package_folder().parents[1]
