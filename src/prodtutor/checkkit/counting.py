"""A loopback server that counts how many requests are in flight at once, and answers when the check says so.

It holds every request until it is let go, so what it counts does not depend on how fast anybody is. One thread reads
all connections: what was sent before a `sync` request has been counted when that is answered.
"""

from __future__ import annotations

import contextlib
import http
import secrets
import selectors
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from prodtutor.checkkit.server import Response, listening_socket

_LARGEST_REQUEST = 1 << 16
_SENDING_S = 5.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that has come."""

    number: int
    """0 for the first."""
    path: str
    """With the query, as sent."""
    method: str = "GET"
    """As sent."""


class _Connection:
    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.text = b""
        self.arrival: Arrival | None = None


class CountingServer:
    """Serves HTTP on 127.0.0.1 at a free port while the `with` block lasts, one request for each connection.

    respond: called with each Arrival when it is let go. It must not block.
    """

    def __init__(self, respond: Callable[[Arrival], Response]) -> None:
        self.arrivals: list[Arrival] = []
        """All requests so far, in the order in which they came."""
        self.peak = 0
        """The most requests that were in flight at once: they had come, and were neither answered nor given up."""
        self.stirs = 0
        """How many things have happened so far: requests, hang-ups, and what `stir` was called for."""
        self._respond = respond
        self._held: dict[int, _Connection] = {}
        self._kept: Callable[[Arrival], bool] | None = None
        self._changed = threading.Condition()
        self._fault: BaseException | None = None
        self._sync = f"/{secrets.token_hex(8)}"
        self._closed = self._ready = False
        self._listener = listening_socket() or socket.create_server(("127.0.0.1", 0), backlog=128)
        self._bell, self._button = socket.socketpair()
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._selector = selectors.DefaultSelector()
        for line in (self._listener, self._bell):
            line.setblocking(False)
            self._selector.register(line, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, daemon=True, name=f"counting server {self.port}")
        self._thread.start()

    # -- what a check sees and does ------------------------------------------------------------------------

    @property
    def held(self) -> list[Arrival]:
        """The requests in flight, in the order in which they came."""
        with self._changed:
            return [self.arrivals[number] for number in sorted(self._held)]

    def let_go(self, *arrivals: Arrival) -> None:
        """Answer these requests, where they are still held."""
        for arrival in arrivals:
            with self._changed:
                connection = self._held.pop(arrival.number, None)
            if connection is not None:
                self._answer(connection, arrival)

    def open(self, but: Callable[[Arrival], bool] = lambda _: False) -> None:
        """From now on answer each request at once, and those that are held, except for which `but` is True."""
        with self._changed:
            self._kept = but
        self.let_go(*(arrival for arrival in self.held if not but(arrival)))

    def stir(self) -> None:
        """Say that something has happened that `Watch.until` may wait for."""
        with self._changed:
            self.stirs += 1
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait at most `timeout` seconds until `condition` holds; whether it does."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def sync_address(self) -> tuple[str, int, str]:
        """Host, port and path of a request whose answer says: all that was sent before has been counted."""
        return "127.0.0.1", self.port, self._sync

    def close(self) -> None:
        """Hang up on everybody; from now on connections are refused. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._button.send(b"x")
        self._thread.join()
        lines: list[Any] = [key.fileobj for key in self._selector.get_map().values()]
        for line in lines:
            line.close()
        self._selector.close()
        self._button.close()

    def __enter__(self) -> CountingServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self._fault is not None and error is None:
            raise self._fault

    # -- the thread ----------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while True:
            syncs = self._read_all(None)
            if syncs is None:
                return
            while syncs:  # all that was sent before them can be read by now
                more = self._read_all(0.0)
                if more is None:
                    return
                if not more and not self._ready:
                    break
                syncs += more
            for connection in syncs:
                self._send(connection, Response())
                connection.line.close()

    def _read_all(self, timeout: float | None) -> list[_Connection] | None:
        """Read what can be read; the sync requests among it. None: close."""
        events = [key for key, _ in self._selector.select(timeout)]
        self._ready = bool(events)
        syncs: list[_Connection] = []
        for key in events:  # who hangs up and asks anew has hung up first
            if key.fileobj is self._bell:
                return None
            if key.fileobj is not self._listener and self._read(key.fileobj, key.data):
                syncs.append(key.data)
        if any(key.fileobj is self._listener for key in events):
            self._accept()
        return syncs

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
            while True:
                line, _ = self._listener.accept()
                line.setblocking(False)
                self._selector.register(line, selectors.EVENT_READ, _Connection(line))

    def _read(self, line: Any, connection: _Connection) -> bool:
        """Read what a client has sent; whether that is now a whole sync request."""
        try:
            piece = line.recv(_LARGEST_REQUEST)
        except BlockingIOError:
            return False
        except OSError:
            piece = b""
        if not piece or len(connection.text) > _LARGEST_REQUEST:
            self._gone(connection)
            return False
        connection.text += piece
        head, end, _ = connection.text.replace(b"\r\n", b"\n").partition(b"\n\n")
        if connection.arrival is not None or not end:
            return False
        words = head.decode("latin-1").partition("\n")[0].split()
        path = words[1] if len(words) > 1 else ""
        if path == self._sync:
            self._selector.unregister(line)
            return True
        self._arrived(connection, path, words[0] if words else "")
        return False

    def _arrived(self, connection: _Connection, path: str, method: str) -> None:
        with self._changed:
            arrival = connection.arrival = Arrival(len(self.arrivals), path, method)
            self.arrivals.append(arrival)
            self._held[arrival.number] = connection
            self.peak = max(self.peak, len(self._held))
            at_once = self._kept is not None and not self._kept(arrival)
            self.stirs += 1
            self._changed.notify_all()
        if at_once:
            self.let_go(arrival)

    def _gone(self, connection: _Connection) -> None:
        self._selector.unregister(connection.line)
        connection.line.close()
        with self._changed:
            if connection.arrival is not None and self._held.pop(connection.arrival.number, None) is not None:
                self.stirs += 1
                self._changed.notify_all()

    # -- answering, on any thread --------------------------------------------------------------------------

    def _answer(self, connection: _Connection, arrival: Arrival) -> None:
        try:
            response = self._respond(arrival)
        except BaseException as fault:  # noqa: BLE001  (shown to the check's author when the block ends)
            self._fault = self._fault or fault
            response = Response(500, "the check's own server failed")
        self._send(connection, response)

    def _send(self, connection: _Connection, response: Response) -> None:
        """Answer and hang up: whoever was answered holds no connection."""
        line = connection.line
        data = response.body.encode() if isinstance(response.body, str) else response.body
        headers = {"Content-Length": str(len(data)), "Connection": "close", **response.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        status = f"HTTP/1.1 {response.status} {_PHRASES.get(response.status, 'Answered')}\r\n"
        with contextlib.suppress(OSError):
            if not response.drop:
                line.settimeout(_SENDING_S)
                line.sendall(f"{status}{head}\r\n".encode("latin-1") + data)
            line.shutdown(socket.SHUT_WR)


_PHRASES = {int(status): status.phrase for status in http.HTTPStatus}
