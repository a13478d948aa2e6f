"""3.2: tell recoverable from fatal."""

from __future__ import annotations

import dataclasses
from typing import Any

from prodtutor.checkkit import Told

OTHERS = "One bad row must not cost the others their turn, and nobody may get lost on the way."
NO_WAY = "Nothing can work from here on. A job that goes on charges orders that nobody will ever find again."


def bad_rows(good: Any) -> list[tuple[str, ...]]:
    """Rows that are no orders, each made from a good one."""

    def changed(**cells: str) -> tuple[str, ...]:
        names = ("id", "customer", "sku", "quantity", "unit_cents")
        return tuple(cells.get(name, cell) for name, cell in zip(names, good.cells, strict=True))

    return [
        changed(quantity="two"),
        changed(unit_cents="12.50"),
        changed(unit_cents=""),
        changed(quantity="0"),
        changed(quantity="-3"),
        changed(unit_cents="-1"),
        changed(id=""),
        good.cells[:4],
        good.cells[:2],
    ]


def mixed(job: Any) -> tuple[list[Any], list[int]]:
    """Write a file in which bad rows stand between good ones; the good orders, and the lines of the bad rows."""
    bases = job.orders(13)
    good, rows, lines = [], [], []
    for number, bad in enumerate(bad_rows(bases[0])):
        own = bases[4 + number].cells
        rows.append((own[0] if bad[0] else "", *bad[1:]))
        lines.append(len(rows) + 1)
        if number % 3 == 2 or not number:
            good.append(bases[len(good)])
            rows.append(good[-1])
    job.file(rows)
    return good, lines


def test_bad_rows_cost_only_themselves(job: Any) -> None:
    good, bad = mixed(job)
    did = f"imported a file with {len(good)} good orders and {len(bad)} bad rows between them"
    outcome = job.ends(did)
    job.expect_submitted(outcome, good, did, OTHERS)
    job.expect_stored(good, did, OTHERS)
    job.expect_counts(outcome, did, OTHERS, imported=len(good), rejected=len(bad))


def test_bad_rows_are_noted(job: Any, told: Told) -> None:
    good, bad = mixed(job)
    did = f"imported a file with bad rows on the lines {', '.join(map(str, bad))}"
    means = "Somebody has to repair these rows tomorrow: all of them, and no others."
    job.ends(did)
    found = sorted(job.rejected(did))
    told(did=did, saw=f"{job.rejects} lists the lines {found}", means=means)
    assert found == bad
    job.file(good)
    did = "repaired the file and imported it once more, into another database"
    job.ends(did, db=f"{job.name}-2.db")
    found = sorted(job.rejected(did))
    told(did=did, saw=f"the .rejected.jsonl file still lists the lines {found}", means="They are repaired once more.")
    assert not found
    did = "imported a file with a bad row on line 2; after that, the database refused to write, and the run was aborted"
    job.run_with_fault(did, [("o-1", "Ana", "MUG", "two", "100"), *good[:3]], 2, db=f"{job.name}-3.db")
    found = sorted(job.rejected(did))
    means = "The run is over, but somebody has to repair this row all the same."
    told(did=did, saw=f"{job.rejects} lists the lines {found}", means=means)
    assert found == [2]


def test_the_gateway_says_no_or_nothing(job: Any, told: Told) -> None:
    orders = job.orders(4)
    job.file(orders)
    why = f"the card ends in {job.draw.randrange(1000, 9999)}"
    books = job.books({orders[1].id: [f"rejected {why}"] * 9, orders[2].id: ["timeout"] * 90})
    did = "imported four orders; the gateway refused the second and never answered for the third"
    outcome = job.ends(did, books)
    tries = books.tries(orders[2].id)
    told(did=did, saw=f"for the third, it tried {len(tries)} times", means="Five tries are allowed: others wait.")
    assert len(tries) <= 5
    job.expect_stored([orders[0], orders[3]], did, OTHERS)
    means = "Refused, unanswered and imported are three different stories, with three different things to do tomorrow."
    job.expect_counts(outcome, did, means, imported=2, rejected=1, failed=1)
    reason = job.rejected(did).get(3)
    told(did=did, saw=f"for line 3, the reason in the .rejected.jsonl file is {reason!r}", means="Nobody knows why.")
    assert reason is not None
    assert why in reason


