"""Characterisation: what a command does is compared with what it did, byte for byte, and told as the first difference.

A check knows what the original program would do (a `Recorded` that trusted code computes), has `replay` run the
learner's, and shows what `first_difference` says. Nothing here judges how the program is written.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from prodtutor.checkkit.current import current
from prodtutor.checkkit.explain import shorten
from prodtutor.checkkit.subject import Subject

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one run of a command leaves behind."""

    out: str
    """Standard output; a line ends with `\\n` on every system."""
    status: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The files that the run wrote or changed: name -> bytes."""
    err: str = ""
    """Standard error. It is shown when a run ends badly, and never compared."""


def replay(
    script: str,
    *arguments: str,
    files: Mapping[str, str | bytes] | None = None,
    only: str = "*",
    timeout: float = 5.0,
) -> Recorded:
    """Run the learner's script in a fresh copy of their folder and record what it leaves behind.

    files: written into the copy first, name -> content. only: a pattern of names such as `*.py`; other files of the
    learner's are not there. timeout: seconds. Raises SubjectTimeout or SubjectDied when a limit stops the run.
    """
    with Subject(current()) as subject:  # without a process of its own: only its folder is used
        for name in subject.names():
            if not fnmatch.fnmatchcase(name, only):
                subject.delete(name)
        for name, content in (files or {}).items():
            subject.write(name, content)
        before = {name: subject.read(name) for name in subject.names()}
        run = subject.run(script, *arguments, timeout=timeout)
        written: dict[str, bytes] = {}
        for name in sorted(subject.names()):
            data = subject.read(name)
            if data is not None and data != before.get(name):
                written[name] = data
        out = run.out.replace("\r\n", "\n") if os.name == "nt" else run.out
        err = run.err.replace(f"{subject.root}{os.sep}", "")
    return Recorded(out, run.status, written, err)


def first_difference(was: Recorded, now: Recorded, *, also: Collection[str] | None = None) -> str:
    """In plain words, the first thing that `now` does otherwise than `was`; empty when there is none.

    also: of the files that `was` did not write, only these must not be written or changed (a log, say, may be there);
    without: no file at all.
    """
    if now.status != was.status and now.status not in (0, was.status):
        return f"it ended with status {now.status} instead of {was.status}{_last_words(now)}"
    if found := _lines("the output", was.out, now.out):
        return found
    if now.status != was.status:
        return f"it ended with status {now.status} instead of {was.status}"
    for name in sorted({*was.files, *now.files}):
        if name not in now.files:
            return f"it wrote no file {name}"
        if name not in was.files:
            if also is not None and name not in also:
                continue
            return f"it wrote a file {shorten(name, _SHOWN)}, which it left alone before"
        texts = [data[name].decode("utf-8", "backslashreplace") for data in (was.files, now.files)]
        if found := _lines(f"the file {name}", *texts):
            return found
    return ""


def _last_words(now: Recorded) -> str:
    lines = [line.strip() for line in (now.err or now.out).splitlines() if line.strip()]
    return f", and the last line was {_shown(lines[-1])}" if lines else ""


def _lines(what: str, was: str, now: str) -> str:
    if was == now:
        return ""
    old, new = was.splitlines(keepends=True), now.splitlines(keepends=True)
    for number, (left, right) in enumerate(zip(old, new, strict=False), 1):
        if left != right:
            return f"line {number} of {what} is {_different(left, right)}"
    both = min(len(old), len(new))
    if len(new) > both:
        where = f"has one more line after line {both}" if both else "should be empty, and begins with"
        return f"{what} {where}: {_shown(_bare(new[both]))}"
    after = f"ends after line {both}" if both else "is empty"
    return f"{what} {after}: {_shown(_bare(old[both]))} is missing"


def _different(left: str, right: str) -> str:
    """Two lines that differ; their ends are shown only if nothing else does."""
    if _bare(left) != _bare(right):
        left, right = _bare(left), _bare(right)
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    start = max(0, at - _SHOWN // 2) if max(len(left), len(right)) > _SHOWN else 0
    return f"{_shown(right[start:])} instead of {_shown(left[start:])}"


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
