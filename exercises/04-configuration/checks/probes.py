"""Functions that run in the subject, beside the learner's code. They report what they see and know no answers."""

from __future__ import annotations

from typing import Any


def set_environment(values: dict[str, str]) -> None:
    """Make `values` the only SHOP_ variables of this process."""
    import os

    for name in [name for name in os.environ if name.startswith("SHOP_")]:
        del os.environ[name]
    os.environ.update(values)


def environment() -> dict[str, str]:
    """The SHOP_ variables of this process."""
    import os

    return {name: value for name, value in os.environ.items() if name.startswith("SHOP_")}


def import_settings() -> str:
    """Import settings.py; what it raised, or nothing."""
    import importlib

    try:
        importlib.import_module("settings")
    except ModuleNotFoundError as error:
        if error.name == "settings":
            raise
        return f"{type(error).__name__}: {error}"
    except BaseException as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    return ""


def printed(value: Any) -> dict[str, str]:
    """The ways in which an object gets printed. A plain str shows itself, so it has none."""
    if isinstance(value, str):
        return {}
    return {
        "repr()": repr(value),
        "str()": str(value),
        "an f-string": f"{value}",
        "an f-string with !r": f"{value!r}",
        "%s": "%s" % (value,),  # noqa: UP031
        "%r of a list": "%r" % ([value],),  # noqa: UP031
        "print of a dictionary": str({"settings": value}),
    }


def watched_run(arguments: list[str], values: dict[str, str], root: str) -> dict[str, Any]:
    """Run daily_report.py in this process and note where SHOP_ variables are read.

    Returns `reads`: [file, line, name, whether settings.py stands anywhere behind the read], and how it `ended`.
    A place that reads a name that no program knows is making a copy; it is left out.
    """
    import os
    import runpy
    import sys

    root = os.path.realpath(root)
    stranger = "SHOP_NO_PROGRAM_KNOWS_THIS"
    plumbing = ("<frozen os>", "<frozen _collections_abc>", os.sep + "os.py", os.sep + "_collections_abc.py")
    reads: list[tuple[str, int, str, bool]] = []

    def note(name: object) -> None:
        frame = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename.endswith(plumbing):
            frame = frame.f_back
        if frame is None or not isinstance(name, str) or not name.startswith("SHOP_"):
            return
        if not os.path.isabs(frame.f_code.co_filename):  # built into the interpreter, or made by exec
            return
        place = (os.path.realpath(frame.f_code.co_filename), frame.f_lineno)
        behind = False
        inner = frame
        while inner is not None:
            behind = behind or os.path.realpath(inner.f_code.co_filename) == os.path.join(root, "settings.py")
            inner = inner.f_back
        if place[0].startswith(root + os.sep):
            reads.append((os.path.relpath(place[0], root), place[1], name, behind))

    class Watched(type(os.environ)):  # type: ignore[misc]
        def __getitem__(self, name: str) -> str:
            note(name)
            return super().__getitem__(name)

    real = os.environ
    real.update(values)
    real[stranger] = "1"
    os.environ = Watched(  # noqa: B003
        real._data, real.encodekey, real.decodekey, real.encodevalue, real.decodevalue
    )
    sys.argv = ["daily_report.py", *arguments]
    try:
        runpy.run_path(os.path.join(root, "daily_report.py"), run_name="__main__")
        ended = "it ended well"
    except SystemExit as error:
        ended = f"it ended with {error.code!r}"
    except BaseException as error:  # noqa: BLE001
        ended = f"it raised {type(error).__name__}: {error}"
    finally:
        os.environ = real  # noqa: B003
    copies = {(file, line) for file, line, name, _ in reads if name == stranger}
    found = [list(read) for read in reads if (read[0], read[1]) not in copies]
    return {"reads": found, "ended": ended}
