"""Grading on many machines: workers that a dask scheduler hands out, used as those of this machine are.

`grade` stays here: it reads the submissions, runs the controls and writes the sheet. Each machine judges with its own
prodtutor, which has to be the same as ours. TLS is a matter of dask's own configuration (`tls://` addresses).
"""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from typing import Any

import msgspec

from prodtutor.checking.lines import Died
from prodtutor.checking.verdict import Status
from prodtutor.classroom import outpost
from prodtutor.classroom.crew import MOST_S
from prodtutor.classroom.fingerprint import checks_digest, tools_digest
from prodtutor.classroom.messages import Hello, Judged, Work
from prodtutor.classroom.outpost import Answer, Order, Refusal, Terms
from prodtutor.curriculum.load import find_entry, load_lesson, load_pack
from prodtutor.errors import CannotJudge, UsageProblem
from prodtutor.paths import builtin_pack
from prodtutor.settings import Settings

Client = Any
"""A `distributed.Client`: an extra that need not be installed, and has no types."""
_DECODER: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)
_CONNECT_S = 15.0
_HELLO_S = 120.0
_JUDGE_S = 3 * MOST_S
"""A machine tries a submission twice, and may have to start a worker."""


class RemoteHand:
    """As a `crew.Hand`, but the scheduler decides where the work is done. Any thread may `close` it."""

    def __init__(self, client: Client, terms: Terms, checks: dict[str, str]) -> None:
        """checks: the digest of each lesson's checks, by slug, filled when needed."""
        self._client, self._terms, self._checks = client, terms, checks
        self._closed = False

    def hello(self) -> Hello:
        """What all machines together can do: there is a sandbox if each has one. Raises CannotJudge."""
        terms = msgspec.json.encode(self._terms)
        try:
            told = self._client.run(outpost.hello, terms, on_error="return")
        except (OSError, TimeoutError) as error:
            raise _lost(error) from None
        if not told:
            raise CannotJudge("Nobody works there", "The scheduler has no workers.", "Start some, then grade again.")
        hellos = []
        for machine, answer in told.items():
            said = (
                _decoded(answer) if isinstance(answer, bytes) else Refusal(f"It has no prodtutor that fits: {answer}")
            )
            if not isinstance(said, Hello):
                why = said.why if isinstance(said, Refusal) else "It gives an answer that I do not understand."
                raise CannotJudge(
                    "A machine does not fit", f"The worker {machine} cannot judge: {why}", "Install the same prodtutor."
                )
            hellos.append(said)
        return min(hellos, key=lambda each: each.sandboxed)

    def judge(self, work: Work) -> Judged:
        """Have one submission judged somewhere. Raises Died when the hand was closed."""
        if self._closed:
            raise Died("closed")
        order = Order(terms=self._terms, checks=self._digest(work.lesson), work=work)
        try:
            future: Any = self._client.submit(outpost.judge, msgspec.json.encode(order), pure=False, retries=1)
            said = _decoded(future.result(timeout=_JUDGE_S))
        except (CancelledError, TimeoutError, OSError, RuntimeError) as error:
            if self._closed:
                raise Died("closed") from None
            said = Refusal(f"The cluster gave no answer: {error or type(error).__name__}.")
        if isinstance(said, Judged):
            return said
        why = said.why if isinstance(said, Refusal) else "The cluster gave an answer that I do not understand."
        return Judged(id=work.id, verdict=Status.CANNOT_JUDGE, steps={}, problem=why, certain=False)

    def close(self) -> None:
        """Nothing more is judged, and nobody waits any more. Safe to call twice."""
        self._closed = True
        with contextlib.suppress(Exception):  # whatever dask thinks of it: it is over
            self._client.close(timeout=1)

    def _digest(self, slug: str) -> str:
        if slug not in self._checks:
            pack = load_pack(self._terms.folder)
            self._checks[slug] = checks_digest(load_lesson(pack, find_entry(pack, slug)))
        return self._checks[slug]


@contextlib.contextmanager
def remote_hands(address: str, settings: Settings, jobs: int, *, trusting: bool) -> Iterator[list[RemoteHand]]:
    """At most `jobs` hands, and one for each thread of the cluster, on the machines of the scheduler at `address`.

    Raises CannotJudge when there is no such cluster or the extra `cluster` is not installed, UsageProblem when
    `address` is none.
    """
    with _connected(address) as client:
        threads = sum(client.nthreads().values())
        terms = Terms(
            pack="" if settings.pack == builtin_pack() else str(settings.pack.resolve()),
            tools=tools_digest(),
            sandbox_only=not trusting,
            sandboxed=settings.isolation == "auto" or not trusting,
        )
        checks: dict[str, str] = {}
        yield [RemoteHand(client, terms, checks) for _ in range(max(1, min(jobs, threads)))]


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise CannotJudge(
            "No cluster here", "--scheduler needs the extra `cluster`.", "Install prodtutor[cluster]."
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters, we say
    try:
        client = distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise _lost(error, address) from None
    except (ValueError, TypeError) as error:
        raise UsageProblem("No address", f"--scheduler {address!r}: {error}.", "As in tls://10.0.0.5:8786.") from None
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=1)


def _lost(error: Exception, address: str = "") -> CannotJudge:
    where = f" at {address}" if address else ""
    return CannotJudge("No cluster", f"The scheduler{where} does not answer ({error}).", "Is it running?")


def _decoded(answer: bytes) -> Answer | None:
    try:
        return _DECODER.decode(answer)
    except msgspec.MsgspecError:
        return None
