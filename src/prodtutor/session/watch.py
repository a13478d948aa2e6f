"""Watch the learner's folder while they edit it in an editor of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from prodtutor.session.open import OpenLesson
from prodtutor.workspace.snapshot import Snapshot, take

_QUIET_MS = 20
"""Editors save in several steps (write a new file, rename it over the old one): wait for this much quiet."""
_WAKE_S = 0.5
_LOOK_AGAIN_MS = 1000
"""Network drives report no changes: look by ourselves this often."""


def watch(opened: OpenLesson, stop: threading.Event) -> Iterator[Snapshot]:
    """Yield the state found, then each new state of the folder, until `stop` is set.

    What counts is the content: a file that is touched, or saved without a change, yields nothing.
    Raises UsageProblem when the folder cannot be read any more.
    """
    import watchfiles  # slow to import, and only needed here

    root = opened.workspace.root
    snapshot = take(root)
    yield snapshot
    changes = watchfiles.watch(
        root,
        watch_filter=None,
        debounce=_QUIET_MS * 8,
        step=_QUIET_MS,
        stop_event=stop,
        rust_timeout=_LOOK_AGAIN_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for _ in changes:
        now = take(root)
        if now.digest != snapshot.digest:
            snapshot = now
            yield snapshot


@dataclass(frozen=True, slots=True)
class State:
    """A state of the folder that is to be worked on."""

    snapshot: Snapshot
    overtaken: threading.Event = field(default_factory=threading.Event)
    """Set as soon as there is a newer state, or the watching ends."""


def newest(opened: OpenLesson, stop: threading.Event) -> Iterator[State]:
    """As `watch`, for somebody who may be busy when the next state comes: a newer one overtakes, others are left out.

    The folder is watched by a thread of its own. Raises UsageProblem when it cannot be read any more.
    """
    inbox = _Inbox()
    watcher = threading.Thread(target=_forward, args=(opened, stop, inbox), daemon=True, name="watcher")
    watcher.start()
    try:
        while (state := inbox.take()) is not None:
            yield state
    finally:
        stop.set()
        inbox.end()
        watcher.join()


def _forward(opened: OpenLesson, stop: threading.Event, inbox: _Inbox) -> None:
    error: BaseException | None = None
    try:
        for snapshot in watch(opened, stop):
            inbox.put(State(snapshot))
    except BaseException as problem:  # noqa: BLE001  (raised again by whoever takes)
        error = problem
    inbox.end(error)


class _Inbox:
    """Holds the newest state that nobody has taken."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: State | None = None
        self._taken: State | None = None
        self._over = False
        self._error: BaseException | None = None

    def put(self, state: State) -> None:
        with self._changed:
            if self._taken is not None:
                self._taken.overtaken.set()
            self._waiting = state
            self._changed.notify_all()

    def take(self) -> State | None:
        """Wait for a state; None at the end."""
        with self._changed:
            while self._waiting is None and not self._over:
                self._changed.wait(_WAKE_S)  # a wait without an end would not hear Ctrl-C on Windows
            if self._waiting is None:
                if self._error is not None:
                    raise self._error
                return None
            self._taken, self._waiting = self._waiting, None
            return self._taken

    def end(self, error: BaseException | None = None) -> None:
        with self._changed:
            if self._taken is not None:
                self._taken.overtaken.set()
            self._over, self._error = True, self._error or error
            self._changed.notify_all()
