"""Whether a subject is at rest: every thread of it is asleep and waits for something from outside. No clock decides.

"Nothing has come for 0.3 seconds" means little on a busy machine, where a thread may wait longer than that for its
turn. But a thread that waits for its turn is not asleep, and the system knows the difference. So a probe in the subject
looks at all its threads, several times: at rest are threads that sleep and have not run in between.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from prodtutor.checkkit.handle import Handle
from prodtutor.checkkit.sources import keep_ready
from prodtutor.checkkit.subject import Pending, Subject

_SOON_S = 0.001
_LATER_S = 0.01
"""How long to do nothing before the first look: asking costs the subject time that it could spend on its work."""
_AT_A_TIME_S = 0.03
_NEVER_S = 8.0
"""A subject that never sleeps and does nothing that anybody sees for so long is taken to be at rest."""
_ANSWER_S = 20.0
_BLIND_S = 0.25
_BLIND_TIMES = 4.0
"""Where the system does not show its threads: how long nothing must happen at least, and how many times `patience`."""


class Place(Protocol):
    """Where things happen that somebody waits for: a `CountingServer`."""

    @property
    def stirs(self) -> int:
        """How many things have happened so far."""

    def stir(self) -> None:
        """Count one more, and wake whoever waits."""

    def sync_address(self) -> tuple[str, int, str]:
        """Host, port and path of a request whose answer says: all that was sent before has been counted."""

    def wait_for(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait until `condition` holds, which is looked at whenever something happens, and every few milliseconds."""


class Watch:
    """Waits for what a subject does at a place while a call is under way."""

    def __init__(self, subject: Subject, place: Place, call: Pending | None = None) -> None:
        """call: what is waited for besides: when it is over, nothing more will happen."""
        self._subject, self._place, self._call = subject, place, call
        self._looker = _looker(subject)
        if call is not None:
            call.when_done(place.stir)

    def until(self, condition: Callable[[], bool], patience: float = 0.0) -> bool:
        """True when `condition` holds. False when the call is over, or the subject is at rest, without that.

        patience: seconds that the rest must last. Ask for it where the answer False accuses somebody: a program may
        sleep for a moment of its own will.
        """
        place = self._place

        def settled() -> bool:
            return condition() or (self._call is not None and self._call.done())

        began, heard = time.monotonic(), place.stirs
        resting: float | None = None
        while not place.wait_for(settled, (_LATER_S if patience else _SOON_S) if resting is None else 0.0):
            now, before = time.monotonic(), place.stirs
            if before != heard:
                began, heard, resting = now, before, None
            answer = self._look(before, patience)
            if place.stirs != before or answer == "awake":
                resting = None
            elif answer == "asleep":
                resting = now if resting is None else resting
                if time.monotonic() - resting >= patience:
                    break
            elif answer == "restless" or now - began >= max(_BLIND_TIMES * patience, _BLIND_S):
                break
            if now - began > _NEVER_S:
                break
        return condition()

    def at_rest(self, patience: float = 0.0) -> None:
        """Wait until the subject is at rest, or the call is over; all that it has sent until then is counted."""
        self.until(lambda: False, patience)

    def _look(self, mark: int, patience: float) -> Any:
        """`asleep`, `restless` (it has been patience enough), `awake`, or `hidden`."""
        at_a_time = min(patience, _AT_A_TIME_S)
        arguments = (self._place.sync_address(), mark, at_a_time, patience)
        return self._subject.call_aside(self._looker, *arguments).result(_ANSWER_S)


_lookers: WeakKeyDictionary[Subject, tuple[int, Handle]] = WeakKeyDictionary()


def _looker(subject: Subject) -> Handle:
    """What looks for rest in this subject's process: made once, because it takes a while."""
    known = _lookers.get(subject)
    if known is None or known[0] != subject.starts:
        made: Handle = subject.probe(make_looker, look_source())
        known = _lookers[subject] = (subject.starts, made)
    return known[1]


@functools.cache
def look_source() -> str:
    """The source of `look`, for probes that need it."""
    return inspect.getsource(look)


def look(apart: set[int]) -> dict[str, tuple[bool, bytes]] | None:
    """Runs in the subject. For each of its threads but those `apart`: is it asleep, and how often has it run so far?

    Processes that it has started count too. None where the system does not show that.
    """
    import os

    found: dict[str, tuple[bool, bytes]] = {}
    waiting = [str(os.getpid())]

    def read(name: str) -> bytes:
        file = os.open(name, os.O_RDONLY)
        try:
            return os.read(file, 8192)
        finally:
            os.close(file)

    while waiting:
        process = waiting.pop()
        try:
            threads = os.listdir(f"/proc/{process}/task")
        except OSError:
            if int(process) == os.getpid():
                return None
            continue
        for thread in threads:
            if int(thread) in apart:
                continue
            try:
                status = read(f"/proc/{process}/task/{thread}/status")
                waiting += read(f"/proc/{process}/task/{thread}/children").decode().split()
            except OSError:  # it has ended
                continue
            asleep = status.partition(b"\nState:")[2].split(None, 1)[0] in (b"S", b"Z", b"X")
            found[thread] = (asleep, status.partition(b"\nvoluntary_ctxt_switches:")[2])
    return found


def make_looker(source: str) -> Any:
    """Runs in the subject. A function that looks for rest, for a while."""
    import socket
    import threading
    import time

    space: dict[str, Any] = {}
    exec("from __future__ import annotations\n" + source, space)  # noqa: S102
    look = space["look"]
    mark, marked, naps = -1, 0.0, dict[str, int]()

    def look_for_rest(sync: tuple[str, int, str], new_mark: int, least_s: float, patience: float) -> str:
        nonlocal mark, marked
        apart = {threading.get_native_id()}
        last, still, began = None, 0, time.monotonic()
        awake_until = began + 0.02 + 2 * least_s
        if mark != new_mark:  # something has happened since
            mark, marked = new_mark, began
            naps.clear()
        while True:
            seen, now = look(apart), time.monotonic()
            if seen is None:
                time.sleep(least_s)
                return "hidden"
            for thread, (asleep, _) in seen.items():
                naps[thread] = naps.get(thread, 0) + asleep
            began = began if still and seen == last else now
            still = (still + 1 if seen == last else 1) if all(asleep for asleep, _ in seen.values()) else 0
            last = seen
            # Asleep: nobody has run in between. Restless: some wake up now and then, but all have had their turn, and
            # went to sleep again without doing anything.
            rest = "asleep" if still >= 4 and now - began >= least_s else ""
            if not rest and now - marked >= patience and min(naps[thread] for thread in seen) >= 20:
                rest = "restless"
            if rest:
                break
            if now > awake_until:
                return "awake"
            time.sleep(0.0003)  # whoever waits for the interpreter gets it now
        host, port, path = sync
        try:
            with socket.create_connection((host, port), timeout=10) as line:
                line.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
                while line.recv(1024):
                    pass
        except OSError:
            return "awake"
        return rest

    return look_for_rest


keep_ready(make_looker)
