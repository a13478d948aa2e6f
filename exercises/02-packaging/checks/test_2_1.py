"""2.1: importing does nothing."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Told

MOST = 40


def _listed(source: Any, told: Told) -> list[str]:
    names = list(source.modules)
    told(did="looked for your modules", saw="there is no Python file", means="There is nothing to import.")
    assert names
    return names[:MOST]


def test_each_module_can_be_imported_first(source: Any, told: Told) -> None:
    for name in _listed(source, told):
        found = source.watched_import(name)
        told(
            did=f"imported {name} in a fresh Python, before anything else",
            saw=f"{found['error']} was raised",
            means="Every test, tool or colleague that imports it first gets this error.",
        )
        assert not found["error"]


def test_importing_does_nothing(source: Any, told: Told) -> None:
    for name in _listed(source, told):
        found = source.watched_import(name)
        did = f"imported {name} in a fresh Python"
        told(
            did=did,
            saw=f"it printed {found['printed'][:80]!r}",
            means="Everybody who imports it prints that, every test and every tool.",
        )
        assert not found["printed"]
        told(
            did=did,
            saw=", ".join(dict.fromkeys(found["seen"])),
            means="Whoever imports it needs that file or that machine, even for something else. Do it in a function.",
        )
        assert not found["seen"]
        told(
            did=did,
            saw=f"sys.path has got {', '.join(found['path'])}",
            means="From then on every import of the whole process finds other modules.",
        )
        assert not found["path"]


def test_no_modules_need_each_other(source: Any, told: Told) -> None:
    ring = source.circle
    told(
        did="followed the imports of your modules",
        saw=f"{' needs '.join([*ring, ring[0]])}" if ring else "",
        means="It works in one order only. The next import that somebody adds or sorts breaks it.",
    )
    assert not ring
