"""The order service of a kiosk shop. `python app.py` serves ten sample requests."""

import json
import sys
import time
import traceback

from telemetry import EventLog, Metrics, Tracer, id_for, request_id


class App:
    """Takes orders, and tells what it does."""

    def __init__(self, supplier, log, export_span, clock):
        self.supplier = supplier
        self.orders = {}
        self.clock = clock
        self.log = EventLog(log)
        self.metrics = Metrics()
        self.tracer = Tracer(export_span, clock)

    def handle(self, method, path, headers, body):
        """Answer one request with a status, headers and a body."""
        route = route_of(path)
        token = request_id.set(id_for(headers.get("X-Request-Id", "")))
        started = self.clock()
        self.metrics.begin()
        with self.tracer.span(f"{method} {route}", headers.get("traceparent", "")) as span:
            status, text, error = self.answer_or_fail(method, path, body)
            if status >= 500:
                span.status = "error"
        seconds = self.clock() - started
        self.metrics.end(route, status, seconds)
        self.log.write(
            "INFO",
            "request",
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 3),
            tenant=headers.get("X-Tenant"),
            user=headers.get("X-User"),
            error=error,
            trace_id=span.trace_id,
        )
        answered = {"Content-Type": "application/json", "X-Request-Id": request_id.get()}
        request_id.reset(token)
        return status, answered, text

    def answer_or_fail(self, method, path, body):
        """Status, body, and the name of the error if it is our fault: nobody else catches it."""
        try:
            status, text = self.answer(method, path, body)
            return status, text, None
        except Exception as error:
            kind = type(error).__name__
            if isinstance(error, (TimeoutError, ConnectionError)):
                kind = "TimeoutError"
            self.log.write("ERROR", "request_failed", error=kind, stack=traceback.format_exc())
            if isinstance(error, (TimeoutError, ConnectionError)):
                return 503, json.dumps({"error": "the supplier does not answer"}), kind
            return 500, json.dumps({"error": "something went wrong"}), kind

    def answer(self, method, path, body):
        if method == "POST" and path == "/orders":
            return self.place_order(body)
        if method == "GET" and path.startswith("/orders/"):
            return self.show_order(path.removeprefix("/orders/"))
        if method == "GET" and path == "/healthz":
            return 200, json.dumps({"status": "ok"})
        if method == "GET" and path == "/readyz":
            return self.readiness()
        if method == "GET" and path == "/metrics":
            return 200, self.metrics.text()
        return 404, json.dumps({"error": "no such page"})

    def readiness(self):
        """Whether it makes sense to send us customers."""
        try:
            self.supplier("/ping", {})
        except (TimeoutError, ConnectionError):
            return 503, json.dumps({"status": "the supplier does not answer"})
        return 200, json.dumps({"status": "ok"})

    def place_order(self, body):
        try:
            order = read_order(body)
        except ValueError as error:
            return 400, json.dumps({"error": str(error)})
        order["total_cents"] = self.price(order)
        self.orders[order["id"]] = order
        self.log.write("INFO", "order_placed", order_id=order["id"], sku=order["sku"], quantity=order["quantity"])
        return 201, public(order)

    def show_order(self, order_id):
        if order_id not in self.orders:
            return 404, json.dumps({"error": "no such order"})
        return 200, public(self.orders[order_id])

    def price(self, order):
        with self.tracer.span("price"):
            offer = self.ask_supplier("/prices/" + order["sku"])
            return offer["unit_cents"] * order["quantity"]

    def ask_supplier(self, path):
        with self.tracer.span("supplier") as span:
            started = self.clock()
            try:
                return self.supplier(path, {"X-Request-Id": request_id.get(), "traceparent": span.traceparent})
            finally:
                self.metrics.supplier_took(self.clock() - started)


def route_of(path):
    """The shape of a path: one of a few, however many orders there are."""
    if path.startswith("/orders/"):
        return "/orders/{id}"
    return path if path in ("/orders", "/healthz", "/readyz", "/metrics") else "unknown"


def public(order):
    """What may leave the house of an order: a list of what is allowed, not of what is secret."""
    return json.dumps({name: order[name] for name in ("id", "sku", "quantity", "total_cents")})


def read_order(body):
    """The order in a request's body. Raises ValueError when it is not as it should be."""
    order = json.loads(body)
    if not isinstance(order, dict):
        raise ValueError("this is no order")
    for name in ("id", "sku", "email", "card_token"):
        if not isinstance(order.get(name), str) or not order[name]:
            raise ValueError(f"{name} is missing")
    quantity = order.get("quantity")
    if type(quantity) is not int or quantity < 1:
        raise ValueError("quantity must be a whole number, 1 or more")
    return order


def create_app(*, supplier, log, export_span, clock):
    """One app. Two apps in one process share nothing."""
    return App(supplier, log, export_span, clock)


def pretend_supplier(path, headers):
    """Stands in for a supplier on the network: it takes its time, and has no limes."""
    time.sleep(0.02)
    if path == "/prices/LIMES":
        raise TimeoutError("no answer from the supplier")
    return {"unit_cents": 250}


def sample_requests():
    """Ten requests as they might come in: method, path, headers, body."""
    customer = {"email": "ana@example.com", "card_token": "tok-4f9d2c81a7"}
    skus = ["TEA", "LIMES", "SOAP", "LIMES"]
    for number, sku in enumerate(skus):
        order = {"id": f"o-{number}", "sku": sku, "quantity": 2, **customer}
        yield "POST", "/orders", {"X-Tenant": "harbour", "X-User": "u-17"}, json.dumps(order)
    for path in ("/orders/o-0", "/orders/o-1", "/orders/o-99", "/admin.php"):
        yield "GET", path, {"X-Tenant": "station", "X-User": "u-23"}, ""
    yield "GET", "/healthz", {}, ""
    yield "GET", "/metrics", {}, ""


def main():
    app = create_app(
        supplier=pretend_supplier,
        log=sys.stdout,
        export_span=lambda span: print("SPAN", span),
        clock=time.monotonic,
    )
    for method, path, headers, body in sample_requests():
        _, _, text = app.handle(method, path, headers, body)
    print(text)


if __name__ == "__main__":
    main()
