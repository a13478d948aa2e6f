"""The counting server, asked by this process."""

from __future__ import annotations

import contextlib
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from prodtutor.checkkit import Arrival, CountingServer, Response

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
GUARD_S = 10.0


def _echo(arrival: Arrival) -> Response:
    return Response.json({"path": arrival.path}, status=201)


@pytest.fixture
def server() -> Iterator[CountingServer]:
    before = set(threading.enumerate())
    with CountingServer(_echo) as made:
        yield made
    assert set(threading.enumerate()) <= before


@pytest.fixture
def ask(server: CountingServer) -> Iterator[Callable[[str], Future[bytes]]]:
    """Ask for a path on a thread of its own."""

    def get(path: str) -> bytes:
        with _open(f"{server.url}{path}", timeout=GUARD_S) as answer:
            return bytes(answer.read())

    with ThreadPoolExecutor(8) as pool:
        yield lambda path: pool.submit(get, path)
        server.open()


def test_requests_are_held_and_counted_until_they_are_let_go(
    server: CountingServer, ask: Callable[[str], Future[bytes]]
) -> None:
    waiting = [ask(f"/{number}?x=1") for number in range(3)]
    assert server.wait_for(lambda: len(server.held) == 3, GUARD_S)
    assert (server.peak, len(server.arrivals)) == (3, 3)
    assert not any(future.done() for future in waiting)
    first = server.held[0]
    server.let_go(first, first)
    assert b'{"path": "/' in waiting[int(first.path[1])].result(GUARD_S)
    assert [arrival.number for arrival in server.held] == [1, 2]
    server.open()
    for future in waiting:
        future.result(GUARD_S)
    assert ask("/later").result(GUARD_S) == b'{"path": "/later"}'
    assert (server.peak, len(server.arrivals), server.held) == (3, 4, [])


def test_open_may_keep_some(server: CountingServer, ask: Callable[[str], Future[bytes]]) -> None:
    kept = ask("/kept")
    assert server.wait_for(lambda: len(server.held) == 1, GUARD_S)
    server.open(but=lambda arrival: arrival.path == "/kept")
    assert ask("/other").result(GUARD_S)
    assert not kept.done()
    server.open()
    assert kept.result(GUARD_S)


def test_who_hangs_up_is_no_longer_in_flight(server: CountingServer) -> None:
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), timeout=GUARD_S) as line:
            line.sendall(b"GET /gone HTTP/1.1\r\n")
            line.sendall(b"\r\n")
            assert server.wait_for(lambda: len(server.held) == 1, GUARD_S)
        assert server.wait_for(lambda: not server.held, GUARD_S)
    assert (server.peak, len(server.arrivals)) == (1, 3)


def test_a_sync_request_comes_behind_all_that_was_sent_before(server: CountingServer) -> None:
    host, port, path = server.sync_address()
    for wanted in range(1, 30):
        lines = [socket.create_connection((host, port), timeout=GUARD_S) for _ in range(2)]
        lines[0].sendall(b"GET /work HTTP/1.0\n\n")
        lines[1].sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        assert lines[1].recv(100).startswith(b"HTTP/1.1 200")
        assert len(server.arrivals) == wanted
        for line in lines:
            line.close()
    assert all((arrival.method, arrival.path) == ("GET", "/work") for arrival in server.arrivals)


def test_an_answer_may_be_nothing(ask: Callable[[str], Future[bytes]], server: CountingServer) -> None:
    server._respond = lambda _: Response(drop=True)
    waiting = ask("/")
    server.open()
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        waiting.result(GUARD_S)


def test_nonsense_is_no_request(server: CountingServer) -> None:
    line = socket.create_connection(("127.0.0.1", server.port), timeout=GUARD_S)
    with line, contextlib.suppress(ConnectionError):
        line.sendall(b"x" * 200_000)
        assert line.recv(100) == b""
    assert not server.arrivals


def test_after_close_connections_are_refused() -> None:
    server = CountingServer(_echo)
    server.close()
    server.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=GUARD_S)


def test_the_checks_own_mistake_is_raised_at_the_end() -> None:
    def broken(_: Arrival) -> Response:
        raise LookupError("mine")

    server = CountingServer(broken)
    server.open()
    with pytest.raises(urllib.error.HTTPError, match="500"):
        _open(server.url, timeout=GUARD_S)
    with pytest.raises(LookupError, match="mine"):
        server.__exit__(None, None, None)
