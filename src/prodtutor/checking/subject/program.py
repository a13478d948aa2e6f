"""Runs a script of the learner's as `python script.py` would, within limits and paths of ours.

Uncaught exceptions, SystemExit and Ctrl-C are left to the interpreter, so that exit statuses are its own; only our
frames are taken out of tracebacks first.
"""

from __future__ import annotations

import builtins
import os
import sys
import types
from collections.abc import Callable, Collection, Sequence
from importlib.machinery import SourceFileLoader
from typing import Any

from . import ceilings, guard, places

_BY_VERSION: dict[str, object] = {"__cached__": None, "__annotations__": {}}
"""What a script's namespace also has, in some versions of Python."""
at_end: Callable[[int], object] = int
"""Called with the exit status when the script is over and the status is certain; a forked process has use for it."""
_HERE = os.path.dirname(os.path.abspath(__file__))


def main(config: dict[str, Any], argv: Sequence[str], at_start: Collection[str]) -> None:
    """Run `argv`: a script, or `-m` and a module, and its arguments. config: libraries (a folder or null), limits."""
    sys.argv[:] = argv
    ceilings.apply(config["limits"])
    guard.install()
    _add_exit()
    real = sys.modules["__main__"].__dict__
    module = types.ModuleType("__main__")
    space = module.__dict__
    space["__builtins__"] = builtins
    sys.modules["__main__"] = module
    if argv[0] == "-m":
        places.arrange(os.getcwd(), config["libraries"], at_start)
        _run(_run_module)
        return
    path = os.path.abspath(argv[0])
    try:
        with open(path, "rb") as script:
            source = script.read()
    except OSError as error:
        sys.stderr.write(f"python: can't open file {path!r}: [Errno {error.errno}] {error.strerror}\n")
        sys.exit(2)
    if b"\0" in source and _is_zip(path):  # such as a zipapp: it is imported from, as Python does it
        places.arrange(path, config["libraries"], at_start)
        _run(_run_archive)
        return
    places.arrange(os.path.dirname(path), config["libraries"], at_start)
    space.update(__file__=path, __loader__=SourceFileLoader("__main__", path))
    space.update({name: value for name, value in _BY_VERSION.items() if name in real})
    _run(lambda: exec(compile(source, path, "exec", dont_inherit=True), space))  # noqa: S102


def _run_module() -> None:
    import runpy

    runpy._run_module_as_main(sys.argv.pop(1))  # type: ignore[attr-defined]


def _is_zip(path: str) -> bool:
    import zipfile

    return zipfile.is_zipfile(path)


def _run_archive() -> None:
    import runpy

    runpy._run_module_as_main("__main__", False)  # type: ignore[attr-defined]


def _add_exit() -> None:
    """`exit` and `quit` come with `site`, which is off here."""
    try:
        from _sitebuiltins import Quitter
    except ImportError:  # another implementation of Python
        return
    for name in ("exit", "quit"):
        setattr(builtins, name, Quitter(name, "Ctrl-D (i.e. EOF)"))


def _run(work: Callable[[], object]) -> None:
    try:
        work()
    except SystemExit as error:
        code = 0 if error.code is None else error.code
        if not isinstance(code, int):
            at_end(1)
        elif abs(code) < 1 << 31:
            at_end(code & 0xFF)
        raise
    except KeyboardInterrupt:
        _shorten_traceback(certain=False)  # the interpreter ends itself by the signal
        raise
    except BaseException:
        _shorten_traceback(certain=True)
        raise
    else:
        at_end(0)


def _shorten_traceback(*, certain: bool) -> None:
    show = sys.excepthook

    def without_ours(kind: type[BaseException], error: BaseException, trace: types.TracebackType | None) -> None:
        error.__traceback__ = trace = _from_the_learner(trace)
        show(kind, error, trace)
        if certain:
            at_end(1)

    sys.excepthook = without_ours


def _from_the_learner(trace: types.TracebackType | None) -> types.TracebackType | None:
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if not (name.startswith((_HERE, "<frozen runpy>")) or os.path.basename(name) == "runpy.py"):
            break
        trace = trace.tb_next
    return trace
