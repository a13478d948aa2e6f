"""The order service on the standard library's logging: a JSON formatter, an adapter per request."""

import json
import logging
import re
import secrets
import sys
import threading
import time
from collections import defaultdict
from contextlib import contextmanager

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, float("inf"))
ROUTES = [
    ("POST", re.compile(r"/orders"), "/orders", "place"),
    ("GET", re.compile(r"/orders/(?P<order_id>.+)", re.DOTALL), "/orders/{id}", "show"),
    ("GET", re.compile(r"/healthz"), "/healthz", "health"),
    ("GET", re.compile(r"/readyz"), "/readyz", "ready"),
    ("GET", re.compile(r"/metrics"), "/metrics", "show_metrics"),
]


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "ts": self.formatTime(record),
            "level": record.levelname,
            "event": record.getMessage(),
            "logger": record.name,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["stack"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class RequestLog(logging.LoggerAdapter):
    def process(self, msg, kwargs):
        fields = {**self.extra, **kwargs.pop("fields", {})}
        kwargs["extra"] = {"fields": fields}
        return msg, kwargs


class Request:
    def __init__(self, app, method, path, headers, body):
        self.app, self.method, self.path, self.headers, self.body = app, method, path, headers, body
        given = headers.get("X-Request-Id", "")
        self.id = given if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII) else secrets.token_urlsafe(12)
        self.log = RequestLog(app.logger, {"request_id": self.id})
        self.trace_id, self.parent_id = secrets.token_hex(16), None
        parts = headers.get("traceparent", "").split("-")
        if [len(part) for part in parts] == [2, 32, 16, 2] and parts[0] == "00":
            hexadecimal = all(re.fullmatch("[0-9a-f]+", part) for part in parts)
            if hexadecimal and set(parts[1]) != {"0"} and set(parts[2]) != {"0"}:
                self.trace_id, self.parent_id = parts[1], parts[2]

    @contextmanager
    def span(self, name):
        before, mine = self.parent_id, secrets.token_hex(8)
        self.parent_id = mine
        made = {"name": name, "trace_id": self.trace_id, "span_id": mine, "parent_id": before, "status": "ok"}
        made["start"] = self.app.clock()
        try:
            yield made
        except Exception:
            made["status"] = "error"
            raise
        finally:
            made["end"] = self.app.clock()
            self.parent_id = before
            self.app.export_span(made)


class App:
    def __init__(self, supplier, log, export_span, clock):
        self.supplier, self.export_span, self.clock = supplier, export_span, clock
        self.logger = logging.getLogger(f"shop.{secrets.token_hex(8)}")  # a name of its own: two apps share nothing
        self.logger.setLevel(logging.INFO)
        self.logger.propagate = False
        handler = logging.StreamHandler(log)
        handler.setFormatter(JsonFormatter())
        self.logger.addHandler(handler)
        self.orders = {}
        self.numbers = defaultdict(float)
        self.changing = threading.Lock()

    def add(self, *changes):
        with self.changing:
            for name, change in changes:
                self.numbers[name] += change

    def observe(self, name, seconds, label=""):
        self.add(
            (f"{name}_sum{{{label}}}", seconds),
            (f"{name}_count{{{label}}}", 1),
            *((f'{name}_bucket{{{label},le="{bound:g}"}}', float(seconds <= bound)) for bound in BOUNDS),
        )

    def handle(self, method, path, headers, body):
        request = Request(self, method, path, headers, body)
        start = self.clock()
        self.add(("http_requests_in_flight", 1))
        route, action, arguments = "unmatched", "missing", {}
        for wanted, pattern, template, name in ROUTES:
            match = pattern.fullmatch(path)
            if match and wanted == method:
                route, action, arguments = template, name, match.groupdict()
        error = None
        with request.span(f"{method} {route}") as root:
            try:
                status, answer = getattr(self, action)(request, **arguments)
            except Exception as problem:
                error = type(problem).__name__
                root["status"] = "error"
                status, answer = (503 if isinstance(problem, OSError) else 500), {"error": "we are sorry"}
                request.log.exception("request failed", fields={"error": error})
        seconds = self.clock() - start
        self.add(
            ("http_requests_in_flight", -1),
            (f'http_requests_total{{method="{method}",route="{route}",status="{status}"}}', 1),
        )
        self.observe("http_request_duration_seconds", seconds, f'route="{route}"')
        fields = {"route": route, "status": status, "duration_ms": seconds * 1e3, "error": error}
        fields.update(tenant=headers.get("X-Tenant"), user=headers.get("X-User"), trace_id=request.trace_id)
        request.log.info("request", fields=fields)
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return status, {"X-Request-Id": request.id}, text

    def missing(self, request):
        return 404, {"error": "there is no such page"}

    def place(self, request):
        try:
            order = json.loads(request.body)
            texts = [order[name] for name in ("id", "sku", "email", "card_token")]
            quantity = order["quantity"]
        except (ValueError, KeyError, TypeError):
            return 400, {"error": "this is no order"}
        if not all(isinstance(text, str) and text for text in texts):
            return 400, {"error": "a text is missing"}
        if type(quantity) is not int or quantity < 1:
            return 400, {"error": "the quantity is no number above zero"}
        with request.span("price"):
            total = quantity * self.offer(request, texts[1])["unit_cents"]
        stored = {"id": texts[0], "sku": texts[1], "quantity": quantity, "total_cents": total}
        self.orders[texts[0]] = stored
        request.log.info("order_placed", fields={"order_id": texts[0], "sku": texts[1], "quantity": quantity})
        return 201, stored

    def offer(self, request, sku):
        start = self.clock()
        with request.span("supplier") as span:
            headers = {"X-Request-Id": request.id, "traceparent": f"00-{request.trace_id}-{span['span_id']}-00"}
            try:
                return self.supplier(f"/prices/{sku}", headers)
            finally:
                self.observe("supplier_duration_seconds", self.clock() - start)

    def show(self, request, order_id):
        found = self.orders.get(order_id)
        return (200, found) if found else (404, {"error": "there is no such order"})

    def health(self, request):
        return 200, "alive"

    def ready(self, request):
        try:
            self.supplier("/ping", {"X-Request-Id": request.id})
        except (TimeoutError, ConnectionError) as problem:
            request.log.warning("not ready", fields={"error": type(problem).__name__})
            return 503, "not ready"
        return 200, "ready"

    def show_metrics(self, request):
        with self.changing:
            return 200, "".join(
                f"{name.replace('{}', '').replace('{,', '{')} {number}\n" for name, number in self.numbers.items()
            )


def create_app(*, supplier, log, export_span, clock):
    return App(supplier, log, export_span, clock)


def main():
    app = create_app(supplier=lambda *_: {"unit_cents": 1}, log=sys.stderr, export_span=print, clock=time.perf_counter)
    print(*app.handle("GET", "/orders/o-1", {}, ""))


if __name__ == "__main__":
    main()
