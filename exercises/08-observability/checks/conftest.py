"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import Subject, Told
from prodtutor.checkkit.json_lines import JsonLines, read_json_lines
from prodtutor.checkkit.metrics_text import MetricsText, read_metrics
from prodtutor.checkkit.span_tree import Span, Tree, as_trees, read_spans

HERE = Path(__file__).parent
PATIENCE_S = 20.0
"""Longer than two requests wait for each other in the probe."""
USUAL_S = 5.0
"""A subject that waits less has been told to hurry: something has hung already."""


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_8_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


drawn_values, probes_module, incident_module = (_load(name) for name in ("drawn", "probes", "incident"))


def texts(headers: Mapping[str, Any]) -> dict[str, str]:
    """Headers by their names in lower case; a value that is no text is shown as Python writes it."""
    return {name.lower(): value if isinstance(value, str) else repr(value) for name, value in headers.items()}


def as_text(value: object) -> str | None:
    """A text or None as it is; anything else, which may be a list or an object, as JSON."""
    return value if value is None or isinstance(value, str) else json.dumps(value)


class Answer:
    """What `handle` returned."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.status, self.body = data["status"], data["body"]
        self.headers = texts(data["headers"])

    @property
    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, TypeError, RecursionError):
            return None


class Served:
    """All that came of some requests: answers, log, spans, calls of the supplier, metrics."""

    def __init__(self, told: Told, did: str, data: Mapping[str, Any]) -> None:
        self._data = data
        self._logs: dict[int, JsonLines] = {}
        self._trees: dict[int, list[Tree]] = {}
        self.told_by(told, did)
        self.answers = [Answer(each) for each in data["answers"]]
        self.calls = [(str(path), texts(headers)) for _, path, headers, _ in data["calls"]]
        self.printed = "".join(data["printed"])

    def told_by(self, told: Told, did: str) -> None:
        """Report what is wrong to this test."""
        self._told, self._did = told, did

    def seconds(self, requests: Sequence[Mapping[str, Any]]) -> list[float]:
        """How long the supplier took for each request, by the clock. It may have been asked more than once."""
        return [sum(call[3] for call in self._data["calls"] if call[1] in each.get("offers", {})) for each in requests]

    def log(self, app: int = 0) -> JsonLines:
        """The log of the requests. A failure when a line of it is no JSON object."""
        if app not in self._logs:
            self._logs[app] = read_json_lines(self._data["logs"][app][1])
        log = self._logs[app]
        if log.broken:
            number, text = log.broken[0]
            self._told(
                did=self._did,
                saw=f"line {number} of the log is no JSON object: {text[:150]!r}",
                means="The machine that collects logs throws such a line away. It is gone when you need it.",
            )
            assert not log.broken
        return log

    def metrics(self, app: int = 0) -> MetricsText:
        """What /metrics answered afterwards. A failure when it cannot be read."""
        return readable(self._told, self._did, str(self._data["scrapes"][app]))

    def metrics_in_between(self) -> MetricsText:
        """What /metrics answered while the requests were in the supplier."""
        return readable(self._told, self._did, str(self._data["in_between"]))

    def spans(self, app: int = 0, means: str = "") -> list[Span]:
        """The spans that were exported. A failure when one of them is no span; means: what that means here."""
        spans, fault = read_spans(self._data["spans"][app])
        if fault:
            means = means or "The brief lists what a span is made of. Others cannot be drawn."
            self._told(did=self._did, saw=fault, means=means)
            assert not fault
        return spans

    def trees(self, app: int = 0, means: str = "") -> list[Tree]:
        """One tree for each request. A failure when they are no trees; means: what it means if a span is none."""
        if app not in self._trees:
            trees, fault = as_trees(self.spans(app, means))
            if fault:
                means = "A trace shows who waited for whom. This one cannot be put together."
                self._told(did=self._did, saw=fault, means=means)
                assert not fault
            self._trees[app] = trees
        return self._trees[app]

    def everything(self) -> dict[str, str]:
        """All texts that leave the app, by where they go to."""
        logs = "".join(before + after for before, after in self._data["logs"])
        read = read_json_lines(logs)
        return {
            "the log": "\n".join([logs, *(line.words() for line in read.lines)]),
            "a span": "\n".join(
                json.dumps(span, ensure_ascii=False) for spans in self._data["spans"] for span in spans
            ),
            "/metrics": "\n".join(self._data["scrapes"]),
            "an answer": "\n".join(
                [*(str(a.body) for a in self.answers), *(str(v) for a in self.answers for v in a.headers.values())]
            ),
            "what is printed": self.printed,
            "what the supplier gets": "\n".join(str([path, *headers.values()]) for path, headers in self.calls),
        }


def readable(told: Told, did: str, text: str) -> MetricsText:
    """An answer to /metrics. A failure when a line of it cannot be read."""
    metrics = read_metrics(text)
    if metrics.broken:
        number, line = metrics.broken[0]
        told(
            did=did,
            saw=f"line {number} of /metrics cannot be read: {line[:120]!r}",
            means="The server that collects numbers refuses the whole answer. You see none of them.",
        )
        assert not metrics.broken
    return metrics


@dataclass(frozen=True)
class Drill:
    """The incident, and what the app told about it."""

    incident: Any
    served: Served


class Shop:
    """The learner's app, asked in the words of this lesson."""

    def __init__(self, subject: Subject, told: Told, draw: random.Random) -> None:
        self.subject, self.told, self.draw = subject, told, draw
        self.drawn, self.probes, self.as_text = drawn_values, probes_module, as_text

    def order(self, sku: str = "") -> Any:
        return drawn_values.order(self.draw, sku)

    def series_after(self, paths: list[str], every: int, did: str) -> list[int]:
        """How many series /metrics has after each `every` of the paths."""
        self.told(did=did)
        texts = self.subject.probe(probes_module.scrape_often, paths, every)
        return [len(readable(self.told, did, text).series) for text in texts]

    def everyday(self, headers: dict[str, str] | None = None) -> list[Any]:
        """One request of each kind: placed, shown, not there, no such page, bad, supplier down, crash."""
        good, down, crash = self.order(), self.order(), self.order()
        bad = {"send": ["POST", "/orders", headers or {}, good.body[:-20]]}
        return [
            good.post(headers=headers),
            drawn_values.get(f"/orders/{good.id}", headers),
            drawn_values.get(f"/orders/x-{self.draw.randrange(10**6)}", headers),
            drawn_values.get(f"/{drawn_values.word(self.draw)}.php", headers),
            bad,
            down.post(fails="TimeoutError", headers=headers),
            crash.post(fails="RuntimeError", headers=headers),
        ]

    def metrics_in(self, text: str, did: str) -> MetricsText:
        """The numbers in an answer to /metrics."""
        return readable(self.told, did, text)

    def play_once(self, once: dict[str, Any], did: str) -> Drill:
        """The incident of step 8.6; the tests of a file look at the same one."""
        if "drill" not in once:
            made = incident_module.incident(self.draw)
            once["drill"] = Drill(made, self.serve(made.requests, did))
        drill: Drill = once["drill"]
        drill.served.told_by(self.told, did)
        return drill

    def serve(self, requests: Sequence[Mapping[str, Any]], did: str, **options: object) -> Served:
        """Send the requests to a fresh app. A failure when `handle` raises, or returns no answer."""
        data = self.ask(requests, did, **options)
        self.told(did=did)
        return Served(self.told, did, data)

    def serve_each(self, cases: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], **options: object) -> list[Served]:
        """For each case, a sentence that says what I did and its requests: what came of them, in an app of its own."""
        requests = [{**request, "app": number} for number, (_, each) in enumerate(cases) for request in each]
        data = self.ask(requests, "", dids=[did for did, _ in cases], apps=len(cases), apart=True, **options)
        found = []
        for number, (did, _) in enumerate(cases):
            answers = [a for r, a in zip(requests, data["answers"], strict=True) if r["app"] == number]
            calls = [call for call in data["calls"] if call[0] == number]
            part = {name: [each[number]] for name, each in data.items() if name in ("logs", "spans", "printed")}
            part["scrapes"] = data["scrapes"][number : number + 1]
            found.append(Served(self.told, did, {**data, **part, "answers": answers, "calls": calls}))
        return found

    def ask(
        self, requests: Sequence[Mapping[str, Any]], did: str, dids: Sequence[str] = (), **options: object
    ) -> dict[str, Any]:
        """What the probe saw. dids: what I did, for each app."""
        self.told(did=did or dids[0])
        usual = self.subject.timeout
        if "together" in options and usual >= USUAL_S:
            self.subject.timeout = PATIENCE_S
        try:
            found = self.subject.probe(probes_module.serve, {"requests": list(requests), **options})
        finally:
            self.subject.timeout = usual
        data: dict[str, Any] = json.loads(found)
        for request, answer in zip(requests, data["answers"], strict=True):
            what = " ".join(request["send"][:2])
            did = dids[request["app"]] if dids else did
            raised, odd = (answer["raised"], answer["odd"]) if answer else ("nothing, it did not end", "")
            self.told(
                did=did,
                saw=f"handle raised {raised} at {what}" if raised else f"handle returned {odd} at {what}",
                means="Somebody waits for an answer. It is a status, a dictionary of headers and a text, always.",
            )
            assert not raised
            assert not odd
        if not all(data["met"]):
            second = "the second request did not get to the supplier while the first one was waiting there"
            self.told(
                did=did,
                saw=second if data["met"][0] else "the first request was answered without asking the supplier",
                means="One slow supplier, and all customers wait in one queue. `handle` is called by many threads.",
            )
            assert all(data["met"])
        return data


@pytest.fixture
def shop(shared: Subject, told: Told, draw: random.Random) -> Shop:
    return Shop(shared, told, draw)


@pytest.fixture(scope="module")
def once() -> dict[str, Any]:
    """What a test of this file has found out, for the tests after it."""
    return {}
