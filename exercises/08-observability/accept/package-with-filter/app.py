"""The door of the package: `create_app`, and a program that shows it."""

import sys
import time

from shop.service import App, create_app

__all__ = ["App", "create_app"]

if __name__ == "__main__":
    made = create_app(supplier=lambda *_: {"unit_cents": 3}, log=sys.stdout, export_span=print, clock=time.monotonic)
    made.handle("GET", "/orders/1", {"X-Tenant": "t"}, "")
