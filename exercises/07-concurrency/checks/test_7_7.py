"""Beyond: measure before you choose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from prodtutor.checkkit import Told

WAYS = ("serial", "threads", "processes")
NEARLY = 1.2
"""A way that takes a fifth more than the quickest may be chosen, too: there are other reasons than speed."""
DID = "read evidence.json"


def _evidence(files: Mapping[str, str], told: Told) -> dict[str, Any]:
    means = "Start measure.py: it writes the file. Then add your choice."
    told(did=DID, saw="it is not there", means=means)
    assert "evidence.json" in files
    try:
        found = json.loads(files["evidence.json"])
    except ValueError:
        found = None
    told(did=DID, saw="it holds no JSON object", means=means)
    assert isinstance(found, dict)
    return found


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6


def test_the_evidence_is_complete(files: Mapping[str, str], told: Told) -> None:
    found = _evidence(files, told)
    seconds = found.get("seconds")
    missing = [way for way in WAYS if not isinstance(seconds, dict) or not _is_time(seconds.get(way))]
    told(did=DID, saw=f"there are no seconds for {missing}", means="A comparison needs all three.")
    assert not missing
    told(
        did=DID,
        saw="it does not say which Python it was, on how many cores, and whether it had its GIL",
        means="On another Python or another machine the figures are others.",
    )
    assert isinstance(found.get("python"), str)
    assert type(found.get("cores")) is int
    assert type(found.get("gil")) is bool


def test_the_choice_fits_the_evidence(files: Mapping[str, str], told: Told) -> None:
    found = _evidence(files, told)
    choice = found.get("choice")
    told(did=DID, saw=f"your choice is {choice!r}", means=f"It must be one of {', '.join(WAYS)}.")
    assert choice in WAYS
    seconds = found.get("seconds")
    times = {way: seconds[way] for way in WAYS if isinstance(seconds, dict) and _is_time(seconds.get(way))}
    told(did=DID, saw="the times are not complete", means="Without them a choice is a matter of taste.")
    assert len(times) == len(WAYS)
    best = min(times, key=lambda way: times[way])
    told(
        did=DID,
        saw=f"you chose {choice} with {times[choice]} s; {best} took {times[best]} s",
        means="The evidence is there, and the decision does not follow it.",
    )
    assert times[choice] <= NEARLY * times[best]
    because = found.get("because")
    told(did=DID, saw="it does not say why", means="In a year somebody asks whether the reason still holds.")
    assert isinstance(because, str)
    assert len(because.split()) >= 3
