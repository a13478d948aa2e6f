"""The order service as an onion: each layer does one thing and calls the next."""

import functools
import json
import re
import sys
import threading
import time
import traceback
import uuid
from contextvars import ContextVar

BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
_request = ContextVar("request")


class Request(dict):
    """Whatever the layers want to tell each other."""


def current():
    return _request.get()


class Core:
    """The shop itself. It knows nothing of logs, metrics and traces."""

    def __init__(self, quote, ping, placed):
        self.quote, self.ping, self.placed, self.orders = quote, ping, placed, {}

    def __call__(self, method, path, body):
        if method == "POST" and path == "/orders":
            return self.place(body)
        if method == "GET" and path.startswith("/orders/"):
            order = self.orders.get(path.split("/", 2)[2])
            return (200, order) if order else (404, {"error": "no such order"})
        if path == "/healthz":
            return 200, {"alive": True}
        if path == "/readyz":
            return (200, {"ready": True}) if self.ping() else (503, {"ready": False})
        return 404, {"error": "no such page"}

    def place(self, body):
        try:
            raw = json.loads(body)
            order = check(raw)
        except (ValueError, TypeError, KeyError, AttributeError):
            return 400, {"error": "bad order"}
        order["total_cents"] = self.quote(order["sku"], order["quantity"])
        self.orders[order["id"]] = order
        self.placed(order)
        return 201, order


def check(raw):
    for name in ("id", "sku", "email", "card_token"):
        if not isinstance(raw[name], str) or raw[name] == "":
            raise ValueError(name)
    if isinstance(raw["quantity"], bool) or not isinstance(raw["quantity"], int) or raw["quantity"] <= 0:
        raise ValueError("quantity")
    return {name: raw[name] for name in ("id", "sku", "quantity")}


class Telemetry:
    def __init__(self, log, export, clock):
        self.log, self.export, self.clock = log, export, clock
        self.lock = threading.RLock()
        self.counts, self.flying = {}, 0
        self.times = {"http_request_duration_seconds": [], "supplier_duration_seconds": []}

    def event(self, level, event, **fields):
        head = {"ts": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "level": level, "event": event}
        with self.lock:
            json.dump({**head, "request_id": current()["id"], **fields}, self.log)
            self.log.write("\n")

    def traced(self, name):
        """A decorator: each call of the function is a span."""

        def wrap(function):
            @functools.wraps(function)
            def inside(*args, **kwargs):
                request = current()
                outer, own = request["span"], uuid.uuid4().hex[16:]
                if int(own, 16) == 0:
                    own = "1".zfill(16)
                request["span"] = own
                start, status = self.clock(), "error"
                try:
                    result = function(*args, **kwargs)
                    status = "error" if request.get("failed") else "ok"
                    return result
                finally:
                    request["span"] = outer
                    span = {"name": name, "trace_id": request["trace"], "span_id": own, "parent_id": outer}
                    span.update(start=start, end=self.clock(), status=status)
                    self.export(span)

            return inside

        return wrap

    def text(self):
        with self.lock:
            yield f"http_requests_in_flight {self.flying}"
            for labels, count in self.counts.items():
                yield 'http_requests_total{route="%s",status="%s"} %d' % (*labels, count)
            for name, times in self.times.items():
                for bound in BOUNDS:
                    yield '%s_bucket{le="%s"} %d' % (name, bound, sum(each <= bound for each in times))
                yield '%s_bucket{le="+Inf"} %d' % (name, len(times))
                yield "%s_sum %f" % (name, sum(times))
                yield "%s_count %d" % (name, len(times))


class App:
    def __init__(self, supplier, log, export_span, clock):
        self.telemetry = told = Telemetry(log, export_span, clock)
        self.supplier = supplier
        quote = told.traced("price")(self.quote)
        self.ask = told.traced("supplier")(self.ask)
        self.core = Core(quote, self.ping, self.placed)
        self.layers = told.traced("request")(self.errors)

    def handle(self, method, path, headers, body):
        """The outermost layer: who is it, and how did it end."""
        told = self.telemetry
        given, trace = headers.get("X-Request-Id", ""), headers.get("traceparent", "")
        request = Request(id=given, span=None, trace=uuid.uuid4().hex, failed=None)
        if not re.fullmatch("[-._A-Za-z0-9]{1,64}", given):
            request["id"] = uuid.uuid4().hex
        parts = re.fullmatch(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}", trace)
        if parts:
            request["trace"], request["span"] = parts.groups()
        token = _request.set(request)
        route = "/orders/{id}" if path.startswith("/orders/") else path
        if route not in ("/orders", "/orders/{id}", "/healthz", "/readyz", "/metrics"):
            route = "other"
        try:
            start = told.clock()
            with told.lock:
                told.flying += 1
            status, content = self.layers(method, path, body)
            took = told.clock() - start
            with told.lock:
                told.flying -= 1
                told.counts[route, status] = told.counts.get((route, status), 0) + 1
                told.times["http_request_duration_seconds"].append(took)
            names = {"tenant": headers.get("X-Tenant"), "user": headers.get("X-User")}
            result = {"route": route, "status": status, "duration_ms": round(took * 1000)}
            told.event("INFO", "request", **result, **names, error=request["failed"], trace_id=request["trace"])
        finally:
            _request.reset(token)
        return status, {"X-Request-Id": request["id"]}, content if isinstance(content, str) else json.dumps(content)

    def errors(self, method, path, body):
        try:
            if (method, path) == ("GET", "/metrics"):
                return 200, "\n".join(self.telemetry.text()) + "\n"
            return self.core(method, path, body)
        except Exception as problem:
            current()["failed"] = type(problem).__name__
            self.telemetry.event("ERROR", "crash", error=type(problem).__name__, stack=traceback.format_exc())
            return (502 if isinstance(problem, (TimeoutError, ConnectionError)) else 500), {"error": "internal error"}

    def quote(self, sku, quantity):
        return self.ask(sku)["unit_cents"] * quantity

    def ask(self, sku):
        request = current()
        start = self.telemetry.clock()
        try:
            parent = f"00-{request['trace']}-{request['span']}-01"
            return self.supplier("/prices/" + sku, {"Traceparent": parent, "X-Request-ID": request["id"]})
        finally:
            with self.telemetry.lock:
                self.telemetry.times["supplier_duration_seconds"].append(self.telemetry.clock() - start)

    def ping(self):
        try:
            self.supplier("/ping", {"X-Request-Id": current()["id"]})
        except Exception:
            return False
        return True

    def placed(self, order):
        self.telemetry.event("INFO", "order_placed", order_id=order["id"], sku=order["sku"], quantity=order["quantity"])


def create_app(*, supplier, log, export_span, clock):
    return App(supplier, log, export_span, clock)


if __name__ == "__main__":
    create_app(supplier=dict, log=sys.stdout, export_span=print, clock=time.monotonic).handle("GET", "/x", {}, "")
