"""Calls, values, handles, probes, files: the common life of a subject."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prodtutor.checkkit import CheckMistake, Handle, SubjectRaised, keep_ready
from prodtutor.checkkit.fork_server import ForkServer

SHOP = {
    "shop.py": """
        import collections, enum, sys
        from dataclasses import dataclass

        class Status(enum.Enum):
            PAID = "paid"
            OPEN = "open"

        class Word(str):
            pass

        class Level(enum.IntEnum):
            HIGH = 3

        Pair = collections.namedtuple("Pair", "a b")

        class AlwaysEqual:
            def __eq__(self, other):
                return True
            __hash__ = object.__hash__

        @dataclass
        class Order:
            id: int
            status: Status
            notes: list

        def order(number=1, *, status="PAID"):
            return Order(number, Status[status], ["a", "b"])

        def same(value):
            return value

        def counts():
            return collections.defaultdict(int, {"a": 1})

        def mixed():
            return [order(1), {"k": order(2)}]

        def numbers(n):
            yield from range(n)

        def forever():
            n = 0
            while True:
                yield n

        def where():
            import os
            return os.getcwd(), list(sys.path), list(sys.argv), sys.modules["__main__"].__dict__.get("__file__")

        def say(text):
            print(text)
            print("and this", file=sys.stderr)

        print("imported")
        """
}


def test_plain_values_come_back_as_they_are(make: Any) -> None:
    subject = make(SHOP)
    value = [None, True, 1, 1.5, "ü\ud800", b"\x00", (1,), {2}, frozenset({3}), {"k": [(4,)]}, 10**300]
    back = subject.call("shop:same", value)
    assert back == value
    assert [type(item) for item in back] == [type(item) for item in value]


def test_objects_stay_behind_handles(make: Any) -> None:
    subject = make(SHOP)
    order = subject.call("shop:order", 7)
    assert isinstance(order, Handle)
    assert order.type == "shop:Order"
    assert order.id == 7
    assert order.notes == ["a", "b"]
    assert order.status is subject.get("shop:Status.PAID")
    assert order.status != subject.get("shop:Status.OPEN")
    assert order.as_dict()["id"] == 7
    assert subject.is_instance(order, "shop:Order")
    assert not subject.is_instance(order, "dict")
    assert subject.str_of(order.status) == "Status.PAID"
    assert "Order(id=7" in subject.repr_of(order)
    assert repr(order.status) == "<shop:Status.PAID>"
    assert order == subject.call("shop:order", 7)
    assert order is not subject.call("shop:order", 7)
    assert subject.call("shop:same", order) is order


def test_containers_carry_handles(make: Any) -> None:
    first, second = make(SHOP).call("shop:mixed")
    assert (first.id, second["k"].id) == (1, 2)


def test_views_of_subclasses(make: Any) -> None:
    subject = make(SHOP)
    assert subject.call("shop:counts").as_dict() == {"a": 1}
    assert subject.call("shop:Word", "text").as_str() == "text"
    assert subject.get("shop:Level.HIGH").as_int() == 3
    pair = subject.call("shop:Pair", 1, 2)
    assert pair.as_dict() == {"a": 1, "b": 2}
    assert pair.as_list() == [1, 2]
    assert (len(pair), pair[1], list(pair), 2 in pair) == (2, 2, [1, 2], True)
    with pytest.raises(SubjectRaised, match="not a text"):
        pair.as_str()


def test_an_object_that_equals_everything_does_not_win(make: Any) -> None:
    cheat = make(SHOP).call("shop:AlwaysEqual")
    assert cheat != 3
    assert cheat != "paid"
    assert cheat not in [1, None, "x"]


def test_a_handle_has_no_truth_value(make: Any) -> None:
    subject = make(SHOP)
    handle = subject.call("shop:AlwaysEqual")
    with pytest.raises(CheckMistake, match="truth"):
        assert handle
    assert subject.truth(handle) is True


def test_generators_are_taken_step_by_step(make: Any) -> None:
    subject = make(SHOP)
    assert list(subject.call("shop:numbers", 3)) == [0, 1, 2]
    endless = iter(subject.call("shop:forever"))
    assert next(endless) == 0


def test_attributes_can_be_set_and_read_by_any_name(make: Any) -> None:
    subject = make(SHOP)
    order = subject.call("shop:order")
    order.id = 9
    assert subject.attr(order, "id") == 9


def test_imports_come_from_the_folder_the_library_and_the_allowed_folder(
    make: Any, server: ForkServer | None, libraries: Path
) -> None:
    subject = make(SHOP | {"allowed_too.py": "import allowed"}, libraries=libraries)
    cwd, path, argv, main = subject.call("shop:where")
    assert (cwd, path[0], path[-1]) == (
        str(subject.root),
        str(subject.root),
        str(server.libraries if server is not None and server.sandbox else libraries),
    )
    assert not [entry for entry in path if "site-packages" in entry]
    assert (argv, main) == ([""], None)
    assert subject.get("allowed_too:allowed.NAME") == "allowed"


def test_a_module_of_the_learner_may_have_any_name(make: Any) -> None:
    names = ["wire", "worker", "shelf", "serve", "queue", "traceback", "threading", "prodtutor", "lent", "textwrap"]
    subject = make({f"{name}.py": "MINE = True" for name in names})
    assert [subject.get(f"{name}:MINE") for name in names] == [True] * len(names)
    assert subject.read("wire.py") == b"MINE = True"


def test_nothing_of_the_tutor_can_be_imported(make: Any) -> None:
    def look() -> object:
        import sys

        return [name for name in sys.modules if "prodtutor" in name or "subject" in name]

    subject = make({})
    assert subject.probe(look) == []
    with pytest.raises(SubjectRaised) as caught:
        subject.get("prodtutor")
    assert caught.value.is_a("ModuleNotFoundError")


def test_probes_run_in_the_subject(make: Any) -> None:
    def total(start: int, of: list[int], *, twice: bool) -> dict[str, object]:
        import shop

        return {"sum": start + sum(of), "twice": twice, "status": shop.Status.OPEN.value}

    async def awaited() -> str:
        import asyncio

        await asyncio.sleep(0)
        return "awaited"

    subject = make(SHOP)
    assert subject.probe(total, 1, [2, 3], twice=True) == {"sum": 6, "twice": True, "status": "open"}
    assert subject.probe(awaited) == "awaited"


def test_a_probe_begins_anew_each_time(make: Any) -> None:
    def remember(item: int) -> list[int]:
        space = globals()
        space.setdefault("seen", []).append(item)
        found: list[int] = space["seen"]
        return found

    subject = make(SHOP)
    assert [subject.probe(remember, item) for item in (1, 2)] == [[1], [2]]


def test_a_probe_that_leans_on_its_surroundings_is_refused(make: Any) -> None:
    outside = 3

    def leaning() -> int:
        return outside

    subject = make(SHOP)
    with pytest.raises(CheckMistake, match="outside"):
        subject.probe(leaning)
    with pytest.raises(CheckMistake, match="def"):
        subject.probe(lambda: 1)


def test_output_of_calls(make: Any) -> None:
    subject = make(SHOP)
    subject.call("shop:say", "hello")
    assert subject.output() == "imported\nhello\nand this\n"


def test_input_finds_nothing(make: Any) -> None:
    with pytest.raises(SubjectRaised) as caught:
        make(SHOP).call("builtins:input")
    assert caught.value.is_a("EOFError")


def test_several_calls_at_once_meet(make: Any) -> None:
    subject = make(
        {
            "meet.py": """
                import threading
                barrier = threading.Barrier(3, timeout=10)
                def meet(name):
                    barrier.wait()
                    return name, threading.current_thread() is threading.main_thread()
                """
        }
    )
    assert subject.at_once(("meet:meet", 1), ("meet:meet", 2), ("meet:meet", 3)) == [(n, False) for n in (1, 2, 3)]
    assert subject.call("threading:current_thread") is subject.call("threading:main_thread")


def test_large_values_cross_both_ways_and_larger_ones_stay(make: Any) -> None:
    subject = make(SHOP)
    large = "x" * (7 * 1024 * 1024)
    assert subject.call("shop:same", large) == large
    larger = subject.call("operator:mul", large, 2)
    assert isinstance(larger, Handle)
    assert len(larger) == 2 * len(large)
    with pytest.raises(CheckMistake, match="too large"):
        subject.call("shop:same", large * 2)


def test_values_of_other_modules_are_made_in_the_subject(make: Any) -> None:
    import datetime

    subject = make(SHOP)
    with pytest.raises(CheckMistake, match="make the date in the subject"):
        subject.call("shop:same", datetime.date(2026, 1, 1))
    assert subject.call("shop:same", subject.call("datetime:date", 2026, 1, 1)).isoformat() == "2026-01-01"


def test_paths_cross_as_paths(make: Any, tmp_path: Any) -> None:
    subject = make(SHOP)
    assert subject.str_of(subject.call("shop:same", tmp_path / "x")) == str(tmp_path / "x")


def test_subjects_share_nothing(make: Any) -> None:
    one, two = make(SHOP), make(SHOP)
    one.write("note.txt", "one")
    assert two.read("note.txt") is None
    with pytest.raises(CheckMistake, match="another subject"):
        two.call("shop:same", one.call("shop:order"))


def _double(number: int) -> int:
    return number * 2


def test_a_probe_may_be_read_before_it_is_needed(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CheckMistake, match="written with `def`"):
        keep_ready(_double, lambda: 0)

    def is_read_again(_: object) -> str:
        raise AssertionError

    monkeypatch.setattr("inspect.getsource", is_read_again)
    assert make(SHOP).probe(_double, 21) == 42
