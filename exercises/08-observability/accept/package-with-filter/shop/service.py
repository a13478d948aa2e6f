"""The order service."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TextIO

from shop.context import Span, scope, scope_for
from shop.events import logger_for
from shop.numbers import Numbers

Answer = tuple[int, dict[str, str], str]


@dataclass(frozen=True)
class Order:
    """What we keep of an order. E-mail and card belong to the payment, not here."""

    id: str
    sku: str
    quantity: int
    total_cents: int


class BadOrder(Exception):
    pass


class App:
    def __init__(
        self,
        supplier: Callable[[str, dict[str, str]], dict[str, Any]],
        log: TextIO,
        export_span: Callable[[dict[str, Any]], None],
        clock: Callable[[], float],
    ) -> None:
        self._supplier, self._export, self._clock = supplier, export_span, clock
        self._log, self._numbers = logger_for(log), Numbers()
        self._orders: dict[str, Order] = {}

    def handle(self, method: str, path: str, headers: dict[str, str], body: str) -> Answer:
        token = scope.set(scope_for(headers))
        ticket = object()
        try:
            self._numbers.flying.add(ticket)
            return self._watched(method, path, body)
        finally:
            self._numbers.flying.discard(ticket)
            scope.reset(token)

    def _watched(self, method: str, path: str, body: str) -> Answer:
        here = scope.get()
        assert here is not None
        match path.split("/"):
            case ["", "orders"]:
                route = "/orders"
            case ["", "orders", *_]:
                route = "/orders/{id}"
            case ["", "healthz" | "readyz" | "metrics" as name]:
                route = f"/{name}"
            case _:
                route = "*"
        began, error = self._clock(), None
        with Span(f"{method} {route}", self._export, self._clock) as root:
            try:
                status, text = self._answer(method, path, body)
            except BadOrder as problem:
                status, text = 400, json.dumps({"error": str(problem)})
            except Exception as problem:
                error, root.status = type(problem).__name__, "error"
                self._log.error("unhandled", exc_info=problem)
                status, text = (503 if isinstance(problem, (TimeoutError, ConnectionError)) else 500), "{}"
        seconds = self._clock() - began
        with self._numbers.lock:
            self._numbers.total[route, str(status)] += 1
            self._numbers.took.observe(seconds)
        data = {"route": route, "status": status, "duration_ms": seconds * 1000, "tenant": here.tenant}
        data |= {"user": here.user, "error": error, "trace_id": here.trace_id}
        self._log.info("request", extra={"data": data})
        return status, {"X-Request-Id": here.request_id}, text

    def _answer(self, method: str, path: str, body: str) -> tuple[int, str]:
        match method, path:
            case "POST", "/orders":
                order = self._priced(body)
                self._orders[order.id] = order
                data = {"order_id": order.id, "sku": order.sku, "quantity": order.quantity}
                self._log.info("order_placed", extra={"data": data})
                return 201, json.dumps(asdict(order))
            case "GET", "/healthz":
                return 200, "{}"
            case "GET", "/readyz":
                try:
                    self._supplier("/ping", {})
                except Exception:
                    return 503, "{}"
                return 200, "{}"
            case "GET", "/metrics":
                return 200, str(self._numbers)
            case "GET", path if path.startswith("/orders/"):
                found = self._orders.get(path.removeprefix("/orders/"))
                return (200, json.dumps(asdict(found))) if found else (404, "{}")
        return 404, "{}"

    def _priced(self, body: str) -> Order:
        try:
            raw = json.loads(body)
        except ValueError:
            raise BadOrder("no JSON") from None
        if not isinstance(raw, dict):
            raise BadOrder("no object")
        wrong = [n for n in ("id", "sku", "email", "card_token") if not isinstance(raw.get(n), str) or not raw[n]]
        quantity = raw.get("quantity")
        if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
            wrong.append("quantity")
        if wrong:
            raise BadOrder(f"wrong: {', '.join(wrong)}")
        with Span("price", self._export, self._clock):
            return Order(raw["id"], raw["sku"], quantity, self._unit_cents(raw["sku"]) * quantity)

    def _unit_cents(self, sku: str) -> int:
        began = self._clock()
        with Span("supplier", self._export, self._clock) as made:
            headers = {"traceparent": f"00-{made.scope.trace_id}-{made.scope.span_id}-01"}
            headers["X-Request-Id"] = made.scope.request_id
            try:
                return int(self._supplier(f"/prices/{sku}", headers)["unit_cents"])
            finally:
                with self._numbers.lock:
                    self._numbers.supplier.observe(self._clock() - began)


def create_app(*, supplier, log, export_span, clock) -> App:
    return App(supplier, log, export_span, clock)
