"""Coroutines on the subject's event loop."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from prodtutor.checkkit import SubjectRaised

FILES = {
    "worker.py": """
        import asyncio

        async def double(number):
            await asyncio.sleep(0)
            return number * 2

        async def fail():
            raise ValueError("inside")

        async def leave():
            raise SystemExit(3)

        async def wait_for_ever(started, cleaned):
            try:
                started()
                await asyncio.Event().wait()
            finally:
                cleaned("cleaned")

        async def stubborn(started):
            try:
                started()
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                return "swallowed"

        class Job:
            async def run(self):
                return asyncio.get_running_loop()

        def plain():
            return 1
        """
}


def test_results_and_errors(make: Any) -> None:
    subject = make(FILES)
    pending = [subject.begin("worker:double", n) for n in range(5)]
    assert [one.result() for one in pending] == [0, 2, 4, 6, 8]
    assert pending[0].done()
    with subject.raises("ValueError"):
        subject.begin("worker:fail").result()
    with subject.raises("SystemExit"):
        subject.begin("worker:leave").result()
    with pytest.raises(SubjectRaised) as caught:
        subject.begin("worker:double").result()
    assert caught.value.phase == "signature"
    assert subject.begin("worker:plain").result() == 1


def test_methods_run_on_one_loop(make: Any) -> None:
    subject = make(FILES)
    job = subject.call("worker:Job")
    assert subject.begin(job.run).result() is subject.begin(job.run).result()


def test_cancellation_reaches_the_coroutine(make: Any) -> None:
    subject = make(FILES)
    started, seen = threading.Event(), []
    pending = subject.begin("worker:wait_for_ever", started.set, seen.append)
    assert started.wait(10)
    assert not pending.done()
    assert pending.cancel()
    with subject.raises("asyncio:CancelledError"):
        pending.result()
    assert seen == ["cleaned"]
    assert not pending.cancel()


def test_a_swallowed_cancellation_is_seen(make: Any) -> None:
    subject = make(FILES)
    started = threading.Event()
    pending = subject.begin("worker:stubborn", started.set)
    assert started.wait(10)
    pending.cancel()
    assert pending.result() == "swallowed"
