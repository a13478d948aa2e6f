"""Subjects that end, hang, flood or forge: always a plain error, never a hang, never a pass."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest

from prodtutor.checkkit import Subject, SubjectDied, SubjectRaised, SubjectTimeout

FILES = {
    "ends.py": """
        import gc, os, signal, subprocess, sys, threading

        def now(status):
            os._exit(status)

        def kill(number):
            os.kill(os.getpid(), number)

        def close_everything():
            os.closerange(3, 200)
            threading.Event().wait()

        def spin():
            while True:
                pass

        def silent():
            threading.Event().wait()

        def flood():
            while True:
                print("x" * 100_000)

        def hoard():
            block = []
            while True:
                block.append(bytearray(10_000_000))

        def write(data):
            for fd in range(3, 40):
                try:
                    if not os.path.sameopenfile(fd, 1):
                        os.write(fd, data)
                except OSError:
                    pass
            return 1

        def server():
            return next(x for x in gc.get_objects() if type(x).__name__ == "Server" and hasattr(x, "borrowed"))

        def forge(message):
            server()._send(message)
            threading.Event().wait()

        def twice():
            answer = server()._answer
            def double(call_id, value=None, error=None):
                answer(call_id, value)
                answer(call_id, value)
            type(server())._answer = lambda self, *a, **k: double(*a, **k)
            return 1

        def lie(value):
            raw = server()._send
            type(server())._outcome = lambda self, *a: value
            return 1

        def child_that_stays():
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                signal.pause()
            os._exit(3)

        def daemon_with_the_line():
            if os.fork() == 0:
                os.setsid()
                with open("pid.tmp", "w") as file:
                    file.write(str(os.getpid()))
                os.rename("pid.tmp", "pid")
                signal.pause()
            while not os.path.exists("pid"):
                pass
            os._exit(4)

        def child_that_returns():
            if os.fork() == 0:
                return "from the child"
            return "from the parent"

        def daemon():
            command = [sys.executable, "-c", "import threading; threading.Event().wait()"]
            return subprocess.Popen(command, start_new_session=True).pid
        """
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and forks")


def _dies(subject: Subject, call: tuple[Any, ...], words: str = ".*") -> None:
    """The call itself may still be answered; a later one finds the subject dead."""

    def ask() -> None:
        while True:
            subject.call(*call)

    with pytest.raises(SubjectDied, match=words):
        ask()


@pytest.mark.parametrize("status", [0, 3])
def test_an_early_exit_is_named(make: Any, status: int) -> None:
    with pytest.raises(SubjectDied, match=f"ended in the middle of a call, with exit status {status}"):
        make(FILES).call("ends:now", status)


@posix
def test_a_signal_is_named(make: Any) -> None:
    with pytest.raises(SubjectDied, match="ended by signal 9"):
        make(FILES).call("ends:kill", 9)


@posix
def test_a_closed_line_is_an_end(make: Any) -> None:
    with pytest.raises(SubjectDied, match="closed its line"):
        make(FILES).call("ends:close_everything")


@pytest.mark.parametrize("name", ["spin", "silent"])
def test_silence_ends_at_the_limit(make: Any, name: str) -> None:
    subject = make(FILES, timeout=0.3)
    with pytest.raises(SubjectTimeout, match=f"^{name} gave no answer in 0.3 s$"):
        subject.call(f"ends:{name}")
    with pytest.raises(SubjectDied, match="over before"):
        subject.call("ends:now", 0)


def test_a_lent_object_that_blocks_does_not_stop_the_clock(make: Any) -> None:
    release = threading.Event()
    subject = make({"app.py": "def use(f):\n    f()"}, timeout=0.3)
    with pytest.raises(SubjectTimeout):
        subject.call("app:use", release.wait)
    release.set()


def test_a_flood_of_output_is_a_limit(make: Any) -> None:
    with pytest.raises(SubjectDied, match="printed more than") as caught:
        make(FILES).call("ends:flood")
    assert caught.value.limit == "output_bytes"


def test_memory_is_a_limit(make: Any) -> None:
    with pytest.raises((SubjectDied, SubjectRaised)) as caught:
        make(FILES, memory_bytes=200 * 2**20, address_bytes=400 * 2**20).call("ends:hoard")
    error = caught.value
    assert error.limit == "memory_bytes" if isinstance(error, SubjectDied) else error.is_a("MemoryError")


@posix
def test_processor_time_is_a_limit(make: Any) -> None:
    with pytest.raises(SubjectDied, match="processor time") as caught:
        make(FILES, cpu_s=1).call("ends:spin")
    assert caught.value.limit == "cpu_s"


@posix
@pytest.mark.parametrize(
    "data",
    [
        b"hello\n",
        b"\n",
        b"{}\n",
        b'{"k":"answer","id":"0","v":1}\n',
        b'{"k":"answer","id":["0"]}\n',
        b'{"k":"callback"}\n',
        b'{"k":"callback","on":1,"args":[],"kw":{},"op":"special","name":"__call__","id":1,"t":"main"}\n',
        b"[" * 50_000 + b"\n",
        b"\xff\x00" * 10 + b"\n",
        b"x" * 60_000,
    ],
)
def test_extra_bytes_are_an_end(make: Any, data: bytes) -> None:
    _dies(make(FILES), ("ends:write", data))


@pytest.mark.parametrize(
    "value",
    [
        {"v": {"?": 1}},
        {"v": {"h": [0, "x", None]}},
        {"v": {"h": ["1", "x", None]}},
        {"v": {"o": 1}},
        {"v": [1, 2]},
        {"e": 1},
        {"e": {}},
        {"e": {"mro": []}},
        {"e": {"mro": [1], "frames": [], "h": [1, "x", None], "text": "", "tb": ""}},
        {"e": {"mro": ["x"], "frames": [[1]], "h": [1, "x", None], "text": "", "tb": ""}},
        {"v": {"b": "%%%"}},
        {"v": {"s": [{"l": []}]}},
    ],
)
def test_malformed_answers_are_an_end(make: Any, value: object) -> None:
    _dies(make(FILES), ("ends:lie", value), "not an answer")


def test_a_lie_about_a_type_is_an_end(make: Any) -> None:
    subject = make(FILES)
    handle = subject.call("ends:server")
    with contextlib.suppress(SubjectDied):
        subject.call("ends:lie", {"v": "True"})
    with pytest.raises(SubjectDied):
        subject.truth(handle)


@pytest.mark.parametrize(
    "message",
    [
        {"k": "answer", "id": "abc", "v": 1},
        {"k": "callback", "id": 1, "t": "main", "on": 99, "op": "attr", "name": "x", "args": [], "kw": {}},
        {"k": "call", "id": "x"},
        {"k": 3},
    ],
)
def test_forged_messages_are_an_end(make: Any, message: object) -> None:
    with pytest.raises(SubjectDied, match="not an answer"):
        make(FILES).call("ends:forge", message)


def test_an_answer_given_twice_is_an_end(make: Any) -> None:
    _dies(make(FILES), ("ends:twice",))


def test_what_was_not_lent_cannot_be_asked_for(make: Any) -> None:
    def expected() -> int:
        return 42

    subject = make(FILES)
    assert subject.call("builtins:callable", expected) is True
    message = {"k": "callback", "id": 9, "t": "main", "on": 1, "op": "special", "name": "__getattribute__"}
    with pytest.raises(SubjectDied, match="not lent"):
        subject.call("ends:forge", {**message, "args": ["__globals__"], "kw": {}})


@posix
def test_a_child_that_keeps_the_line_open_does_not_hide_the_end(make: Any) -> None:
    with pytest.raises(SubjectDied, match="exit status 3"):
        make(FILES).call("ends:child_that_stays")


@posix
def test_a_daemon_that_keeps_the_line_open_keeps_no_thread_of_ours(make: Any, outside: Any) -> None:
    subject = make(FILES)
    with pytest.raises(SubjectDied, match="exit status 4"):
        subject.call("ends:daemon_with_the_line")
    pid = outside(int(subject.read("pid")))
    subject.close()
    try:
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("subject")]
    finally:
        with contextlib.suppress(ProcessLookupError):  # a sandbox ends what nobody waits for
            os.kill(pid, 9)


@posix
def test_a_forked_child_does_not_answer_for_its_parent(make: Any) -> None:
    subject = make(FILES)
    assert subject.call("ends:child_that_returns") == "from the parent"
    assert subject.call("ends:child_that_returns") == "from the parent"


def test_what_it_started_goes_with_it(make: Any, outside: Any) -> None:
    subject = make(FILES)
    pid = outside(subject.call("ends:daemon"))
    daemon = psutil.Process(pid)
    subject.close()
    daemon.wait(10)


def test_a_cancelled_check_ends_the_subject(make: Any) -> None:
    cancel = threading.Event()
    subject = make(
        {
            "app.py": "import threading\ndef use(f):\n    f()\n    threading.Event().wait()",
            "waits.py": "import threading; threading.Event().wait()",
        },
        cancel=cancel,
    )
    with pytest.raises(SubjectDied, match="cancelled"):
        subject.call("app:use", cancel.set)
    with pytest.raises(SubjectDied, match="cancelled"):
        subject.run("waits.py")


def test_an_exit_while_importing_is_no_pass(make: Any) -> None:
    subject = make({"leaves.py": "raise SystemExit(0)", "dies.py": "import os; os._exit(0)"})
    with subject.raises("SystemExit"):
        subject.get("leaves:x")
    with pytest.raises(SubjectDied, match="exit status 0"):
        subject.get("dies:x")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts descriptors in /proc")
def test_descriptors_and_threads_are_constant(make: Any) -> None:
    def one() -> None:
        subject = make(FILES | {"app.py": "def use(f):\n    f()\nasync def job(f):\n    await f()"}, timeout=0.2)
        subject.call("app:use", list)

        async def lent() -> None: ...

        subject.begin("app:job", lent).result(10.0)
        subject.run("app.py")
        with pytest.raises(SubjectDied):
            subject.call("ends:now", 3) if len(counts) % 2 else subject.call("ends:silent")
        subject.close()

    counts: list[tuple[int, int]] = []
    for _ in range(6):
        one()
        counts.append((len(os.listdir("/proc/self/fd")), threading.active_count()))
    assert len(set(counts[1:])) == 1, counts


@pytest.mark.usefixtures("crowded")
def test_an_answer_that_waits_for_a_processor_is_waited_for(make: Any) -> None:
    """0.3 s of work on a thirteenth of a core take 4 s and more."""
    work = "import time\ndef work():\n    while time.process_time() < 0.3:\n        pass\n    return 'through'\n"
    assert make({"app.py": work}, timeout=1.5).call("app:work") == "through"


@pytest.mark.usefixtures("crowded")
def test_a_program_that_waits_for_a_processor_is_waited_for(make: Any) -> None:
    work = "import time\nwhile time.process_time() < 0.3:\n    pass\nprint('through')\n"
    assert make({"app.py": work}).run("app.py", timeout=1.5).out == "through\n"
