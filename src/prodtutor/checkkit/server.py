"""A small HTTP server of the judge's on this machine's loopback, for programs that call an API."""

from __future__ import annotations

import contextlib
import http.server
import json
import selectors
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType

from prodtutor.checkkit import current

_LARGEST_BODY = 4 * 1024 * 1024
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    """With the query, as sent."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answers. `drop` closes the connection without an answer."""

    status: int = 200
    body: bytes | str = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False

    @classmethod
    def json(cls, value: object, status: int = 200) -> Response:
        """An answer in JSON."""
        return cls(status, json.dumps(value), {"Content-Type": "application/json"})


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE_S  # a client that connects and says nothing
    server: _Server

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        try:
            length = int(self.headers.get("content-length") or 0)
        except ValueError:
            length = -1
        if not 0 <= length <= _LARGEST_BODY:
            self.close_connection = True
            self.send_error(413 if length > 0 else 400)
            return
        body = self.rfile.read(length)
        headers = MappingProxyType({name.lower(): value for name, value in self.headers.items()})
        response = self.server.owner._answered(Request(self.command, self.path, headers, body))
        if response.drop:
            self.close_connection = True
            return
        data = response.body.encode() if isinstance(response.body, str) else response.body
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing goes to the judge's stderr."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, owner: LoopbackServer) -> None:
        self.owner = owner
        self._connections: set[socket.socket] = set()
        self._serving: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._bell, self._button = socket.socketpair()
        ready = listening_socket()
        super().__init__(("127.0.0.1", 0), _Handler, bind_and_activate=ready is None)
        if ready is not None:
            self.socket.close()
            self.socket = ready
            self.server_address = ready.getsockname()

    def serve(self) -> None:
        """Accept connections until `stop`. (`serve_forever` would notice its end only at its next look.)"""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._bell, selectors.EVENT_READ)
            while self._bell not in [key.fileobj for key, _ in selector.select()]:
                self.handle_request()

    def stop(self) -> None:
        """End `serve` now; any thread may ask."""
        self._button.send(b"x")

    def server_close(self) -> None:
        super().server_close()
        self._bell.close()
        self._button.close()

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        with self._lock:
            self._connections.add(request)
            self._serving.add(threading.current_thread())
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._connections.discard(request)
                self._serving.discard(threading.current_thread())

    def handle_error(self, *_: object) -> None:
        """A client that goes away in the middle is none of our errors."""

    def hang_up(self, patience: float) -> None:
        """Close every connection and wait for its thread, at most `patience` seconds each."""
        with self._lock:
            connections, threads = list(self._connections), list(self._serving)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(patience)


_opener: ContextVar[Callable[[], socket.socket] | None] = ContextVar("opener", default=None)


@contextlib.contextmanager
def opened_by(opener: Callable[[], socket.socket]) -> Iterator[None]:
    """Servers that this thread makes in the block listen on sockets that `opener` has opened: those of a sandbox."""
    token = _opener.set(opener)
    try:
        yield
    finally:
        _opener.reset(token)


def listening_socket() -> socket.socket | None:
    """A listening socket on the loopback that the subjects of this run can reach, if it takes a special one."""
    opener = _opener.get()
    return opener() if opener is not None else current.listening_socket()


class LoopbackServer:
    """Serves HTTP on 127.0.0.1 at a free port while the `with` block lasts; `close` before its end is allowed.

    answer: called with each Request, on a thread of its connection; it may block. What it raises by mistake is answered
    with 500 and raised again at the end of the block.
    """

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self.requests: list[Request] = []
        self._answer = answer
        self._fault: BaseException | None = None
        self._closed = False
        self._server = _Server(self)
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve, daemon=True, name=f"loopback server {self.port}")
        self._thread.start()

    def _answered(self, request: Request) -> Response:
        self.requests.append(request)
        try:
            return self._answer(request)
        except BaseException as fault:  # noqa: BLE001  (shown to the check's author when the block ends)
            self._fault = self._fault or fault
            return Response(500, "the check's own server failed")

    def close(self) -> None:
        """Stop listening and hang up; from now on connections are refused. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._server.stop()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up(1.0)

    def __enter__(self) -> LoopbackServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self._fault is not None and error is None:
            raise self._fault
