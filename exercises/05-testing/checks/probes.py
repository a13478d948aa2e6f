"""Functions that run in the subject, beside the learner's code. They report what they see and know no answers."""

from __future__ import annotations

from typing import Any


def main_prints(arguments: list[str]) -> str:
    """Call `main` and return what it prints."""
    import contextlib
    import importlib
    import io

    main = importlib.import_module("checkout").main
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(arguments)
    return printed.getvalue()


def ask(cases: list[Any]) -> list[Any]:
    """Call functions of the checkout: for each case the amount, or the names of the classes of what was raised.

    For `refund`, with what is in `done` afterwards. The function `equal` compares two lines.
    """
    import importlib

    checkout = importlib.import_module("checkout")
    answers: list[Any] = []
    for function, arguments in cases:
        given = list(arguments)
        if function in ("subtotal", "total"):
            given[0] = [checkout.Line(*line) for line in given[0]]
        if function == "refund":
            given[3] = set(given[3])
        try:
            if function == "equal":
                found = checkout.Line(*given[0]) == checkout.Line(*given[1])
            else:
                found = getattr(checkout, function)(*given)
            answer = found if type(found) in (int, float, bool, str, type(None)) else repr(found)
        except Exception as error:  # noqa: BLE001
            answer = [kind.__name__ for kind in type(error).__mro__]
        answers.append([answer, sorted(map(str, given[3])) if function == "refund" else None])
    return answers


def files_of_orders(steps: list[Any]) -> list[Any]:
    """Save and load orders; the file is opened anew each time. For each step: what was loaded, or what went wrong.

    Steps: ("version 1", path, statements), ("save", path, order), ("load", path, id). An order has its lines as lists.
    """
    import importlib
    import sqlite3

    checkout = importlib.import_module("checkout")
    found: list[Any] = []
    for what, path, given in steps:
        try:
            if what == "version 1":
                old = sqlite3.connect(path)
                for statement, values in given:
                    old.execute(statement, values)
                old.commit()
                old.close()
                found.append(None)
                continue
            db = checkout.open_db(path)
            if what == "save":
                checkout.save(db, {**given, "lines": [checkout.Line(*line) for line in given["lines"]]})
                found.append(None)
            else:
                order = checkout.load(db, given)
                if isinstance(order, dict) and isinstance(order.get("lines"), list):
                    lines = [[line.sku, line.quantity, line.unit_cents] for line in order["lines"]]
                    order = {**order, "lines": lines}
                found.append(order)
            db.close()
        except Exception as error:  # noqa: BLE001
            found.append(f"{type(error).__name__}: {error}")
    return found


def loaded(path: str, order_id: str) -> Any:
    """An order from a file of orders."""
    import importlib

    checkout = importlib.import_module("checkout")
    db = checkout.open_db(path)
    order = checkout.load(db, order_id)
    db.close()
    return order and [order["total_cents"], [[line.sku, line.quantity, line.unit_cents] for line in order["lines"]]]
