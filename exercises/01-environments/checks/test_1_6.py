"""1.6: Beyond, update one package on purpose."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Told


def test_one_package_was_updated(locked: Any, told: Told) -> None:
    lock = locked.lock(told)
    there = locked.on("now", told)
    did = f"installed from {lock.name}"
    told(did=did, saw=there.problem, means="A lock that cannot be installed from helps nobody.")
    assert there.run.status == 0, there.run.output
    told(
        did=did,
        saw=f"shoprates is {there.version('shoprates')}, and 1.4.9 is out",
        means="A lock is no freezer: who never updates runs with every mistake that others have mended.",
    )
    assert there.version("shoprates") == "1.4.9"


def test_all_others_stayed(locked: Any, told: Told) -> None:
    lock = locked.lock(told)
    there = locked.on("now", told)
    did = f"installed from {lock.name}"
    told(did=did, saw=there.problem, means="A lock that cannot be installed from helps nobody.")
    assert there.run.status == 0, there.run.output
    moved = [
        f"{name} is {there.version(name)}, and was {version}"
        for name, version in (("shoptz", "1.1.0"), ("shopdays", "1.0.0"))
        if there.version(name) != version
    ]
    told(
        did=did,
        saw=moved[0] if moved else "",
        means="You wanted one change and got several. When the total is another one now, which of them was it?",
    )
    assert not moved
    told(
        did=f"{did}, and ran report.py",
        saw=f"it printed {there.outcome.total[:80]!r}, and {locked.expected!r} is right",
        means="Whoever reads the figures will ask what has happened.",
    )
    assert there.outcome.total == locked.expected
