"""Functions that run in the subject, beside the learner's code. They report what they see and know no answers."""

from __future__ import annotations

from typing import Any


def runner(root: str) -> Any:  # noqa: C901  (a probe is one function, whatever it holds)
    """Functions that do many things in this process: `run` and `outcomes`.

    `run` runs daily_report.py, again and again, each time as if it were the first. `run()` alone only makes the process
    as good as new: it forgets the learner's modules, and sets right what programs set for their whole process.
    `run(arguments, values)` does so, and then runs the program where `values` are all the SHOP_ variables; it returns
    the exit status and the output. The status is None where only a process of its own can show how the program ends:
    by an error that nobody catches, or not before its threads and exit functions.

    `outcomes` calls load_settings with each of the keyword arguments (a `text` among them is written to `env_file`
    before), and returns for each the attributes `names` of what came back (None for what is no plain value; for
    "NAME is there", whether it is not None), or whether a SettingsError was raised.
    """
    import atexit
    import builtins
    import http.client
    import importlib
    import importlib.machinery
    import logging
    import os
    import socket
    import sys
    import tempfile
    import threading
    import types
    import urllib.request

    most = 1_000_000
    script = os.path.join(root, "daily_report.py")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOP_")}
    path, known, loggers = list(sys.path), set(sys.modules), set(logging.root.manager.loggerDict)
    machinery = importlib.machinery
    theirs = (root + os.sep, os.path.realpath(root) + os.sep)
    real, streams = os.environ, (sys.stdout, sys.stderr)
    printed = tempfile.TemporaryFile()  # noqa: SIM115  (for as long as the process lives)
    codes: dict[tuple[bytes, str], Any] = {}
    opener = urllib.request.build_opener()  # as urlopen makes it at its first use

    class Loader(machinery.SourceFileLoader):
        """Compiles a file once, however often it is imported."""

        def source_to_code(self, data: Any, path: Any, **_: Any) -> Any:  # type: ignore[override]
            if (bytes(data), path) not in codes:
                codes[bytes(data), path] = super().source_to_code(data, path)
            return codes[bytes(data), path]

    sys.path_importer_cache[root] = machinery.FileFinder(
        root,
        (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
        (Loader, machinery.SOURCE_SUFFIXES),
        (machinery.SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
    )

    def is_theirs(module: Any) -> bool:
        places = [getattr(module, "__file__", None), *(getattr(module, "__path__", None) or ())]
        return any(isinstance(place, str) and place.startswith(theirs) for place in places)

    def forget() -> None:
        os.environ = real  # noqa: B003
        if dict(real) != environment:
            real.clear()
            real.update(environment)
        os.chdir(root)
        sys.path[:] = path
        sys.excepthook = sys.__excepthook__
        sys.stdout, sys.stderr = streams
        for name in sys.modules.keys() - known:
            if is_theirs(sys.modules[name]):
                del sys.modules[name]
        for name in logging.root.manager.loggerDict.keys() - loggers:
            del logging.root.manager.loggerDict[name]
        for handler in list(logging.root.handlers):
            logging.root.removeHandler(handler)
            handler.close()
        logging.root.setLevel(logging.WARNING)
        logging.disable(logging.NOTSET)
        http.client.HTTPConnection.debuglevel = 0
        urllib.request._opener = opener  # type: ignore[attr-defined]
        socket.setdefaulttimeout(None)

    def ended(code: object) -> int:
        if code is None or isinstance(code, int):
            return (code or 0) & 0xFF
        sys.stderr.write(f"{code}\n")
        return 1

    def execute(arguments: list[str]) -> int | None:
        before, module = sys.modules["__main__"], types.ModuleType("__main__")
        loader = module.__loader__ = Loader("__main__", script)
        module.__dict__.update(__file__=script, __builtins__=builtins, __cached__=None, __annotations__={})
        sys.modules["__main__"] = module
        sys.argv[:] = arguments
        waiting = atexit._ncallbacks(), threading.active_count()
        try:
            exec(loader.source_to_code(loader.get_data(script), script), module.__dict__)  # noqa: S102
            status: int | None = 0
        except SystemExit as error:
            status = ended(error.code)
        except BaseException:  # noqa: BLE001
            status = None
        finally:
            sys.modules["__main__"] = before
        return status if waiting == (atexit._ncallbacks(), threading.active_count()) else None

    def run(arguments: list[str] | None = None, values: Any = None, folder: str = "") -> tuple[int | None, str]:
        before = {name: sys.modules[name] for name in sys.modules.keys() - known if is_theirs(sys.modules[name])}
        forget()
        if arguments is None:
            return None, ""
        real.update(values)
        os.chdir(folder or root)
        printed.seek(0)
        printed.truncate()
        kept = [(number, os.dup(number)) for number in (1, 2)]
        try:
            for number, _ in kept:
                os.dup2(printed.fileno(), number)
            status = execute([script if folder else "daily_report.py", *arguments])
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        finally:
            for number, copy in kept:
                os.dup2(copy, number)
                os.close(copy)
            forget()
            sys.modules.update(before)  # for the tests that only make calls; the run has had modules of its own
        printed.seek(0)
        text = printed.read(most + 1)
        return status if len(text) <= most else None, text.decode("utf-8", "replace")

    def outcomes(calls: list[dict[str, Any]], names: list[str]) -> list[list[Any]]:
        settings = importlib.import_module("settings")
        plain = (str, int, float, bool)
        found: list[list[Any]] = []
        for keywords in calls:
            if "text" in keywords:
                with open(keywords["env_file"], "wb") as file:
                    file.write(keywords.pop("text").encode())
            try:
                made = settings.load_settings(**keywords)
                values: list[Any] = []
                for name in names:
                    attribute, asked, _ = name.partition(" is there")
                    value = getattr(made, attribute)
                    values.append(value is not None if asked else value if type(value) in plain else None)
                found.append(["returned", *values])
            except Exception as error:  # noqa: BLE001
                expected = isinstance(error, settings.SettingsError)
                found.append(["SettingsError" if expected else "another error"])
        return found

    return run, outcomes


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
    import functools
    import os
    import runpy
    import sys

    resolved = functools.cache(os.path.realpath)
    root = resolved(root)
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
        place = (resolved(frame.f_code.co_filename), frame.f_lineno)
        behind = False
        inner = frame
        while inner is not None:
            behind = behind or resolved(inner.f_code.co_filename) == os.path.join(root, "settings.py")
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
