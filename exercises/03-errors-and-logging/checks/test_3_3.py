"""3.3: keep the cause."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import SubjectRaised, Told

GONE = "Whoever reads the log sees that it did not work, and not why. The first error knew."


def causes(error: SubjectRaised) -> list[SubjectRaised]:
    """The errors that it was raised from, the nearest first."""
    found = []
    while error.cause is not None:
        found.append(error.cause)
        error = error.cause
    return found


def expect_cause(error: SubjectRaised, kind: str, did: str, told: Told) -> None:
    """An error of this kind must stand behind it."""
    behind = [known.name for known in causes(error)]
    lost = ": it says `from None`" if error.suppress and not behind else ""
    shown = " from ".join(behind) or f"nothing{lost}"
    told(did=did, saw=f"ImportAborted was raised from {shown}", means=GONE)
    assert any(known.is_a(kind) for known in causes(error))


def cases(job: Any) -> dict[str, tuple[dict[str, str], str, str]]:
    """What I do: the files for `run`, the kind of the cause, and the name that must be said."""
    job.file([*job.orders(1), ("o-1", "Ana", "MUG", "two", "100")])
    job.subject.write(f"{job.name}.d/file", "")
    job.subject.write(f"{job.name}-list.db", "This is a shopping list. Milk, bread, tea.\n" * 40)
    missing = f"{job.name}-nowhere.csv"
    return {
        "imported a file that does not exist": ({"source": missing}, "OSError", missing),
        "gave it a folder as the database": ({"db": f"{job.name}.d"}, "sqlite3:Error", f"{job.name}.d"),
        "gave it a text file as the database": (
            {"db": f"{job.name}-list.db"},
            "sqlite3:Error",
            f"{job.name}-list.db",
        ),
    }


def test_the_cause_is_kept(job: Any, told: Told) -> None:
    for did, (files, kind, _) in cases(job).items():
        expect_cause(job.aborted(job.run(did, **files), did, GONE), kind, did, told)
    job.subject.write(f"{job.rejects}/file", "")
    did = "imported a bad row; the .rejected.jsonl file cannot be written, because a folder has its name"
    expect_cause(job.aborted(job.run(did), did, GONE), "OSError", did, told)


def test_the_cause_is_kept_in_mid_run(job: Any, told: Told) -> None:
    did = "let the database refuse to write from the second of three orders on"
    outcome = job.run_with_fault(did, job.orders(3), 1)
    expect_cause(job.aborted(outcome, did, GONE), "sqlite3:Error", did, told)


def expect_name(error: SubjectRaised, name: str, job: Any, did: str, told: Told) -> None:
    """The message must have this name in it."""
    text = error.text.replace(str(job.subject.root), "").lstrip("/")
    told(did=did, saw=f"the message is {text[:160]!r}", means="Which file, which database? Somebody has to guess.")
    assert name in error.text


def test_the_message_names_the_file(job: Any, told: Told) -> None:
    for did, (files, _, name) in cases(job).items():
        expect_name(job.aborted(job.run(did, **files), did, GONE), name, job, did, told)


def test_the_message_names_the_database_in_mid_run(job: Any, told: Told) -> None:
    did = "let the database refuse to write from the second of three orders on"
    outcome = job.run_with_fault(did, job.orders(3), 1)
    expect_name(job.aborted(outcome, did, GONE), job.db, job, did, told)
