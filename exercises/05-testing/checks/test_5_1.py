"""5.1: a program that can be asked questions."""

from __future__ import annotations

import random
from typing import Any

from prodtutor.checkkit import Subject, SubjectRaised, Told


def test_import_is_silent(subject: Subject, told: Told) -> None:
    means = "A test imports your program, and every import ran the whole checkout, with whatever files it found."
    did = "imported checkout in a folder without a basket"
    subject.delete("basket.json")
    before = subject.names()
    told(did=did, means=means)
    try:
        subject.get("checkout:total")
    except SubjectRaised as error:
        told(did=did, saw=f"the import raised {str(error)[:120]}", means=means)
        raise AssertionError from None
    printed = subject.output().strip()
    told(did=did, saw=f"it printed {printed[:80]!r}", means=means)
    assert not printed
    new = sorted(subject.names() - before)
    told(did=did, saw=f"it wrote {', '.join(new)[:120]}", means=means)
    assert not new


def test_main_prints_the_receipts(subject: Subject, told: Told, house: Any, probes: Any, draw: random.Random) -> None:
    means = (
        "The receipts must stay as they were, to the letter (from step 5.3 on, with the right amounts): "
        "whoever cleans up must not change what comes out."
    )
    for number, basket in enumerate(house.plain_baskets(draw)):
        name = f"drawn{number}.json"
        subject.write(name, basket.text())
        arguments = [name, "orders.db"] if number == 0 else [name]
        did = f"called main({arguments!r})"
        told(did=did, means="There must be a function main(argv); argv are the arguments, without the program's name.")
        printed = subject.probe(probes.main_prints, arguments)
        _same(told, printed, basket.receipt(), did, means)
        if number == 0:
            kept = subject.probe(probes.loaded, "orders.db", basket.id)
            told(did=did, saw=f"the file of orders holds {kept!r}", means="With a second argument, the order is kept.")
            assert kept == [house.total(basket.lines, basket.country, basket.coupon), [list(x) for x in basket.lines]]
        if number == 1:
            run = subject.run("checkout.py", name)
            did = f"ran checkout.py {name}"
            last = run.err.strip().splitlines()[-1:] or [""]
            told(did=did, saw=f"it ended with status {run.status} {last[0][:120]}".rstrip(), means=means)
            assert run.status == 0
            _same(told, run.out, basket.receipt(), did, means)
    subject.write("basket.json", basket.text())
    did = "ran checkout.py without arguments, with a basket.json beside it"
    _same(told, subject.run("checkout.py").out, basket.receipt(), did, means)


def _same(told: Told, printed: str, expected: str, did: str, means: str) -> None:
    lines, wanted = printed.splitlines(), expected.splitlines()
    for number, line in enumerate(wanted):
        got = lines[number] if number < len(lines) else ""
        told(did=did, saw=f"line {number + 1} is {got!r}, and was {line!r}", means=means)
        assert got == line
    told(did=did, saw=f"it printed more: {printed[len(expected) :][:80]!r}", means=means)
    assert printed == expected
