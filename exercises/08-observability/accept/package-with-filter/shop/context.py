"""What belongs to the request that is being served, whoever asks."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Scope:
    request_id: str
    trace_id: str
    span_id: str | None
    tenant: str | None = None
    user: str | None = None


scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def scope_for(headers: Mapping[str, str]) -> Scope:
    wanted = headers.get("X-Request-Id", "")
    if re.compile(r"\A[A-Za-z0-9._-]{1,64}\Z").match(wanted) is None:
        wanted = secrets.token_hex(16)
    found = re.compile(r"\A00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f][0-9a-f]\Z").match(headers.get("traceparent", ""))
    trace, parent = found.groups() if found else ("0", "0")
    if not int(trace, 16) or not int(parent, 16):
        trace, parent = secrets.token_hex(16), None
    return Scope(wanted, trace, parent, headers.get("X-Tenant"), headers.get("X-User"))


class Span:
    """`with Span("price", export, clock) as made:`; `made.scope` is what its children see."""

    def __init__(self, name: str, export: Callable[[dict[str, Any]], None], clock: Callable[[], float]) -> None:
        self.name, self.export, self.clock, self.status = name, export, clock, "ok"

    def __enter__(self) -> Span:
        self.outer = scope.get()
        assert self.outer is not None
        self.scope = replace(self.outer, span_id=secrets.token_hex(8))
        self.token = scope.set(self.scope)
        self.start = self.clock()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        scope.reset(self.token)
        if kind is not None:
            self.status = "error"
        self.export(
            {
                "name": self.name,
                "trace_id": self.scope.trace_id,
                "span_id": self.scope.span_id,
                "parent_id": self.outer.span_id if self.outer else None,
                "start": self.start,
                "end": self.clock(),
                "status": self.status,
            }
        )
