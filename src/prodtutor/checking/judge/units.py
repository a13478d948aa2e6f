"""What may be judged side by side: the tests that share a fixture stay together, all others are on their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pytest

Unit = tuple[pytest.Item, ...]
_LONGER = ("class", "module", "package", "session")


def units(items: Iterable[pytest.Item]) -> tuple[Unit, ...]:
    """Group the items, in their order: two that share a fixture living longer than one test are in one unit.

    A `module` fixture is shared within its file, a `session` fixture by all; so each is made once a run.
    """
    groups: list[tuple[set[tuple[str, str]], list[pytest.Item]]] = []
    for item in items:
        shared = set(_shared_fixtures(item))
        together = [group for group in groups if group[0] & shared]
        groups = [group for group in groups if not group[0] & shared]
        members = [member for _, found in together for member in found]
        groups.append((shared.union(*(keys for keys, _ in together)), [*members, item]))
    return tuple(tuple(members) for _, members in groups)


def in_order(all_units: Sequence[Unit], first: Collection[str], took: Mapping[int, float]) -> list[int]:
    """The numbers of the units in the order in which to run them: with a test of `first` in it, then the slowest.

    took: seconds that a unit took when it ran last, by number. The slowest begin, so that no core waits at the end.
    """

    def rank(number: int) -> tuple[bool, float]:
        wanted = any(function_name(item) in first for item in all_units[number])
        return not wanted, -took.get(number, 0.0)

    return sorted(range(len(all_units)), key=rank)


def function_name(item: pytest.Item) -> str:
    """The name of the test function, without the parameters of the case."""
    return getattr(item, "originalname", None) or item.name


def _shared_fixtures(item: pytest.Item) -> list[tuple[str, str]]:
    """Name, and where it is shared, of each fixture of the item that outlives the item."""
    # pytest has no public way to ask for a fixture's scope before it is set up. pytest is pinned; a test holds this.
    known = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    shared: list[tuple[str, str]] = []
    for name, definitions in known.items():
        if not definitions or definitions[-1].func.__module__.startswith("_pytest."):
            continue
        scope = definitions[-1].scope
        if scope in _LONGER:
            place = {"class": item.nodeid.rpartition("::")[0], "session": ""}.get(scope, item.nodeid.partition("::")[0])
            shared.append((name, place))
    return shared
