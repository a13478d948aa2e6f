"""1.5: what was tampered with is refused."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Told


def test_a_tampered_package_is_refused(locked: Any, told: Told) -> None:
    lock = locked.lock(told)
    there = locked.on("now", told)
    told(
        did=f"installed from {lock.name}, when nothing had been tampered with",
        saw=there.problem,
        means="A lock that cannot be installed from helps nobody.",
    )
    assert there.run.status == 0, there.run.output
    told(did=f"installed from {lock.name}", saw="nothing was installed", means="There is nothing to protect.")
    assert there.packages
    for project in sorted(there.packages):
        swapped = locked.with_tampered(project, told)
        told(
            did=f"put another wheel of {project} into the index, with the same version, and installed from {lock.name}",
            saw="it was installed without a word",
            means="Whoever gets into the index gets into every server, and the version number looks right.",
        )
        assert swapped.status != 0
