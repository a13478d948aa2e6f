"""The suppliers, on this machine's loopback, for `prodtutor run 7`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from prodtutor.checkkit import LoopbackServer, Request, Response

_THINKING_S = 0.1
_HANGING_S = 60.0


class Suppliers:
    """Each takes a tenth of a second to answer; `/error`, `/half`, `/hang` and `/login` are troubled ones."""

    def __init__(self) -> None:
        self.peak = self.total = 0
        self._now = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.server = LoopbackServer(self._answer)
        self.url = self.server.url

    def _answer(self, request: Request) -> Response:
        if request.path == "/hang":  # who leaves it is not noticed here, so it does not count
            self._over.wait(_HANGING_S)
            return Response(drop=True)
        with self._lock:
            self._now += 1
            self.total += 1
            self.peak = max(self.peak, self._now)
        try:
            return self._think(request.path)
        finally:
            with self._lock:
                self._now -= 1

    def _think(self, path: str) -> Response:
        self._over.wait(_THINKING_S)
        if path == "/error":
            return Response.json({"error": "out of order"}, status=500)
        if path == "/half":
            return Response(200, '{"supplier": 99, "uni', {"Content-Type": "application/json"})
        if path == "/login":
            return Response.json({"error": "this key is not valid any more"}, status=401)
        number = path.rpartition("/")[2]
        if not (number.isascii() and number.isdigit()):
            return Response.json({"error": "no such supplier"}, status=404)
        return Response.json({"supplier": int(number[:6]), "units": 1 + int(number[:6]) % 4})

    def summary(self) -> list[str]:
        """What the learner reads after a run."""
        if not self.total:
            return ["The suppliers were not asked."]
        return [f"The suppliers got {self.total} requests, never more than {self.peak} at the same time."]

    def close(self) -> None:
        self._over.set()
        self.server.close()


@contextmanager
def suppliers() -> Iterator[Suppliers]:
    """The suppliers while the `with` block lasts."""
    made = Suppliers()
    with made.server:
        try:
            yield made
        finally:
            made.close()
