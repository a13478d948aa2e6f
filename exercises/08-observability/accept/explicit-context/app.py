"""The order service, with the request's context handed on as an argument: no globals, no context variables."""

import json
import re
import sys
import threading
import time
import traceback
import uuid
from dataclasses import dataclass, field

ALLOWED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]


@dataclass
class Context:
    """All that is known about the request that is being served."""

    request_id: str
    trace_id: str
    parent_id: str | None
    tenant: str | None
    user: str | None
    span_stack: list = field(default_factory=list)
    error: str | None = None


class Series:
    def __init__(self):
        self.buckets = dict.fromkeys(BUCKETS, 0)
        self.count = 0
        self.total = 0.0


class App:
    def __init__(self, supplier, log, export_span, clock):
        self._supplier, self._log, self._export, self._clock = supplier, log, export_span, clock
        self._orders = {}
        self._lock = threading.Lock()
        self._requests = {}
        self._histograms = {"http_request_duration_seconds": Series(), "supplier_duration_seconds": Series()}
        self._in_flight = 0

    def handle(self, method, path, headers, body):
        context = self._context(headers)
        begun = self._clock()
        with self._lock:
            self._in_flight += 1
        span = self._open(context, "request")
        try:
            status, text = self._dispatch(context, method, path, body)
        except Exception as problem:
            status, text = self._failure(context, problem)
        finally:
            with self._lock:
                self._in_flight -= 1
        self._close(context, span, "error" if status >= 500 else "ok")
        took = self._clock() - begun
        route = self._route(path)
        with self._lock:
            self._requests[route, status] = self._requests.get((route, status), 0) + 1
        self._observe("http_request_duration_seconds", took)
        self._event(
            context,
            "INFO",
            "request",
            route=route,
            status=status,
            duration_ms=took * 1000,
            tenant=context.tenant,
            user=context.user,
            error=context.error,
            trace_id=context.trace_id,
        )
        return status, {"Content-Type": "text/plain", "X-Request-Id": context.request_id}, text

    def _context(self, headers):
        wanted = headers.get("X-Request-Id") or ""
        good = 1 <= len(wanted) <= 64 and set(wanted) <= ALLOWED
        trace_id, parent = uuid.uuid4().hex, None
        found = re.fullmatch("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})", headers.get("traceparent") or "")
        if found and int(found[1], 16) and int(found[2], 16):
            trace_id, parent = found[1], found[2]
        return Context(
            wanted if good else str(uuid.uuid4()), trace_id, parent, headers.get("X-Tenant"), headers.get("X-User")
        )

    def _dispatch(self, context, method, path, body):
        if (method, path) == ("POST", "/orders"):
            return self._place(context, body)
        if method == "GET" and path.startswith("/orders/"):
            order = self._orders.get(path[len("/orders/") :])
            if order is None:
                return 404, '{"error": "unknown order"}'
            return 200, json.dumps(order)
        if path == "/healthz":
            return 200, "ok"
        if path == "/readyz":
            try:
                self._supplier("/ping", {})
            except OSError:
                return 503, "supplier down"
            return 200, "ok"
        if path == "/metrics":
            return 200, self._metrics()
        return 404, '{"error": "not found"}'

    def _place(self, context, body):
        try:
            raw = json.loads(body)
        except ValueError:
            return 400, '{"error": "no JSON"}'
        if not good_order(raw):
            return 400, '{"error": "no good order"}'
        order = {name: raw[name] for name in ("id", "sku", "quantity")}
        span = self._open(context, "price")
        try:
            order["total_cents"] = self._ask(context, order["sku"])["unit_cents"] * order["quantity"]
        except BaseException:
            self._close(context, span, "error")
            raise
        self._close(context, span, "ok")
        self._orders[order["id"]] = order
        self._event(context, "INFO", "order_placed", order_id=order["id"], sku=order["sku"], quantity=order["quantity"])
        return 201, json.dumps(order)

    def _ask(self, context, sku):
        span = self._open(context, "supplier")
        status = "error"
        try:
            headers = {
                "x-request-id": context.request_id,
                "traceparent": f"00-{context.trace_id}-{span['span_id']}-01",
            }
            answer = self._supplier("/prices/" + sku, headers)
            status = "ok"
            return answer
        finally:
            self._close(context, span, status)
            self._observe("supplier_duration_seconds", span["end"] - span["start"])

    def _failure(self, context, problem):
        context.error = type(problem).__name__
        stack = "".join(traceback.format_exception(problem))
        self._event(context, "ERROR", "failure", error=context.error, stack=stack)
        if isinstance(problem, OSError):
            return 504, '{"error": "supplier down"}'
        return 500, '{"error": "internal"}'

    def _open(self, context, name):
        parent = context.span_stack[-1]["span_id"] if context.span_stack else context.parent_id
        span = {
            "name": name,
            "trace_id": context.trace_id,
            "span_id": uuid.uuid4().hex[:16],
            "parent_id": parent,
            "start": self._clock(),
        }
        context.span_stack.append(span)
        return span

    def _close(self, context, span, status):
        context.span_stack.remove(span)
        span.update(end=self._clock(), status=status)
        self._export(span)

    def _event(self, context, level, event, **fields):
        line = {"ts": time.time(), "level": level, "event": event, "request_id": context.request_id}
        line.update(fields)
        with self._lock:
            print(json.dumps(line, ensure_ascii=False), file=self._log)

    def _observe(self, name, seconds):
        with self._lock:
            series = self._histograms[name]
            series.count += 1
            series.total += seconds
            for bound in BUCKETS:
                if seconds <= bound:
                    series.buckets[bound] += 1

    @staticmethod
    def _route(path):
        if path.startswith("/orders/"):
            return "/orders/{id}"
        return path if path in {"/orders", "/healthz", "/readyz", "/metrics"} else "(none)"

    def _metrics(self):
        with self._lock:
            out = [f"http_requests_in_flight {self._in_flight}"]
            for (route, status), count in self._requests.items():
                out.append(f'http_requests_total{{status="{status}",route="{route}"}} {count}')
            for name, series in self._histograms.items():
                out += [f'{name}_bucket{{le="{bound}"}} {count}' for bound, count in series.buckets.items()]
                out.append(f'{name}_bucket{{le="+Inf"}} {series.count}')
                out.append(f"{name}_sum {series.total!r}")
                out.append(f"{name}_count {series.count}")
        return "\n".join(out)


def good_order(raw):
    if not isinstance(raw, dict):
        return False
    texts = all(isinstance(raw.get(name), str) and raw[name] for name in ("id", "sku", "email", "card_token"))
    quantity = raw.get("quantity")
    return texts and isinstance(quantity, int) and not isinstance(quantity, bool) and quantity > 0


def create_app(*, supplier, log, export_span, clock):
    return App(supplier, log, export_span, clock)


if __name__ == "__main__":
    app = create_app(supplier=lambda *_: {"unit_cents": 250}, log=sys.stdout, export_span=print, clock=time.monotonic)
    print(app.handle("GET", "/metrics", {}, ""))
