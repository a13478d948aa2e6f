"""Whether a subject is at rest, and what it has done by then: right and wrong clients, held by conditions alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from prodtutor.checkkit import Arrival, CountingServer, Response, SubjectRaised, Watch
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.rest import look
from prodtutor.checkkit.server import opened_by

FILES = {
    "client.py": """
        import asyncio
        import threading
        import time
        from concurrent.futures import ThreadPoolExecutor
        from urllib.request import urlopen

        def get(url):
            with urlopen(url, timeout=30) as answer:
                return answer.read().decode()

        def serial(urls):
            return [get(url) for url in urls]

        def pooled(urls, size):
            with ThreadPoolExecutor(size) as pool:
                return list(pool.map(get, urls))

        def slow_to_start(urls, size):
            with ThreadPoolExecutor(size) as pool:
                futures = []
                for url in urls:
                    sum(range(300_000))
                    time.sleep(0.01)
                    futures.append(pool.submit(get, url))
                return [future.result() for future in futures]

        def restless(urls):
            over = threading.Event()

            def tick():
                while not over.wait(0.001):
                    pass

            threading.Thread(target=tick, daemon=True).start()
            try:
                return serial(urls)
            finally:
                over.set()

        def busy(seconds):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                pass
            return "done"

        def broken(urls):
            raise ValueError("no")

        async def beside(urls, tick):
            async def clock():
                while True:
                    tick()
                    await asyncio.sleep(0.001)

            ticking = asyncio.create_task(clock())
            await asyncio.sleep(0)
            try:
                return await asyncio.to_thread(serial, urls)
            finally:
                ticking.cancel()

        async def hostage(urls, tick):
            tick()
            return serial(urls)
        """
}


@pytest.fixture
def suppliers(server: ForkServer | None) -> Iterator[CountingServer]:
    """A server that the subject of the test can reach."""

    def respond(arrival: Arrival) -> Response:
        return Response(200, arrival.path)

    sandboxed = server is not None and server.sandbox is not None
    with opened_by(server.listen) if sandboxed and server is not None else nullcontext():
        made = CountingServer(respond)
    with made:
        yield made


def _urls(suppliers: CountingServer, count: int = 8) -> list[str]:
    return [f"{suppliers.url}/{number}" for number in range(count)]


@pytest.mark.parametrize("size", [1, 3, 5])
def test_a_pool_is_seen_whole_before_anybody_is_answered(make: Any, suppliers: CountingServer, size: int) -> None:
    subject = make(FILES)
    call = subject.call_aside("client:pooled", _urls(suppliers), size)
    watch = Watch(subject, suppliers, call)
    assert not watch.until(lambda: len(suppliers.held) > size)
    assert len(suppliers.held) == suppliers.peak == size
    suppliers.let_go(suppliers.held[0])
    watch.at_rest()
    assert len(suppliers.arrivals) == size + 1
    assert suppliers.peak == size
    suppliers.open()
    watch.at_rest()
    assert call.done()
    assert call.result() == [f"/{number}" for number in range(8)]
    assert not watch.until(lambda: False)  # over: nothing more will happen


@pytest.mark.parametrize("client", ["serial", "restless"])
def test_a_serial_client_rests_with_one_request(make: Any, suppliers: CountingServer, client: str) -> None:
    """Also when a thread of it wakes up now and then."""
    subject = make(FILES)
    call = subject.call_aside(f"client:{client}", _urls(suppliers))
    assert not Watch(subject, suppliers, call).until(lambda: len(suppliers.held) > 1, patience=0.2)
    assert suppliers.peak == 1
    suppliers.open()
    assert len(call.result()) == 8


def test_patience_waits_for_who_is_slow_to_start(make: Any, suppliers: CountingServer) -> None:
    subject = make(FILES)
    call = subject.call_aside("client:slow_to_start", _urls(suppliers), 6)
    assert Watch(subject, suppliers, call).until(lambda: len(suppliers.held) == 6, patience=0.5)
    suppliers.open()
    call.result()


def test_computing_is_no_rest(make: Any, suppliers: CountingServer) -> None:
    subject = make(FILES)
    call = subject.call_aside("client:busy", 0.4)
    Watch(subject, suppliers, call).at_rest()
    assert call.done()


def test_a_call_that_ends_early_ends_the_waiting(make: Any, suppliers: CountingServer) -> None:
    subject = make(FILES)
    call = subject.call_aside("client:broken", _urls(suppliers))
    assert not Watch(subject, suppliers, call).until(lambda: len(suppliers.held) > 1, patience=60)
    with pytest.raises(SubjectRaised, match="no"):
        call.result()


@pytest.mark.parametrize(("facade", "alive"), [("beside", True), ("hostage", False)])
def test_a_stir_counts_as_something_happening(make: Any, suppliers: CountingServer, facade: str, alive: bool) -> None:
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        suppliers.stir()

    subject = make(FILES)
    call = subject.begin(f"client:{facade}", _urls(suppliers, 2), tick)
    watch = Watch(subject, suppliers, call)
    assert watch.until(lambda: len(suppliers.held) == 1, patience=0.5)
    began = ticks
    assert watch.until(lambda: ticks >= began + 5, patience=0.3) is alive
    suppliers.open()
    assert call.result() == ["/0", "/1"]


def test_looking_from_here() -> None:
    seen = look(set())
    if seen is None:
        pytest.skip("this system does not show its threads")
    assert not all(asleep for asleep, _ in seen.values())  # we are running, after all
    assert str(threading.get_native_id()) in seen
    assert str(threading.get_native_id()) not in (look({threading.get_native_id()}) or {})


def test_probes_aside_run_beside_each_other(make: Any) -> None:
    def meet(seconds: float) -> str:
        import builtins
        import threading

        barrier = vars(builtins).setdefault("_barrier", threading.Barrier(2))
        barrier.wait(seconds)
        return "met"

    subject = make(FILES)
    both = [subject.probe_aside(meet, 10.0) for _ in range(2)]
    assert [one.result() for one in both] == ["met", "met"]
    heard: list[bool] = []
    both[0].when_done(lambda: heard.append(True))
    assert heard == [True]
    assert both[0].cancel() is False
