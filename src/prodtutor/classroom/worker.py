"""A grading worker: `python -I -B -m prodtutor.classroom.worker PACK STATE [--sandbox-only] [--limits]`.

It has one warm judge, and judges one submission after the other, as `prodtutor check` would. The code of a submission
runs in a subject of the judge's, never here; but it is read here, and whatever reading it may cost (time, memory, a
crash of the parser) costs no more than this process, which is replaced. When standard input ends, so does the worker.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from prodtutor.checking.judge import Judge
from prodtutor.checking.run import check
from prodtutor.checking.verdict import Finding, Status, Verdict
from prodtutor.classroom.messages import Hello, Judged, Work
from prodtutor.classroom.resemblance import Shipped
from prodtutor.curriculum.load import find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import CannotJudge, ProdtutorError
from prodtutor.processes import Sandbox, adopt_orphans, end_strays, find_sandbox
from prodtutor.processes.descendants import resident_bytes
from prodtutor.settings import Settings
from prodtutor.untrusted import neutralise
from prodtutor.workspace.snapshot import Refused, from_files

_UNCERTAIN = {"limit", "timeout", "cannot_judge"}
_LONGEST = 400
"""Characters of a sentence in a report."""


class Worker:
    """Judges submissions on lessons of one pack."""

    def __init__(self, settings: Settings, judge: Judge) -> None:
        self._settings, self._judge = settings, judge
        self._pack = load_pack(settings.pack)
        self._lessons: dict[str, tuple[Lesson, Shipped]] = {}

    def judge(self, work: Work) -> Judged:
        """The answer, whatever happens."""
        try:
            lesson, shipped = self._lesson(work.lesson)
            refused = tuple(Refused(*item) for item in work.refused)
            verdict = check(lesson, from_files(work.files, refused), self._judge, self._settings)
        except ProdtutorError as error:
            return Judged(
                id=work.id, verdict=Status.CANNOT_JUDGE, steps={}, problem=shorten(error.message), certain=False
            )
        answer = _answer(work.id, verdict)
        if work.compare and verdict.problem is None:
            answer = msgspec.structs.replace(answer, like=shipped.like(work.files))
        return answer

    def _lesson(self, slug: str) -> tuple[Lesson, Shipped]:
        if slug not in self._lessons:
            lesson = load_lesson(self._pack, find_entry(self._pack, slug))
            self._lessons[slug] = lesson, Shipped(lesson)
        return self._lessons[slug]


def _answer(number: int, verdict: Verdict) -> Judged:
    findings = [finding for step in verdict.steps for finding in step.findings]
    codes = {finding.code for finding in findings if finding.level == "must"}
    problem = verdict.problem.message if verdict.problem else None
    if problem is None and verdict.status is Status.CANNOT_JUDGE:
        unknown = next((finding for finding in findings if finding.code == "cannot_judge"), None)
        problem = unknown.message if unknown else "It could not be judged."
    return Judged(
        id=number,
        verdict=verdict.status,
        steps=dict(verdict.statuses),
        problem=None if problem is None else shorten(problem),
        certain=verdict.status is not Status.CANNOT_JUDGE and not codes & _UNCERTAIN,
        says=_says(verdict),
        pragmas=sum(finding.code == "pragma" for finding in findings),
        took_ms=verdict.took_ms,
    )


def _says(verdict: Verdict) -> str:
    for step in verdict.steps:
        if step.status is not Status.DONE and not step.optional:
            found: Finding | None = next((finding for finding in step.findings if finding.level == "must"), None)
            return f"{step.id}: {shorten(found.message)}" if found else step.id
    return ""


def shorten(text: str) -> str:
    """One line, not too long, that can steer no terminal."""
    line = " ".join(neutralise(text[: 4 * _LONGEST]).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def main() -> None:
    """Work until standard input ends."""
    pack, state, *flags = sys.argv[1:]
    requests, replies = os.fdopen(os.dup(0), "rb"), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(null, standard)
    os.close(null)

    def send(reply: Hello | Judged) -> None:
        view = memoryview(msgspec.json.encode(reply) + b"\n")
        while view:
            view = view[os.write(replies, view) :]

    adopt_orphans()
    found = find_sandbox()
    sandboxed = isinstance(found, Sandbox) and "--limits" not in flags
    send(
        Hello(sandboxed=True) if isinstance(found, Sandbox) else Hello(sandboxed=False, why=found.why, mend=found.mend)
    )
    settings = Settings(home=Path(state) / "home", state=Path(state), pack=Path(pack))
    decoder = msgspec.json.Decoder(Work)
    with Judge(sandboxed=sandboxed, sandbox_only="--sandbox-only" in flags, workers=1, ahead=False) as judge:
        try:
            worker = Worker(settings, judge)
        except CannotJudge:
            raise SystemExit(1) from None
        for line in requests:
            answer = worker.judge(decoder.decode(line))
            end_strays()
            send(msgspec.structs.replace(answer, memory_mb=resident_bytes([os.getpid()]) >> 20))
    os._exit(0)


if __name__ == "__main__":
    main()
