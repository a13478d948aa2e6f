"""How long a worker and a program take, spawned, forked and sandboxed: `python benchmarks/subjects.py [repetitions]`.

Each figure is a median in milliseconds, and in the same run its ratio to `python -c pass`, because machines differ and
other work goes on. The kinds of runs take turns, so that a busy moment falls on all of them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from prodtutor.checkkit.current import Current
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.host import environment, interpreter
from prodtutor.checkkit.subject import Subject
from prodtutor.processes import Sandbox, find_sandbox, run

PROGRAMS = {
    "hello.py": "print('hello')\n",
    "imports.py": "import argparse, csv, json, logging, pathlib, sqlite3, typing, urllib.parse, urllib.request\n"
    "print('imported')\n",
}


def measured(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes, or says that its part in question took."""
    started = time.perf_counter()
    said = work()
    return said if isinstance(said, float) else (time.perf_counter() - started) * 1000


def works(folder: Path, server: ForkServer, boxed: ForkServer | None) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    stage, scratch = folder / "stage", folder / "scratch"
    for made in (stage, scratch):
        made.mkdir()
    for name, text in PROGRAMS.items():
        (stage / name).write_text(text, "utf-8")

    def python() -> object:
        return run([interpreter(), "-c", "pass"], cwd=stage, env=environment(folder))

    def worker(current: Current) -> Callable[[], float]:
        def work() -> float:
            with Subject(current) as subject:
                return measured(lambda: subject.call("builtins:len", "four"))

        return work

    def program(current: Current, script: str) -> Callable[[], object]:
        place = current.make_folder()

        def work() -> None:
            done = current.make_host().run([script], cwd=place.root, env=environment(place.top))
            assert done.status == 0

        return work

    found: dict[str, Callable[[], object]] = {"python -c pass": python}
    currents = {"spawned": Current(stage, {}, scratch), "forked": Current(stage, {}, scratch, server=server)}
    if boxed is not None:
        currents["sandboxed"] = Current(stage, {}, scratch, server=boxed)
    for kind, current in currents.items():
        found[f"worker, to its first answer; {kind}"] = worker(current)
        found[f"program that says hello; {kind}"] = program(current, "hello.py")
        found[f"program with nine imports; {kind}"] = program(current, "imports.py")
    return found


def main() -> None:
    """Measure and print."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    server = ForkServer()
    print(f"the zygote was ready after {measured(server.wait_ready):.0f} ms")
    sandbox = find_sandbox()
    boxed = ForkServer(sandbox=sandbox) if isinstance(sandbox, Sandbox) else None
    if boxed is not None:
        print(f"the one in a sandbox was ready after {measured(boxed.wait_ready):.0f} ms")
    if server.names() is None:
        print("this system has no fork server: what is called forked is spawned")
    with tempfile.TemporaryDirectory() as name:
        all_works = works(Path(name), server, boxed)
        took: dict[str, list[float]] = {work: [] for work in all_works}
        for _ in range(repetitions):
            for work, do in all_works.items():
                took[work].append(measured(do))
    server.close()
    if boxed is not None:
        boxed.close()
    base = statistics.median(took["python -c pass"])
    for work, times in took.items():
        median = statistics.median(times)
        print(f"{work:40} {median:7.1f} ms  {median / base:6.2f} x python -c pass")


if __name__ == "__main__":
    main()
