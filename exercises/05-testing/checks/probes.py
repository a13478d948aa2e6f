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
    """Call functions of the checkout: an amount for each case, or the names of the classes of what was raised."""
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
            found = getattr(checkout, function)(*given)
            answers.append(found if type(found) in (int, float, bool, str, type(None)) else repr(found))
        except Exception as error:  # noqa: BLE001
            answers.append([kind.__name__ for kind in type(error).__mro__])
    return answers


def loaded(path: str, order_id: str) -> Any:
    """An order from a file of orders."""
    import importlib

    checkout = importlib.import_module("checkout")
    db = checkout.open_db(path)
    order = checkout.load(db, order_id)
    db.close()
    return order and [order["total_cents"], [[line.sku, line.quantity, line.unit_cents] for line in order["lines"]]]