def test_values_are_stored_as_they_are(job: Any) -> None:
    names = (
        "Grace O'Brien",
        "Robert'); DROP TABLE orders;--",
        '"Bo" Chen, jr.',
        "Zoë %s {0} \\n ; -- '' NULL",
        "  Ana  ",
        "",
    )
    orders = [dataclasses.replace(o, customer=name) for o, name in zip(job.orders(len(names)), names, strict=True)]
    orders[1] = dataclasses.replace(orders[1], sku="5'-RULER")
    orders[2] = dataclasses.replace(orders[2], id=f"o'{orders[2].id}")
    orders[5] = dataclasses.replace(orders[5], sku="")
    job.file(orders)
    did = (
        "imported orders of customers such as O'Brien and Robert'); DROP TABLE orders;--,"
        " one with spaces around the name, and one without customer and sku"
    )
    means = "A quote in a name breaks the order. Somebody who knows that can write a name that empties your database."
    outcome = job.ends(did)
    job.expect_submitted(outcome, orders, did, "The gateway must get the names as they are, too.")
    job.expect_stored(orders, did, means)
    job.expect_counts(outcome, did, means, imported=len(orders))


def test_what_all_rows_need(job: Any, told: Told) -> None:
    orders = job.orders(2)
    job.file(orders)
    job.subject.write(f"{job.name}.d/file", "")
    job.subject.write("no-database.db", "This is a shopping list. Milk, bread, tea.\n" * 40)
    cases = {
        "imported a file that does not exist": {"source": f"{job.name}-nowhere.csv"},
        "imported a folder instead of a file": {"source": f"{job.name}.d"},
        "gave it a folder as the database": {"db": f"{job.name}.d"},
        "gave it a text file as the database": {"db": "no-database.db"},
    }
    for did, files in cases.items():
        outcome = job.run(did, **files)
        job.aborted(outcome, did, NO_WAY)
        told(did=did, saw=f"{len(outcome.books.calls)} orders were sent to the gateway before it stopped", means=NO_WAY)
        assert not outcome.books.calls


def test_bad_rows_that_cannot_be_noted(job: Any) -> None:
    job.file([*job.orders(1), ("o-1", "Ana", "MUG", "two", "100")])
    job.subject.write(f"{job.rejects}/file", "")
    did = "imported a bad row; the .rejected.jsonl file cannot be written, because a folder has its name"
    means = "The row is neither imported nor noted: it is lost, and nobody is told."
    job.aborted(job.run(did), did, means)
    job.subject.delete(job.rejects)
    orders = job.orders(3)
    job.file(orders)
    did = (
        "imported three orders, of which the gateway refused the second;"
        " the .rejected.jsonl file could not be written any more after it was opened, as when the disk is full"
    )
    books = job.books({orders[1].id: ["fault rejected no credit"] + ["rejected no credit"] * 9})
    books.on_fault = lambda: job.subject.probe(job.probes.fail_file, str(job.subject.root / job.rejects))
    job.aborted(job.run(did, books, db=f"{job.name}-2.db"), did, f"{means} (A file that is closed writes then, too.)")


def test_a_database_that_fails_in_mid_run(job: Any) -> None:
    did = "let the database refuse to write from the third of five orders on, as when the disk is full"
    job.aborted(job.run_with_fault(did, job.orders(5), 2), did, NO_WAY)
    for kind, did in (
        ("locked", "kept the database busy with another program's reading, from the third of five orders on"),
        ("spoiled", "wrote nonsense over the database, while the third of five orders was submitted"),
    ):
        orders = job.orders(5)
        db = f"{job.name}-{kind}.db"
        outcome = job.run_with_fault(did, orders, 2, kind, db)
        # With a write-ahead log, or a transaction that was open already, nobody was in the way: then all went well.
        if outcome.raised is not None or not job.is_stored(orders, db):
            job.aborted(outcome, did, NO_WAY)


def test_exit_status(job: Any, told: Told, say: Any) -> None:
    orders = job.orders(3)
    means = "Whatever starts the job sees nothing but this number: 0 is fine, 1 look at some rows, 2 it did not work."
    start = "started the program with a file"
    for rows, silent, wanted, did in (
        (orders, [], 0, f"{start} of good orders"),
        ([orders[0], (*orders[1].cells[:3], "two", "100")], [], 1, f"{start} that has a bad row"),
        (orders[:2], [orders[1].id], 1, f"{start} of good orders; for one of them, the gateway never answered"),
        (None, [], 2, f"{start} that does not exist"),
    ):
        job.subject.delete(job.db)
        if rows is None:
            job.subject.delete(job.source)
        else:
            job.file(rows)
        run = job.cli(silent=silent)
        told(did=did, saw=say.ended(run), means=f"{means} Here it must be {wanted}.")
        assert run.status == wanted
    told(did=did, saw=f"standard error does not name {job.source}", means="Which file? Somebody has to guess.")
    assert job.source in run.err
