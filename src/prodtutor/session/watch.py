"""Watch the learner's folder while they edit it in an editor of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from prodtutor.session.open import OpenLesson
from prodtutor.workspace.snapshot import Snapshot, take

_QUIET_MS = 60
"""Editors save in several steps (write a new file, rename it over the old one): wait for this much quiet."""
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
        debounce=_QUIET_MS * 4,
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
