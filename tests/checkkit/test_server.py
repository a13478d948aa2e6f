"""The loopback server."""

from __future__ import annotations

import http.client
import socket
import threading
import urllib.error
import urllib.request

import pytest

from prodtutor.checkkit import LoopbackServer, Request, Response

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def _hello(request: Request) -> Response:
    return Response.json({"path": request.path}, status=201)


def test_requests_are_recorded_and_answered() -> None:
    with LoopbackServer(_hello) as server:
        request = urllib.request.Request(  # noqa: S310
            f"{server.url}/orders?x=1", b"body", {"X-Key": "k"}, method="PATCH"
        )
        with _open(request, timeout=10) as answer:
            assert (answer.status, answer.read()) == (201, b'{"path": "/orders?x=1"}')
    (seen,) = server.requests
    assert (seen.method, seen.path, seen.headers["x-key"], seen.body) == ("PATCH", "/orders?x=1", "k", b"body")


def test_a_connection_serves_several_requests() -> None:
    with LoopbackServer(_hello) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
            client.request(method, "/", b"x" if method == "POST" else None)
            answer = client.getresponse()
            assert answer.status == 201
            answer.read()
        client.close()
    assert [request.method for request in server.requests] == ["GET", "HEAD", "POST", "DELETE", "OPTIONS"]


def test_closing_midway_refuses_connections_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with LoopbackServer(_hello) as server:
        idle = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        server.close()
        with pytest.raises(urllib.error.URLError):
            _open(server.url, timeout=10)
        idle.close()
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf",
        b"",
    ],
)
def test_broken_clients_do_no_harm(data: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with LoopbackServer(_hello) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            while client.recv(1000):
                pass
        with _open(server.url, timeout=10) as answer:
            assert answer.status == 201
    assert capfd.readouterr().err == ""


def test_a_dropped_connection() -> None:
    with LoopbackServer(lambda _: Response(drop=True)) as server, pytest.raises(http.client.RemoteDisconnected):
        _open(server.url, timeout=10)


def test_a_mistake_in_the_answer_is_the_checks() -> None:
    def mistaken(_: Request) -> Response:
        raise LookupError("mine")

    def use() -> None:
        with LoopbackServer(mistaken) as server, pytest.raises(urllib.error.HTTPError):
            _open(server.url, timeout=10)

    with pytest.raises(LookupError, match="mine"):
        use()
