"""Checks for check50 on the functions that lesson 6 calls, as a teacher would write them: no lint, no types."""

import importlib
import os
import sys

import check50

RECORD = {"id": "o-1", "total_cents": 1999, "status": "open", "email": "ana@example.com"}
LINE = '{"id": "o-1", "total_cents": 1999, "status": "open", "email": "ana@example.com"}\n'


def _module():
    sys.path.insert(0, os.getcwd())
    return importlib.import_module("orders_report")


def _equal(got, expected):
    if got != expected:
        raise check50.Mismatch(str(expected), str(got))


@check50.check()
def exists():
    """orders_report.py exists"""
    check50.exists("orders_report.py")


@check50.check(exists)
def parse_order():
    """parse_order makes an order"""
    order = _module().parse_order(RECORD)
    _equal((order.id, order.total_cents, order.email), ("o-1", 1999, "ana@example.com"))


@check50.check(exists)
def refuses():
    """parse_order refuses a bad record"""
    try:
        _module().parse_order({**RECORD, "total_cents": -1})
    except ValueError:
        return
    raise check50.Failure("a bad record became an order")


@check50.check(exists)
def find_order():
    """find_order finds, or gives None"""
    module = _module()
    orders = [module.parse_order(RECORD)]
    _equal(module.find_order(orders, "o-1").id, "o-1")
    _equal(module.find_order(orders, "o-2"), None)


@check50.check(exists)
def by_status():
    """by_status has every status"""
    module = _module()
    _equal(sorted(map(len, module.by_status([module.parse_order(RECORD)]).values())), [0, 0, 1])


@check50.check(exists)
def label():
    """label has words for a status"""
    module = _module()
    _equal(module.label(module.Status.OPEN), "waiting for payment")


@check50.check(exists)
def notify():
    """notify sends one mail"""
    module, sent = _module(), []
    mailer = type("Mailer", (), {"send": lambda _self, to, _text: sent.append(to)})()
    _equal((module.notify(mailer, module.parse_order(RECORD)), sent), (True, ["ana@example.com"]))


@check50.check(exists)
def program():
    """the program reports"""
    with open("orders.txt", "w", encoding="utf-8") as file:
        file.write(LINE)
    check50.run("python3 orders_report.py orders.txt o-1").stdout("waiting for payment").exit(0)
