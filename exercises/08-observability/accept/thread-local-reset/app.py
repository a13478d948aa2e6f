"""The order service with a thread-local that is filled anew for each request, and one event that says it all."""

import json
import re
import secrets
import string
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

here = threading.local()
BOUNDS = ("0.005", "0.05", "0.10", "0.25", "0.5", "1.0", "2.5", "5.0", "+Inf")
HEX = set(string.hexdigits.lower()[:16])


class SupplierDown(Exception):
    """The supplier does not answer; the cause says why."""


class Span:
    def __init__(self, app, name):
        self.app, self.name = app, name
        self.parent = getattr(here, "span", None)
        self.span_id = secrets.token_hex(8)
        self.parent_id = self.parent.span_id if self.parent else here.remote[1]
        self.trace_id = here.remote[0]
        self.failed = False

    def __enter__(self):
        here.span = self
        self.start = self.app.clock()
        return self

    def __exit__(self, kind, error, trace):
        here.span = self.parent
        self.app.export_span(
            {
                "name": self.name,
                "trace_id": self.trace_id,
                "span_id": self.span_id,
                "parent_id": self.parent_id,
                "start": self.start,
                "end": self.app.clock(),
                "status": "error" if kind or self.failed else "ok",
                "attributes": {"thread": threading.current_thread().name},
            }
        )
        return False


class App:
    def __init__(self, supplier, log, export_span, clock):
        self.supplier, self.log, self.export_span, self.clock = supplier, log, export_span, clock
        self.lock, self.orders = threading.Lock(), {}
        self.requests, self.request_times, self.supplier_times = {}, {}, {}
        self.busy = 0
        self.pool = ThreadPoolExecutor(8)
        self.event("INFO", "started")

    def event(self, level, event, **fields):
        line = dict(ts=time.time(), level=level, event=event, request_id=getattr(here, "id", None), **fields)
        with self.lock:
            self.log.write(json.dumps(line) + "\n")
            self.log.flush()

    def handle(self, method, path, headers, body):
        given = headers.get("X-Request-Id", "")
        good = 0 < len(given) <= 64 and all(c.isascii() and (c.isalnum() or c in "._-") for c in given)
        here.id = given if good else f"req-{secrets.token_hex(6)}"
        here.remote = remote(headers.get("traceparent", "")) or (secrets.token_hex(16), None)
        here.span = None
        if path == "/healthz":
            return 200, {"X-Request-Id": here.id}, "fine"
        if path == "/metrics":
            return 200, {"X-Request-Id": here.id}, self.metrics()
        if path == "/readyz":
            return self.ready()
        with self.lock:
            self.busy += 1
        started = self.clock()
        more = {"error": None, "trace_id": here.remote[0]}
        more |= {"tenant": headers.get("X-Tenant"), "user": headers.get("X-User")}
        with Span(self, "http") as span:
            try:
                status, text = self.route(method, path, body)
            except Exception as error:
                first = error.__cause__ or error
                span.failed = True
                more |= {"error": type(first).__name__, "stack": traceback.format_exception(error)}
                status, text = (503 if isinstance(error, SupplierDown) else 500), '{"error": "try again later"}'
        seconds = self.clock() - started
        route = "/orders" if path == "/orders" else "/orders/{id}" if path.startswith("/orders/") else "nowhere"
        with self.lock:
            self.busy -= 1
            key = (method if method in ("GET", "POST") else "OTHER", route, status)
            self.requests[key] = self.requests.get(key, 0) + 1
            observe(self.request_times, seconds)
        level = "ERROR" if status >= 500 else "WARNING" if status >= 400 else "INFO"
        self.event(level, "request", route=route, status=status, duration_ms=round(seconds * 1000, 1), **more)
        return status, {"content-type": "application/json", "x-request-id": here.id}, text

    def ready(self):
        status = 200
        try:
            self.supplier("/ping", {"X-Request-Id": here.id})
        except OSError:
            status = 503
        return status, {"X-Request-Id": here.id}, "{}"

    def route(self, method, path, body):
        if method == "POST" and path == "/orders":
            order, problem = read(body)
            if problem:
                return 400, json.dumps({"error": problem})
            with Span(self, "price"):
                order["total_cents"] = self.unit_cents(order["sku"]) * order["quantity"]
            self.orders[order["id"]] = order
            self.event("INFO", "order_placed", order_id=order["id"], sku=order["sku"], quantity=order["quantity"])
            return 201, json.dumps(order)
        if method == "GET" and path.startswith("/orders/") and path[8:] in self.orders:
            return 200, json.dumps(self.orders[path[8:]])
        return 404, '{"error": "not here"}'

    def unit_cents(self, sku):
        with Span(self, "supplier") as span:
            headers = {"X-Request-Id": here.id, "traceparent": f"00-{span.trace_id}-{span.span_id}-01"}
            started = self.clock()
            try:
                waiting = self.pool.submit(self.supplier, "/prices/" + sku, headers)
                return waiting.result(timeout=30)["unit_cents"]
            except OSError as error:
                raise SupplierDown from error
            finally:
                with self.lock:
                    observe(self.supplier_times, self.clock() - started)

    def metrics(self):
        out = []
        with self.lock:
            for (method, route, status), count in self.requests.items():
                out.append(f'http_requests_total{{method="{method}", route="{route}", status="{status}"}} {count}')
            out.append(f"http_requests_in_flight {self.busy}")
            out += histogram("http_request_duration_seconds", self.request_times)
            out += histogram("supplier_duration_seconds", self.supplier_times)
        return "\n".join(out)


def observe(times, seconds):
    times["sum"] = times.get("sum", 0.0) + seconds
    for bound in BOUNDS:
        if seconds <= float(bound):
            times[bound] = times.get(bound, 0) + 1
            break  # each bucket holds its own; they are added up when they are shown


def histogram(name, times):
    so_far = 0
    for bound in BOUNDS:
        so_far += times.get(bound, 0)
        yield f'{name}_bucket{{le="{bound}"}} {so_far}'
    yield f"{name}_count {so_far}"
    yield f"{name}_sum {times.get('sum', 0.0)}"


def remote(header):
    version, *ids = header.split("-") if header.count("-") == 3 else [""]
    if version != "00" or [len(each) for each in ids] != [32, 16, 2] or not set("".join(ids)) <= HEX:
        return None
    return None if not ids[0].strip("0") or not ids[1].strip("0") else (ids[0], ids[1])


def read(body):
    try:
        raw = json.loads(body)
    except json.JSONDecodeError as error:
        return {}, f"this is no JSON (line {error.lineno})"
    if not isinstance(raw, dict):
        return {}, "this is no object"
    for name in ("id", "sku", "email", "card_token"):
        if not isinstance(raw.get(name), str) or not re.search(".", raw[name], re.DOTALL):
            return {}, f"{name} is missing"
    if type(raw.get("quantity")) is not int or raw["quantity"] < 1:
        return {}, "quantity is not a positive whole number"
    return {"id": raw["id"], "sku": raw["sku"], "quantity": raw["quantity"]}, ""


def create_app(*, supplier, log, export_span, clock):
    return App(supplier, log, export_span, clock)
