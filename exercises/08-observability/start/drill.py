"""An incident, played on your app: `python drill.py`. Nothing needs to be changed in this file.

300 requests of four tenants come in. One tenant's supplier is sick. Afterwards the drill asks what you would be asked
at 2 a.m., and looks for the answers in your log and your spans: nowhere else.
"""

import contextlib
import io
import json
import random
from collections import Counter

from app import create_app

TENANTS = ("harbour", "station", "airport", "museum")


class Supplier:
    """Answers in no time, but for one tenant's goods: there it thinks for three seconds and gives up."""

    def __init__(self, sick):
        self.sick = sick
        self.now = 0.0

    def __call__(self, path, headers):
        if path == f"/prices/{self.sick}":
            self.now += 3.0
            raise TimeoutError("no answer from the supplier")
        self.now += 0.015625
        return {"unit_cents": 250}


def play(seed=8):
    """Serve the 300 requests; the lines of the log, and the spans."""
    draw = random.Random(seed)
    supplier = Supplier(draw.choice(TENANTS))
    log, spans = io.StringIO(), []
    app = create_app(supplier=supplier, log=log, export_span=spans.append, clock=lambda: supplier.now)
    for number in range(300):
        tenant = draw.choice(TENANTS)
        headers = {"X-Tenant": tenant, "X-User": f"u-{tenant}-{draw.randrange(12)}"}
        order = {"id": f"o-{number}", "sku": tenant, "quantity": 1, "email": "a@b.example", "card_token": "tok-1"}
        if draw.random() < 0.3:
            app.handle("GET", f"/orders/o-{number}", headers, "")  # not there: many 404, none of them an incident
        else:
            app.handle("POST", "/orders", headers, json.dumps(order))
    return log.getvalue().splitlines(), spans


def events_in(lines):
    """The request events of a log; what is no JSON is passed over."""
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and event.get("event") == "request":
            yield event


def most(values):
    """The most common value, and whether there is any."""
    found = Counter(value for value in values if value).most_common(1)
    return found[0][0] if found else "cannot tell"


def main():
    with contextlib.redirect_stdout(io.StringIO()):
        lines, spans = play()
    events = list(events_in(lines))
    failed = [event for event in events if str(event.get("status")).startswith("5")]
    traces = {event.get("trace_id") for event in failed if event.get("trace_id")}
    parents = {span["parent_id"] for span in spans}
    broken = [span for span in spans if span["trace_id"] in traces and span["status"] == "error"]
    causes = [span["name"] for span in broken if span["span_id"] not in parents]
    users = {event.get("user") for event in events if event.get("user")}
    hit = {event.get("user") for event in failed if event.get("user")}
    print(f"request events in the log: {len(events)}; of them failed: {len(failed)}")
    print("which tenant is hit?      ", most(event.get("tenant") for event in failed))
    print("on which route?           ", most(event.get("route") for event in failed))
    print("since which request?      ", most(event.get("request_id") for event in failed[:1]))
    print("what is it?               ", most(event.get("error") for event in failed))
    print("where does it come from?  ", most(causes))
    print("how many users notice?    ", f"{len(hit)} of {len(users)}" if users else "cannot tell")


if __name__ == "__main__":
    main()
