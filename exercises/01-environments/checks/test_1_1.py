"""1.1: a program installs nothing and brings no packages of its own along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prodtutor.checkkit import Told

THERE = "ran report.py in a fresh environment with shoprates 1.4.2 and shoptz 1.1.0"
MISSING = "ran report.py in an environment where neither shoprates nor shoptz is installed"


def test_it_takes_what_is_installed(watched: Any, told: Told) -> None:
    there = watched.full
    told(did=THERE, saw=there.ended, means="On the server it would print nothing at all.")
    assert there.total, there.run.output
    told(
        did=f"{THERE}, whose rates I had changed",
        saw=f"the rates were not those of the installed package: it printed {there.total[:80]!r}",
        means="It takes another copy. What somebody installs, updates or mends has no effect on your program.",
    )
    assert there.total == watched.expected


def test_it_leaves_the_path_alone(watched: Any, path_changes: list[str], told: Told) -> None:
    means = "What lies in that folder one day is run, and nobody has declared or reviewed it."
    for did, noted in ((THERE, watched.noted_there), (MISSING, watched.noted_without)):
        added = [what for kind, what in noted if kind == "path"]
        told(did=did, saw=f"it has put {added[0]!r} into sys.path" if added else "", means=means)
        assert not added
    told(
        did="read report.py and the files of yours that it imports",
        saw=f"there is a line that changes sys.path, in {path_changes[0][:160]}" if path_changes else "",
        means=means,
    )
    assert not path_changes


def test_no_copies_lie_in_the_folder(copied: list[str], told: Told) -> None:
    told(
        did="looked through your folder",
        saw=f"there is a copy of a package in it: {copied[0]}" if copied else "",
        means="A copy gets no updates, and stands in front of what was installed. Which version is it, by the way?",
    )
    assert not copied


def test_it_starts_nothing(watched: Any, told: Told) -> None:
    _expect_nothing(watched.noted_without, MISSING, told)
    _expect_nothing(watched.noted_there, THERE, told)


def _expect_nothing(noted: list[tuple[str, str]], did: str, told: Told) -> None:
    words = {"program": "it started another program", "network": "it wanted to reach", "installer": "it imported"}
    seen = [f"{words[kind]}: {what}" for kind, what in noted if kind in words]
    told(
        did=did,
        saw=seen[0] if seen else "",
        means="On a server that is an installation that nobody has reviewed, at a time that nobody has chosen.",
    )
    assert not seen


def test_it_stops_where_a_package_is_missing(watched: Any, known_modules: Mapping[str, str], told: Told) -> None:
    there = watched.empty
    told(
        did=MISSING,
        saw=there.ended,
        means="A scheduler believes that all is well. The figures of that night are missing, or wrong.",
    )
    assert there.run.status != 0
    told(
        did=MISSING,
        saw=f"{there.ended}: no word about shoprates or shoptz",
        means="Whoever reads that at night does not know what to install.",
    )
    assert any(name in there.run.output for name in known_modules)
