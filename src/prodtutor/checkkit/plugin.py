"""The pytest plugin of the checks: fixtures, and for each failure a `report.told` in plain words.

Loaded by name (`-p prodtutor.checkkit.plugin`) in the judge. `report.told` is a dict: message, code, did, saw, means,
detail, file, line, fault (see `Explained`). It is there on every failed report, whichever phase failed; else None.
"""

from __future__ import annotations

import os
import random
import tempfile
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from prodtutor.checkkit import current as _current
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.errors import CheckMistake
from prodtutor.checkkit.explain import Explained, explain, shorten
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.imports import imports
from prodtutor.checkkit.shared import SharedSubject
from prodtutor.checkkit.subject import Subject
from prodtutor.checkkit.suites import held_ready
from prodtutor.checkkit.told import Told
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, Sandbox, find_sandbox
from prodtutor.processes.forked import ZygoteLost

_TOLD = pytest.StashKey[Told]()
_ROOT = pytest.StashKey[str]()
_DETAIL = 8_000


def configure(
    stage: Path,
    original: Mapping[str, bytes],
    scratch: Path,
    libraries: Path | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
    server: ForkServer | None = None,
    seed: int | None = None,
) -> Current:
    """Say what the next `pytest.main` judges; see `Current`."""
    made = Current(stage, original, scratch, libraries, limits or Limits(), cancel, server, seed)
    _current.configure(made)
    return made


def hurry() -> None:
    """The learner's program has failed to answer once: wait less for the rest of this run."""
    _current.hurry()


def fork_server(
    libraries: Path | None = None, *, sandboxed: bool = True, sources: Sequence[bytes] | None = None
) -> ForkServer:
    """A fork server for one run, which gets ready in the background; `configure` takes it.

    It lives in a sandbox where there is one, unless `sandboxed` is False. Where the system cannot fork, it never gets
    ready, and processes are spawned. sources: Python code that is likely to run; the modules that it imports are held
    ready (without: all that are often imported, which takes longer).
    """
    found = find_sandbox() if sandboxed else None
    server = ForkServer(
        libraries,
        held_ready(libraries),
        sandbox=found if isinstance(found, Sandbox) else None,
        wanted=None if sources is None else imports(sources),
    )
    server.start()
    return server


@pytest.fixture
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """The learner's code: a fresh copy of the files and a process of its own for each test."""
    made = _begin(request, Subject(_current.current()))
    try:
        yield made
    finally:
        made.close()


def _kept() -> Iterator[SharedSubject]:
    """A shared subject, closed when its fixture ends."""
    made = SharedSubject(_current.current())
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def _shared() -> Iterator[SharedSubject]:
    yield from _kept()


@pytest.fixture
def shared(request: pytest.FixtureRequest, _shared: SharedSubject) -> Subject:
    """One subject for all tests of a file that ask for it, in the order of the file; another one when it has died.

    Cheaper than `subject`, for tests that do not mind what the tests before them have done to the process and the
    files: imported modules, module globals, written files.
    """
    return _begin(request, _shared.take())


@pytest.fixture(scope="session")
def _shared_by_all() -> Iterator[SharedSubject]:
    yield from _kept()


@pytest.fixture
def shared_by_all(request: pytest.FixtureRequest, _shared_by_all: SharedSubject) -> Subject:
    """As `shared`, but one for the tests of all files that ask for it. They run one after the other, on one core."""
    return _begin(request, _shared_by_all.take())


def _begin(request: pytest.FixtureRequest, made: Subject) -> Subject:
    request.node.stash[_ROOT] = str(made.root)
    made.timeout = _current.patience(made.timeout)
    return made


@pytest.fixture
def tmp_path() -> Path:
    """A fresh folder for the check's own use, gone when the run is over. No subject can see it."""
    return Path(tempfile.mkdtemp(prefix="check-", dir=_current.current().scratch))


@pytest.fixture
def files() -> Mapping[str, str]:
    """The learner's text files as they are judged: laid-out name -> text. Files that are no UTF-8 are left out."""
    run = _current.current()
    found: dict[str, str] = {}
    for name in sorted(run.original):
        path = run.stage.joinpath(*name.split("/"))
        try:
            found[name] = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return MappingProxyType(found)


@pytest.fixture
def tree() -> Mapping[str, bytes]:
    """All files, bytes as the learner wrote them."""
    return MappingProxyType(dict(_current.current().original))


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Told:
    """Says what a failure of this test means; see `Told`."""
    made = request.node.stash[_TOLD] = Told()
    return made


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> random.Random:
    """Numbers drawn afresh in every run, unless it was given a seed."""
    return random.Random(_current.current().seed_for(f"{request.path.name} {request.node.name}"))  # noqa: S311  (test data, no secret)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Put `told` on the report of whatever failed."""
    outcome = yield
    report = outcome.get_result()
    report.told = tell(item, call.excinfo.value) if report.failed and call.excinfo is not None else None


def tell(item: pytest.Item, error: BaseException) -> dict[str, Any]:
    """What a failed test has to say, as plain texts. Never a line of the check itself."""
    told = item.stash.get(_TOLD, Told())
    found = explain(error, _names())
    if found is None:
        found = _of_the_check(item, told, error)
    said = told if found.code == "check" else _seen(told, found.message)
    detail = found.detail
    root = item.stash.get(_ROOT, "")

    def clean(text: str, most: int = 600) -> str:
        """Without our scratch folder, which differs from run to run and means nothing to the learner."""
        if root:
            text = text.replace(f"{root}{os.sep}", "").replace(root, ".")
        return shorten(text, most)

    return {
        "message": clean(found.message),
        "code": found.code,
        "did": clean(said.did),
        "saw": clean(said.saw),
        "means": clean(said.means),
        "detail": clean(detail, _DETAIL),
        "file": found.file,
        "line": found.line,
        "fault": found.fault,
    }


def _seen(told: Told, message: str) -> Told:
    """What was done, where the check had not seen anything yet, and what came of it instead."""
    if not told.did or told.saw:
        return Told()
    return Told(did=told.did, saw=message[:1].lower() + message[1:])


def _of_the_check(item: pytest.Item, told: Told, error: BaseException) -> Explained:
    if isinstance(error, ZygoteLost):
        return Explained(error.message, "lost", fault="machine")  # the judge asks once more
    if isinstance(error, CannotJudge):
        return Explained(f"{error.message} {error.hint}".strip(), "machine", fault="machine")
    if isinstance(error, AssertionError) or type(error) is pytest.fail.Exception:
        text = str(error)
        words, _, shown = text.partition("\nassert ")
        own_words = "" if words.startswith("assert ") or not words.strip() else words.strip()
        message = told.sentence() or own_words or _claim(item)
        return Explained(message, "check", f"assert {shown}" if shown else text, told.file, told.line)
    kind = type(error).__name__
    text = str(error) if isinstance(error, CheckMistake) else f"{kind}: {error}"
    return Explained(f"This check has a mistake of its own ({item.name}).", "pack", text, fault="pack")


def _claim(item: pytest.Item) -> str:
    """The first line of the test's docstring says what should hold."""
    text = (getattr(getattr(item, "function", None), "__doc__", None) or "").strip().partition("\n")[0].rstrip(".")
    return f"This does not hold yet: {text}." if text else "It does not do yet what this goal asks for."


def _names() -> frozenset[str]:
    try:
        return frozenset(_current.current().original)
    except RuntimeError:
        return frozenset()
