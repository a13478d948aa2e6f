"""3.4: log events with context."""

from __future__ import annotations

import re
from typing import Any

from prodtutor.checkkit import Run, Told
from prodtutor.checkkit.records import Record, recorded

LOGGER = "import_orders"
TIME = re.compile(r"\d{1,2}:\d\d:\d\d")
LEVEL = re.compile(r"\b(DEBUG|INFO|WARNING|ERROR|CRITICAL)\b")
WHICH = "At 2 a.m. you ask the log: which order, which line? A sentence cannot be searched, an attribute can."


def shown(records: list[Record]) -> str:
    """Some records, in words."""
    few = [
        f"{r.level} of {r.logger!r} ({r.message[:40]!r}, "
        + (", ".join(f"{name}={value!r}" for name, value in list(r.extra.items())[:4]) or "no attributes")
        + ")"
        for r in records[:3]
    ]
    return "; ".join(few) if few else "none"


def of_level(log: list[Record], level: str) -> list[Record]:
    """The lesson's records of one level."""
    return [record for record in log if record.level == level and record.comes_from(LOGGER)]


def expect_record(log: list[Record], level: str, wanted: dict[str, object], did: str, told: Told) -> Record:
    """There must be a record with these attributes; numbers may be texts."""
    known = of_level(log, level)
    for record in known:
        if all(str(record.extra.get(name)) == str(value) for name, value in wanted.items()):
            return record
    about = " and ".join(f"{name}={value}" for name, value in wanted.items())
    told(did=did, saw=f"no {level} has {about}; of that level there is {shown(known or log)}", means=WHICH)
    raise AssertionError(about)


def test_importing_sets_nothing_up(job: Any, told: Told) -> None:
    if job.subject.starts:
        job.subject.restart()  # it must not be imported yet
    before = job.subject.probe(job.probes.loggers)
    did = "imported import_orders as a module"
    told(did=did)
    job.subject.get("import_orders:run")
    means = "The tests and every other program that imports your module get your logging, wanted or not."
    expect_same(before, job.subject.probe(job.probes.loggers), did, means, told)
    job.file(job.orders(2))
    did = "called run on two good orders"
    job.ends(did)
    expect_same(before, job.subject.probe(job.probes.loggers), did, means, told)
    printed = job.subject.output()
    means = "A function that prints cannot be switched off. Only main knows who is listening."
    told(did=did, saw=f"it printed {printed[:100]!r}", means=means)
    assert not printed


def expect_same(before: dict[str, list[int]], after: dict[str, list[int]], did: str, means: str, told: Told) -> None:
    """No logger may have got handlers, and the root logger no level."""
    told(did=did, saw=f"the root logger's level is {after[''][0]}, and was {before[''][0]}", means=means)
    assert after[""][0] == before[""][0]
    for name, (_, handlers) in after.items():
        label = f"the logger {name!r}" if name else "the root logger"
        told(did=did, saw=f"{label} has {handlers} more handlers", means=means)
        assert handlers <= before.get(name, [0, 0])[1]


def test_a_rejected_row_is_a_warning(job: Any, told: Told) -> None:
    orders = job.orders(4)
    job.file([orders[0], (orders[1].id, "Ana", "MUG", "two", "100"), orders[2], ("", *orders[3].cells[1:])])
    did = "imported a bad row on line 3, an order on line 4 that the gateway refused, and a row without an id on line 5"
    with recorded(job.subject) as log:
        job.ends(did, job.books({orders[2].id: ["rejected no credit"] * 9}))
    expect_record(log, "WARNING", {"order_id": orders[1].id, "line": 3}, did, told)
    expect_record(log, "WARNING", {"order_id": orders[2].id, "line": 4}, did, told)
    expect_record(log, "WARNING", {"line": 5}, did, told)


def test_an_imported_order_is_an_info(job: Any, told: Told) -> None:
    orders = job.orders(3)
    job.file(orders)
    did = "imported three good orders"
    with recorded(job.subject) as log:
        job.ends(did)
    for order in orders:
        expect_record(log, "INFO", {"order_id": order.id}, did, told)
    loud = [record for level in ("WARNING", "ERROR", "CRITICAL") for record in of_level(log, level)]
    told(did=did, saw=f"there is {shown(loud)}", means="Who is woken by a good order will not get up for a bad one.")
    assert not loud


