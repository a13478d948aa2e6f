"""The shop's API, on this machine's loopback: for `prodtutor run 4` and for the checks."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prodtutor.checkkit import LoopbackServer, Request, Response


class ShopApi:
    """Receives reports. `status` is what it answers; checks set it to 500."""

    def __init__(self) -> None:
        self.status = 201
        self.server = LoopbackServer(self._answer)
        self.url = self.server.url

    def _answer(self, request: Request) -> Response:
        if (request.method, request.path) != ("POST", "/reports"):
            return Response.json({"error": "there is only POST /reports"}, status=404)
        return Response.json({"ok": self.status < 400}, status=self.status)

    @property
    def requests(self) -> list[Request]:
        return self.server.requests

    @property
    def keys(self) -> list[str]:
        """What stood in `X-Api-Key`, request by request; empty where there was none."""
        return [request.headers.get("x-api-key", "") for request in self.requests]

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The JSON objects received by POST /reports, in order; what is no object is left out."""
        found = []
        for request in self.requests:
            try:
                body = json.loads(request.body)
            except ValueError:
                continue
            if (request.method, request.path) == ("POST", "/reports") and isinstance(body, dict):
                found.append(body)
        return found

    def numbers(self, name: str) -> list[int]:
        """A whole number out of each report; 0 where there is none."""
        found = [report.get(name) for report in self.reports]
        return [value if type(value) is int else 0 for value in found]

    @property
    def databases(self) -> list[str]:
        """What the reports call their database."""
        return [str(report.get("database")) for report in self.reports]

    def summary(self) -> list[str]:
        """What the learner reads after a run."""
        if not self.requests:
            return ["The API received nothing."]
        lines = [f"The API received {_count(len(self.requests), 'request')}:"]
        for request in self.requests:
            key = request.headers.get("x-api-key")
            told = f"X-Api-Key: {key}" if key else "no X-Api-Key"
            lines.append(f"{request.method} {request.path} with {told}")
            lines.append(f"    {request.body.decode('utf-8', 'replace')[:200]}")
        return lines

    def forget(self) -> None:
        """Be as one that has just been started."""
        self.status = 201
        self.server.requests.clear()

    def close(self) -> None:
        self.server.close()


class Nobody:
    """An address on this machine where nobody answers."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.url = f"http://127.0.0.1:{taken.getsockname()[1]}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@contextmanager
def shop_api() -> Iterator[ShopApi]:
    """The API while the `with` block lasts."""
    api = ShopApi()
    with api.server:
        yield api
