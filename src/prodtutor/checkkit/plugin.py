"""The pytest plugin of the checks: fixtures, and for each failure a `report.told` in plain words.

Loaded by name (`-p prodtutor.checkkit.plugin`) in the judge. `report.told` is a dict: message, code, did, saw, means,
detail, file, line, fault (see `Explained`). It is there on every failed report, whichever phase failed; else None.
"""

from __future__ import annotations

import os
import random
import secrets
import threading
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from prodtutor.checkkit import current as _current
from prodtutor.checkkit.ahead import Ahead
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.errors import CheckMistake
from prodtutor.checkkit.explain import Explained, explain, shorten
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.subject import Subject
from prodtutor.checkkit.told import Told
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits

_TOLD = pytest.StashKey[Told]()
_AHEAD = pytest.StashKey[Ahead]()
_ROOT = pytest.StashKey[str]()
_SEED = pytest.StashKey[int]()
_DETAIL = 8_000


def configure(
    stage: Path,
    original: Mapping[str, bytes],
    scratch: Path,
    libraries: Path | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
    server: ForkServer | None = None,
) -> Current:
    """Say what the next `pytest.main` judges; see `Current`."""
    made = Current(stage, original, scratch, libraries, limits or Limits(), cancel, server)
    _current.configure(made)
    return made


def hurry() -> None:
    """The learner's program has failed to answer once: wait less for the rest of this run."""
    _current.hurry()


def fork_server() -> ForkServer:
    """A fork server, which gets ready in the background; `configure` takes it for any number of runs.

    Where the system cannot fork, it never gets ready, and processes are spawned.
    """
    server = ForkServer()
    server.start()
    return server


@pytest.fixture
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """The learner's code: a fresh copy of the files and a process of its own for each test."""
    made = _ahead(request.session).take()
    request.node.stash[_ROOT] = str(made.root)
    made.timeout = _current.patience(made.timeout)
    try:
        yield made
    finally:
        made.close()


def _ahead(session: pytest.Session) -> Ahead:
    if _AHEAD not in session.stash:
        wanted = sum("subject" in getattr(item, "fixturenames", ()) for item in session.items)
        session.stash[_AHEAD] = Ahead(_current.current(), wanted)
    return session.stash[_AHEAD]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave no subject behind that was made for a test that did not come."""
    if _AHEAD in session.stash:
        session.stash[_AHEAD].close()


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
    """Numbers drawn afresh in every run; the seed is named in a failure's detail."""
    seed = request.node.stash[_SEED] = secrets.randbits(32)
    return random.Random(seed)  # noqa: S311  (test data, no secret)


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
    said = told if found.code == "check" else Told(did=told.did if not told.saw else "")
    detail = found.detail
    if (seed := item.stash.get(_SEED, None)) is not None:
        detail = f"{detail}\n(drawn with seed {seed})".lstrip()
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


def _of_the_check(item: pytest.Item, told: Told, error: BaseException) -> Explained:
    if isinstance(error, CannotJudge):
        return Explained(f"{error.message} {error.hint}".strip(), "machine", fault="machine")
    if isinstance(error, AssertionError) or type(error) is pytest.fail.Exception:
        text = str(error)
        words, _, shown = text.partition("\nassert ")
        own_words = "" if words.startswith("assert ") or not words.strip() else words.strip()
        message = told.sentence() or own_words or _claim(item)
        return Explained(message, "check", f"assert {shown}" if shown else text)
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