def test_a_failed_order_is_an_error_with_its_traceback(job: Any, told: Told) -> None:
    orders = job.orders(2)
    job.file(orders)
    did = "imported two orders; the gateway never answered for the first"
    with recorded(job.subject) as log:
        job.ends(did, job.books({orders[0].id: ["timeout"] * 90}))
    record = expect_record(log, "ERROR", {"order_id": orders[0].id}, did, told)
    saw = f"the record has no exception with it ({record.message[:60]!r})"
    told(did=did, saw=saw, means="Where did it happen, and what came before? The traceback knows, and was thrown away.")
    assert record.error is not None


def started(job: Any, *options: str) -> tuple[Run, Any]:
    """Start the program on a good order, a bad row with the second's id, and a third that is never answered."""
    orders = job.orders(3)
    job.file([orders[0], (*orders[1].cells[:3], "two", "100"), orders[2]])
    return job.cli(*options, silent=[orders[2].id]), orders


def expect_lines(text: str, wanted: dict[str, str], none: set[str], where: str, did: str, told: Told) -> None:
    """For each level in `wanted` the log must have a line with its time that names this order; no level in `none`."""
    # A line that begins with a space belongs to a traceback, and may hold anything.
    lines = [line for line in text.splitlines() if LEVEL.search(line) and not line.startswith(" ")]
    found = {match.group() for line in lines if (match := LEVEL.search(line))}
    told(
        did=did,
        saw=f"{where} has lines of the levels {', '.join(sorted(found)) or '(none)'}, not {', '.join(sorted(wanted))}",
        means="Whoever starts the program decides where the log goes and how much of it, without a change of code.",
    )
    assert set(wanted) <= found
    told(
        did=did, saw=f"{where} has lines of the level {', '.join(sorted(found & none))}", means="Nobody asked for them."
    )
    assert not found & none
    for level, order_id in wanted.items():
        own = [line for line in lines if level in LEVEL.findall(line)]
        named = [line for line in own if order_id in line]
        saw = f"no {level} line in {where} has the order's id {order_id!r}; one is {own[0][:120]!r}" if own else ""
        told(did=did, saw=saw, means="Which order? The line does not say.")
        assert named
        told(did=did, saw=f"{where} has the line {named[0][:120]!r}", means="When was that? The line has no time.")
        assert any(TIME.search(line) for line in named)


def test_the_command_line_chooses_file_and_level(job: Any, told: Told, say: Any) -> None:
    log = f"{job.name}.log"
    run, orders = started(job, "--log-file", log, "--log-level", "WARNING")
    did = "started the program with --log-file and --log-level WARNING: a good order, a bad row, one without an answer"
    told(did=did, saw=say.ended(run), means="It must be 1: there was a bad row.")
    assert run.status == 1
    data = job.subject.read(log)
    told(did=did, saw="there is no such file afterwards", means="Nobody will ever read what happened that night.")
    assert data is not None
    wanted = {"WARNING": orders[1].id, "ERROR": orders[2].id}
    expect_lines(data.decode("utf-8", "replace"), wanted, {"INFO", "DEBUG"}, "the log file", did, told)


def test_standard_output_is_one_line(job: Any, told: Told, say: Any) -> None:
    run, orders = started(job)
    did = "started the program without any options for the log, on a good order, a bad row, and one without an answer"
    wanted = "imported 1, skipped 0, rejected 1, failed 1"
    told(
        did=did,
        saw=f"standard output was {run.out[:200]!r}, and {say.ended(run)}",
        means=f"Other programs read this. It must be exactly the line {wanted!r}; all else belongs into the log.",
    )
    assert run.out.strip() == wanted
    levels = {"INFO": orders[0].id, "WARNING": orders[1].id, "ERROR": orders[2].id}
    expect_lines(run.err, levels, set(), "standard error", did, told)
    job.subject.delete(job.source)
    run = job.cli("--log-file", f"{job.name}.log")
    did = "started the program with --log-file and a file to import that does not exist"
    told(did=did, saw=f"standard output was {run.out[:200]!r}", means="Half a report reads like a whole one.")
    assert not run.out.strip()
    means = "Whoever started it sees a 2 and no reason. The log is for later; this is for now."
    told(did=did, saw="standard error was empty", means=means)
    assert run.err.strip()
