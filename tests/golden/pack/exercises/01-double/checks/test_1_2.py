"""Step 1.2."""

from __future__ import annotations

from prodtutor.checkkit import Subject, Told


def test_program(subject: Subject, told: Told) -> None:
    run = subject.run("double.py", "21")
    told(did="ran double.py 21", saw=f"it printed {run.out!r}", means="the report is wrong")
    assert (run.status, run.out.split()) == (0, ["42"])
