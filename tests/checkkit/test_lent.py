"""Objects of the judge's in the hands of the learner's code."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from prodtutor.checkkit import Raise, SubjectDied, SubjectRaised

FILES = {
    "gateway.py": """
        class GatewayTimeout(Exception):
            pass
        """,
    "app.py": """
        import asyncio, threading
        from concurrent.futures import ThreadPoolExecutor
        from gateway import GatewayTimeout

        def each(function, items):
            return [function(item) for item in items]

        def submit(gateway, number, **more):
            try:
                return gateway.submit(number, {"n": number}, **more)
            except GatewayTimeout as late:
                return f"late: {late}"

        def catch(function, *args):
            try:
                return function(*args)
            except BaseException as error:
                return f"{type(error).__name__}: {error}"

        def in_threads(function, number):
            with ThreadPoolExecutor(number) as pool:
                return list(pool.map(function, range(number)))

        async def _one(function, item):
            await asyncio.sleep(0)
            return function(item)

        def in_tasks(function, number):
            async def main():
                return await asyncio.gather(*(_one(function, item) for item in range(number)))
            return asyncio.run(main())

        def awaiting(fetch, number):
            async def main():
                return await asyncio.gather(*(fetch(item) for item in range(number)))
            return asyncio.run(main())

        def is_same(one, two):
            return one is two

        def read(mapping):
            return mapping["a"], "b" in mapping, mapping.get("c", 3), dict(mapping), len(mapping), bool(mapping)

        def manage(context):
            with context as value:
                return value

        def look(thing, name):
            return getattr(thing, name)

        def loud(thing):
            return callable(thing), hasattr(thing, "__len__"), repr(thing), [item for item in thing]

        def square(number):
            return number * number

        def nested(ask, number):
            return ask(number) + 1

        def hold(thing):
            global held
            held = thing

        def use():
            return held(1)

        def keep_calling(function):
            threading.Thread(target=lambda: function("from a thread"), daemon=True).start()
        """,
}


def test_callables_can_be_lent(make: Any) -> None:
    subject = make(FILES)
    slept: list[object] = []
    assert subject.call("app:each", slept.append, [1, 2.5]) == [None, None]
    assert slept == [1, 2.5]
    assert subject.call("app:each", lambda item: item * 2, ["a"]) == ["aa"]


def test_methods_keywords_and_classes_of_the_learner(make: Any) -> None:
    seen = []

    class Gateway:
        def submit(self, number: int, payload: dict[str, int], *, retry: bool = False) -> str:
            seen.append((number, payload, retry))
            if number == 2:
                raise Raise("gateway:GatewayTimeout", "after 5 s")
            return "ok"

    subject = make(FILES)
    assert subject.call("app:submit", Gateway(), 1, retry=True) == "ok"
    assert subject.call("app:submit", Gateway(), 2) == "late: after 5 s"
    assert seen == [(1, {"n": 1}, True), (2, {"n": 2}, False)]


@pytest.mark.parametrize("name", ["TimeoutError", "SystemExit", "KeyboardInterrupt", "sqlite3:OperationalError"])
def test_exceptions_by_order(make: Any, name: str) -> None:
    def failing() -> None:
        raise Raise(name, "ordered")

    subject = make(FILES)
    assert subject.call("app:catch", failing) == f"{name.rpartition(':')[2]}: ordered"
    with subject.raises(name):
        subject.call(failing_name := "app:each", failing_with(name), [1])
    assert failing_name


def failing_with(name: str) -> Any:
    def failing(_: object) -> None:
        raise Raise(name, "ordered")

    return failing


def test_wrong_use_of_a_lent_function_is_the_learners(make: Any) -> None:
    subject = make(FILES)
    assert subject.call("app:catch", lambda _, __: None, 1).startswith("TypeError: ")
    assert subject.call("app:catch", int, "x").startswith("ValueError: ")
    assert subject.call("app:catch", {}.__getitem__, "x") == "KeyError: 'x'"


def test_a_mistake_in_a_lent_object_surfaces_as_itself(make: Any) -> None:
    def mistaken(item: object) -> None:
        raise LookupError(f"mine: {item}")

    with pytest.raises(LookupError, match="mine: 1"):
        make(FILES).call("app:each", mistaken, [1])
    subject = make(FILES)
    with pytest.raises(TimeoutError):
        subject.call("app:catch", timing_out)
    with pytest.raises(SubjectDied, match="over before"):
        subject.call("app:square", 1)


def timing_out() -> None:
    raise TimeoutError


@pytest.mark.parametrize("then", ["ask", "close"])
def test_a_mistake_that_nobody_waits_for_is_raised_at_the_next_chance(make: Any, then: str) -> None:
    returned = threading.Event()

    def mistaken(_: object) -> None:
        returned.wait(10)
        raise LookupError("mine")

    subject = make(FILES)
    subject.call("app:keep_calling", mistaken)
    returned.set()
    assert subject._link._process.wait(10) is not None  # the mistake ends the subject
    with pytest.raises(LookupError, match="mine"):
        subject.close() if then == "close" else subject.call("app:square", 1)


def test_an_assertion_in_a_lent_object_fails_the_test(make: Any) -> None:
    def checking(item: int) -> None:
        assert item == 2

    with pytest.raises(AssertionError):
        make(FILES).call("app:catch", checking, 1)


@pytest.mark.parametrize("number", [1, 16])
def test_many_threads_call_back_at_once_and_meet(make: Any, number: int) -> None:
    barrier = threading.Barrier(number, timeout=20)

    def meet(item: int) -> int:
        barrier.wait()
        return item * 10

    assert make(FILES).call("app:in_threads", meet, number) == [10 * n for n in range(number)]


def test_tasks_call_back(make: Any) -> None:
    assert make(FILES).call("app:in_tasks", lambda item: item + 1, 5) == [1, 2, 3, 4, 5]


def test_coroutine_functions_can_be_lent_and_wait_for_each_other(make: Any) -> None:
    import asyncio

    arrived: list[int] = []
    everybody = asyncio.Event()

    async def fetch(item: int) -> str:
        arrived.append(item)
        if len(arrived) == 5:
            everybody.set()
        await everybody.wait()
        return f"page {item}"

    class Client:
        async def get(self, item: int) -> int:
            if item == 1:
                raise Raise("gateway:GatewayTimeout", "late")
            return item

    subject = make(FILES)
    assert subject.call("app:awaiting", fetch, 5) == [f"page {n}" for n in range(5)]
    with subject.raises("gateway:GatewayTimeout"):
        subject.call("app:awaiting", Client().get, 2)


def test_nested_calls_go_to_and_fro(make: Any) -> None:
    subject = make(FILES)

    def ask(number: int) -> int:
        if number == 0:
            return 0
        return int(subject.call("app:nested", ask, number - 1)) + int(subject.call("app:square", number))

    assert subject.call("app:nested", ask, 3) == 1 + 2 + 3 + 9 + 4 + 1 - 2
    barrier = threading.Barrier(4, timeout=20)

    def meet_and_ask(number: int) -> int:
        barrier.wait()
        return int(subject.call("app:square", number))

    assert subject.call("app:in_threads", meet_and_ask, 4) == [0, 1, 4, 9]


def test_identity_is_kept(make: Any) -> None:
    class Thing:
        pass

    subject = make(FILES)
    thing = Thing()
    assert subject.call("app:is_same", thing, thing) is True
    assert subject.call("app:is_same", thing, Thing()) is False
    assert subject.call("app:each", lambda item: item, [thing])[0] is thing


def test_a_lent_mapping_works_as_one(make: Any) -> None:
    read = []

    class Recording(dict[str, int]):
        def __getitem__(self, name: str) -> int:
            read.append(name)
            return super().__getitem__(name)

    subject = make(FILES)
    assert subject.call("app:read", Recording(a=1)) == (1, False, 3, {"a": 1}, 1, True)
    assert "a" in read
    assert subject.call("app:catch", Recording().__getitem__, "missing") == "KeyError: 'missing'"
    with subject.raises("KeyError"):
        subject.call("app:read", Recording(z=1))


def test_contexts_and_iterators_can_be_lent(make: Any) -> None:
    left = []

    class Context:
        def __enter__(self) -> str:
            return "inside"

        def __exit__(self, *error: object) -> None:
            left.append(error[0])

    class Rows:
        def __iter__(self) -> Iterator[int]:
            return iter([1, 2])

    subject = make(FILES)
    assert subject.call("app:manage", Context()) == "inside"
    assert left == [None]
    assert subject.call("app:loud", Rows()) == (False, False, "<Rows>", [1, 2])


def test_plain_attributes_are_read_and_private_ones_are_not(make: Any) -> None:
    class Clock:
        zone = "UTC"
        _expected = 42

    subject = make(FILES)
    assert subject.call("app:look", Clock(), "zone") == "UTC"
    for name in ("_expected", "missing", "__dict__x", "__globals__"):
        with subject.raises("AttributeError"):
            subject.call("app:look", Clock(), name)


def test_what_leads_to_the_checks_code_is_not_lent(make: Any) -> None:
    def secrets() -> Iterator[int]:
        yield 1

    def function() -> None: ...

    function.expected = 42  # type: ignore[attr-defined]
    subject = make(FILES)
    for target, name in ((secrets(), "gi_frame"), (function, "expected"), (function, "__globals__")):
        with subject.raises("AttributeError"):
            subject.call("app:look", target, name)


def test_a_lent_object_can_be_used_in_a_later_call(make: Any) -> None:
    subject = make(FILES)
    subject.call("app:hold", lambda item: item + 1)
    assert subject.call("app:use") == 2


def test_a_class_that_the_learner_lacks_fails_in_their_code(make: Any) -> None:
    with pytest.raises(SubjectRaised) as caught:
        make(FILES).call("app:each", failing_with("gateway:Absent"), [1])
    assert caught.value.is_a("AttributeError")
