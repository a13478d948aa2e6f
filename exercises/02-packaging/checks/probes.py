"""What runs in the subject. Nothing here knows what is expected."""

from __future__ import annotations

from typing import Any


def prepare(folders: list[str]) -> None:
    """Have imports find what lies in `folders`, the first one first, as an installation for development does."""
    import sys

    sys.path[:] = [*folders, *(path for path in sys.path if path not in folders)]


def watched_import(module: str, folders: list[str], root: str) -> dict[str, Any]:
    """Import a module before anything else of the project; what came of it."""
    import contextlib
    import io
    import os
    import sys
    import threading
    import warnings

    begun = {
        "socket.connect": "a connection was opened",
        "socket.bind": "a server was started",
        "socket.getaddrinfo": "a name was looked up in the network",
        "sqlite3.connect": "a database was opened",
        "subprocess.Popen": "a program was started",
        "os.system": "a program was started",
        "os.posix_spawn": "a program was started",
        "os.exec": "a program was started",
        "os.fork": "a process was started",
        "builtins.input": "it waited for somebody to type",
        "os.remove": "a file was removed",
        "os.rename": "a file was renamed",
        "os.mkdir": "a folder was made",
        "os.chdir": "the current folder was changed",
    }
    code = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".pth", ".zip")
    machine = (sys.base_prefix, os.path.dirname(os.__file__), "/usr/", "/lib", "/etc/", "/proc/", "/sys/", "/dev/")
    system = (*machine, "/tutor/")
    seen: list[str] = []
    watching = False

    def look(event: str, args: tuple[Any, ...]) -> None:
        nonlocal watching
        if not watching:
            return
        watching = False
        try:
            if event == "open" and isinstance(args[0], (str, bytes)):
                path = os.path.abspath(os.fsdecode(args[0]))
                about = ".dist-info" in path or ".egg-info" in path
                if not path.endswith(code) and not about and not path.startswith(system):
                    seen.append(f"the file {os.path.relpath(path, root) if path.startswith(root) else path} was opened")
            elif event in begun:
                seen.append(begun[event])
        finally:
            watching = True

    def noted(start: Any) -> Any:
        def start_and_note(*args: Any, **kwargs: Any) -> Any:
            if watching:
                seen.append("a thread was started")
            return start(*args, **kwargs)

        return start_and_note

    for name in ("_start_new_thread", "_start_joinable_thread"):  # there is no event for it
        if hasattr(threading, name):
            setattr(threading, name, noted(getattr(threading, name)))
    sys.path[:] = [*folders, *(path for path in sys.path if path not in folders)]
    sys.argv[:] = ["somebody-else"]
    path_before = list(sys.path)
    sys.addaudithook(look)
    printed = io.StringIO()
    error: BaseException | None = None
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        watching = True
        try:
            __import__(module)
        except BaseException as caught:  # noqa: BLE001  (whatever it was: it is the answer)
            error = caught
        watching = False
    return {
        "error": "" if error is None else f"{type(error).__name__}: {error}".rstrip(": "),
        "printed": printed.getvalue()[:500],
        "seen": seen[:20],
        "path": [path for path in sys.path if path not in path_before][:5],
    }


def watched_receipt(  # noqa: C901  (a probe is one function)
    order: Any, prices: Any, without_price: Any, root: str
) -> dict[str, Any]:
    """Call `orders.pricing.receipt` twice, then with an order that lacks a price, and watch; `prepare` comes first."""
    import collections.abc
    import contextlib
    import copy
    import importlib
    import io
    import os
    import sys

    seen: list[str] = []
    at_import: list[str] = []
    watching = importing = False

    def _of_python(file: str) -> bool:
        return file.startswith("<frozen") or file.endswith(("os.py", "_collections_abc.py"))

    class Watched(collections.abc.MutableMapping):  # type: ignore[type-arg]
        def __init__(self, real: Any) -> None:
            self.real = real

        def note(self, name: object) -> None:
            frame = sys._getframe(2)
            while frame is not None and _of_python(frame.f_code.co_filename):
                frame = frame.f_back  # type: ignore[assignment]
            if frame is None or not frame.f_code.co_filename.startswith(root):
                return
            if watching:
                seen.append(f"it read the environment variable {name}")
            elif importing:
                at_import.append(str(name))

        def __getitem__(self, name: str) -> str:
            self.note(name)
            return self.real[name]

        def __setitem__(self, name: str, value: str) -> None:
            self.note(name)
            self.real[name] = value

        def __delitem__(self, name: str) -> None:
            del self.real[name]

        def __iter__(self) -> Any:
            return iter(self.real)

        def __len__(self) -> int:
            return len(self.real)

        def copy(self) -> Any:
            self.note("of any name")
            return self.real.copy()

    os.environ = Watched(os.environ)  # type: ignore[assignment]  # noqa: B003  (before anything of the project is imported)
    code = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib")

    def look(event: str, args: tuple[Any, ...]) -> None:
        nonlocal watching
        if not watching:
            return
        watching = False
        try:
            if event == "open" and isinstance(args[0], (str, bytes)):
                path = os.path.abspath(os.fsdecode(args[0]))
                if not path.endswith(code) and not path.startswith(sys.base_prefix):
                    seen.append(f"it opened {os.path.basename(path)}")
            elif event in ("socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen", "os.system"):
                seen.append(f"it used {event.partition('.')[0]}")
            elif event == "builtins.input":
                seen.append("it asked for input")
        finally:
            watching = True

    def imported() -> Any:
        nonlocal importing
        importing = True
        try:
            return importlib.import_module("orders.pricing").receipt
        finally:
            importing = False

    function = imported()
    sys.addaudithook(look)
    arguments = copy.deepcopy((order, prices))
    before = copy.deepcopy(arguments)
    printed = io.StringIO()

    def called(*given: Any) -> Any:
        nonlocal watching
        real = sys.__stdout__, sys.__stderr__
        sys.__stdout__ = sys.__stderr__ = printed  # type: ignore[assignment,misc]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            watching = True
            try:
                return function(*given)
            finally:
                watching = False
                sys.__stdout__, sys.__stderr__ = real  # type: ignore[misc]

    results = [called(*arguments) for _ in range(2)]
    changed = arguments != before
    said = printed.getvalue()[:500]
    unpriced: Any = None
    with contextlib.suppress(Exception):  # what it does then is its own affair, but for where it looks
        unpriced = called(*copy.deepcopy((without_price, prices)))
    if at_import:
        for name in at_import:
            os.environ[name] = "1"
        for name in [each for each in sys.modules if each.partition(".")[0] == "orders"]:
            del sys.modules[name]
        with contextlib.suppress(Exception):
            function = imported()
            if called(*copy.deepcopy((order, prices))) != results[0]:
                seen.append(f"it depends on the environment variable {at_import[0]}, which is read at the import")
    return {
        "results": [result if type(result) is str else f"({type(result).__name__})" for result in results],
        "is_text": [type(result) is str for result in results],
        "seen": seen[:20],
        "printed": said,
        "changed": changed,
        "unpriced": unpriced if type(unpriced) is str else "",
    }
