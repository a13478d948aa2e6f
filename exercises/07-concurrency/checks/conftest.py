"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import (
    Arrival,
    CountingServer,
    Interleaving,
    Interleavings,
    Outcome,
    Pending,
    Response,
    Subject,
    Told,
    Watch,
    keep_ready,
)

HERE = Path(__file__).parent
PATIENCE_S = 0.3
"""How long a program must be at rest before it is told that it could have done more."""
FOR_EVER_S = 1.5
"""A program that has been asleep for so long, with nothing to wait for, sleeps for ever."""
LONG_S = 20.0
"""A timeout for suppliers that no run comes near."""

_LONGEST_LINE = 40


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    spec = importlib.util.spec_from_file_location(f"prodtutor_lesson_7_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


probes_module = _load("probes")
keep_ready(
    probes_module.fetch,
    probes_module.fetch_and_look,
    probes_module.refresh,
    probes_module.sell_at_once,
    probes_module.two_sellers,
    probes_module.seller_and_viewer,
    probes_module.two_transfers,
    probes_module.transfer_and_sale,
    probes_module.transfer_twice,
)


class Suppliers:
    """Some suppliers behind one server, each with a URL of its own; they answer when the check says so."""

    def __init__(self, draw: random.Random, count: int) -> None:
        numbers = draw.sample(range(1000, 9999), count)
        self.values = {
            f"/supplier/{number}": {"supplier": number, "units": draw.randrange(1, 99)} for number in numbers
        }
        self.special: dict[str, Response] = {}
        """By path: what a troubled supplier answers."""
        self.refuses = False
        """Whether all of them answer 401."""
        self.server = CountingServer(self._respond)
        self.paths = list(self.values)

    def _respond(self, arrival: Arrival) -> Response:
        if self.refuses:
            return Response.json({"error": "this key is not valid any more"}, status=401)
        if arrival.path in self.special:
            return self.special[arrival.path]
        return Response.json(self.values.get(arrival.path, {}), status=200 if arrival.path in self.values else 404)

    def trouble(self, path: str, response: Response) -> str:
        """Add a supplier that answers so; its URL."""
        self.special[path] = response
        return self.url(path)

    def url(self, path: str) -> str:
        return f"{self.server.url}{path}"

    @property
    def urls(self) -> list[str]:
        return [self.url(path) for path in self.paths]

    @property
    def expected(self) -> list[tuple[Any, ...]]:
        """What a list of results must say: url, value, error."""
        return [(self.url(path), self.values[path], None) for path in self.paths]

    def at(self, *paths: str) -> Callable[[Arrival], bool]:
        """Whether a request is for one of these."""
        return lambda arrival: arrival.path in paths


class Desk:
    """The learner's `stock_sync.py`, asked in the words of this lesson."""

    def __init__(self, subject: Subject, told: Told, draw: random.Random, files: Mapping[str, str]) -> None:
        self.subject, self.told, self.draw, self.probes = subject, told, draw, probes_module
        self._files = files
        self._opened: list[Suppliers] = []

    def close(self) -> None:
        """Close what the test has opened."""
        for suppliers in self._opened:
            suppliers.server.close()

    def suppliers(self, count: int) -> Suppliers:
        """So many good suppliers, who hold every request until they are told to answer."""
        made = Suppliers(self.draw, count)
        self._opened.append(made)
        return made

    def ask(
        self,
        suppliers: Suppliers,
        *,
        limit: int,
        urls: list[str] | None = None,
        timeout: float = LONG_S,
        read: bool = True,
    ) -> tuple[Pending, Watch]:
        """Begin `fetch_all`; the call, and what watches it. read: whether the call comes to the results' content."""
        wanted = suppliers.urls if urls is None else urls
        call = self.subject.probe_aside(self.probes.fetch, wanted, limit, timeout, read)
        return call, self.watch(suppliers, call)

    def ask_and_look(self, suppliers: Suppliers, *, limit: int) -> tuple[Pending, Watch]:
        """The same; the call comes to what was raised, and how many threads were left."""
        call = self.subject.probe_aside(self.probes.fetch_and_look, suppliers.urls, limit, LONG_S)
        return call, self.watch(suppliers, call)

    def ask_the_loop(
        self,
        suppliers: Suppliers,
        *,
        limit: int,
        urls: list[str] | None = None,
        timeout: float = LONG_S,
        tick: Any = None,
    ) -> tuple[Pending, Watch]:
        """Begin `refresh` on an event loop."""
        wanted = suppliers.urls if urls is None else urls
        call = self.subject.probe_aside(self.probes.refresh, wanted, limit, timeout, tick)
        return call, self.watch(suppliers, call)

    def ask_the_lasting_loop(self, suppliers: Suppliers, *, limit: int) -> tuple[Pending, Watch]:
        """Begin `refresh` on an event loop that goes on afterwards; the call says whether the key was refused."""
        call = self.subject.begin(self.subject.probe(self.probes.refresher), suppliers.urls, limit, LONG_S)
        return call, self.watch(suppliers, call)

    def watch(self, suppliers: Suppliers, call: Pending | None = None) -> Watch:
        """What watches the program, and the call if there is one."""
        return Watch(self.subject, suppliers.server, call)

    def end(self, call: Pending, suppliers: Suppliers, patience: float = FOR_EVER_S) -> Any:
        """What the call comes to, once all suppliers answer."""
        self.watch(suppliers, call).at_rest(patience)
        self.told(
            did=self.told.did,
            saw="all suppliers had answered, but the call did not come to an end: your program slept",
            means="Somebody waits for something that will never happen. The report is never written.",
        )
        assert call.done()
        self.told(did=self.told.did)
        return call.result(LONG_S)

    def search(
        self, wrong: Callable[[Outcome], bool], scene: Callable[..., Any], *arguments: Any
    ) -> Interleaving | None:
        """A way in which two calls of a scene come in between each other, with a wrong outcome; None if all is well."""
        self.subject.timeout = LONG_S
        ways = Interleavings(self.subject, scene, *arguments)
        found = ways.find(wrong)
        if found is None:
            self.told(
                did=self.told.did,
                saw="I could not stop it: nothing in your files ran, or it switched off Python's tracing",
                means="What cannot be looked at cannot be called right. Leave sys.settrace and exec out of it.",
            )
            assert not ways.hidden
        return found

    def story(self, found: Interleaving, one: str = "A", other: str = "B", most: int = 12) -> str:
        """How an interleaving came about, line by line, short enough for a finding."""
        names = {"one": one, "other": other, "helper": "thread"}
        lines = [f"{names[line.who]} {line.number}: {self._text(line.file, line.number)}" for line in found.lines]
        if found.other_stopped is not None:
            most += 6  # where the second one is stopped is to be seen, too
            lines.insert(found.other_stopped, f"({other} is stopped here)")
        lines.insert(found.stopped, f"({one} is stopped here)")
        lines = lines if len(lines) <= most else [*lines[: most // 2], "...", *lines[-most // 2 :]]
        return "Line by line:\n" + "\n".join(lines)

    def _text(self, file: str, number: int) -> str:
        lines = self._files.get(file, "").splitlines()
        text = lines[number - 1].strip() if number <= len(lines) else file
        return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"


@pytest.fixture
def desk(shared: Subject, told: Told, draw: random.Random, files: Mapping[str, str]) -> Iterator[Desk]:
    """With one process for the tests of a file."""
    made = Desk(shared, told, draw, files)
    try:
        yield made
    finally:
        made.close()
