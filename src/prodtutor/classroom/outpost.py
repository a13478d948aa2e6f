"""What a cluster's machine does for `grade`: judge one submission, with workers of its own that stay warm.

Called by name from a dask worker on which prodtutor is installed. JSON goes in and JSON comes out, written and read by
our code on both ends: nothing of a submission's is ever unpickled.
"""

from __future__ import annotations

import atexit
import contextlib
import platform
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from prodtutor.classroom.crew import Hand, place_to_work
from prodtutor.classroom.fingerprint import checks_digest, tools_digest
from prodtutor.classroom.messages import Hello, Judged, Work
from prodtutor.curriculum.load import find_entry, load_lesson, load_pack
from prodtutor.errors import ProdtutorError
from prodtutor.paths import builtin_pack
from prodtutor.settings import Settings, load_settings


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What every machine has to agree to, so that its verdicts are ours."""

    pack: str
    """The folder of a pack, the same on every machine; empty for the pack that prodtutor brings."""
    tools: str
    """See `fingerprint.tools_digest`."""
    sandbox_only: bool
    sandboxed: bool

    @property
    def folder(self) -> Path:
        """Where the pack lies on this machine."""
        return Path(self.pack) if self.pack else builtin_pack()


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One submission to judge."""

    terms: Terms
    checks: str
    """See `fingerprint.checks_digest`."""
    work: Work


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """Why this machine does not judge: a sentence."""

    why: str


Answer = Hello | Judged | Refusal


class _Outpost:
    """The workers of this machine, for as long as its dask worker lives."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[Terms, list[Hand]] = {}
        self._left = ExitStack()
        atexit.register(self._left.close)

    def hello(self, terms: Terms) -> Answer:
        """What this machine can do, or why it does not fit."""
        if tools_digest() != terms.tools:
            return Refusal(f"{platform.node()} has another version of prodtutor, Python or the tools.")
        with self._hand(terms) as hand:
            return hand.hello()

    def judge(self, order: Order) -> Answer:
        """The verdict on one submission, or why this machine does not fit."""
        pack = load_pack(_settings(order.terms).pack)
        if checks_digest(load_lesson(pack, find_entry(pack, order.work.lesson))) != order.checks:
            return Refusal(f"{platform.node()} has other checks for {order.work.lesson}.")
        with self._hand(order.terms) as hand:
            return hand.judge(order.work)

    @contextlib.contextmanager
    def _hand(self, terms: Terms) -> Iterator[Hand]:
        """A worker that nobody else uses now; a new one where all are busy."""
        with self._lock:
            idle = self._idle.setdefault(terms, [])
            hand = idle.pop() if idle else self._new(terms)
        try:
            yield hand
        finally:
            with self._lock:
                idle.append(hand)

    def _new(self, terms: Terms) -> Hand:
        place = self._left.enter_context(place_to_work(_settings(terms), trusting=not terms.sandbox_only))
        hand = Hand(place, sandbox_only=terms.sandbox_only, sandboxed=terms.sandboxed)
        self._left.callback(hand.close)
        return hand


_outpost: _Outpost | None = None
_making = threading.Lock()


def _here() -> _Outpost:
    global _outpost
    with _making:
        _outpost = _outpost or _Outpost()
        return _outpost


def _settings(terms: Terms) -> Settings:
    """This machine's own settings, with the pack that is asked for."""
    return load_settings(pack=terms.folder)


def hello(terms: bytes) -> bytes:
    """`Hello` or `Refusal` as JSON, for `Terms` as JSON. Raises nothing of ours."""
    return _told(lambda: _here().hello(msgspec.json.decode(terms, type=Terms)))


def judge(order: bytes) -> bytes:
    """`Judged` or `Refusal` as JSON, for an `Order` as JSON. Raises nothing of ours."""
    return _told(lambda: _here().judge(msgspec.json.decode(order, type=Order)))


def _told(answer: Callable[[], Answer]) -> bytes:
    try:
        return msgspec.json.encode(answer())
    except ProdtutorError as error:
        return msgspec.json.encode(Refusal(f"{platform.node()}: {error.message}"))
