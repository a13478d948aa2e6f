"""1.5: what was tampered with is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from prodtutor.checkkit import Told


def test_a_tampered_package_is_refused(
    locked: Any, project_model: ModuleType, tree: Mapping[str, bytes], told: Told
) -> None:
    lock = locked.lock(told)
    # What installs here reads no settings but for uv.lock, which has its hashes compared whatever they say.
    trusting = project_model.trusts_blindly(tree) if lock.name != "uv.lock" else ""
    told(
        did=f"read the settings of uv, which hold when it installs from {lock.name}",
        saw=f"{trusting} has `verify-hashes = false`: uv does not compare",
        means="The hashes are there, and nobody looks at them. What was tampered with is installed without a word.",
    )
    assert not trusting
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
