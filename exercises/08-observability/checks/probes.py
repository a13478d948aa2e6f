"""Functions that run in the subject, beside the learner's code. They report what they see and know no answers."""

from __future__ import annotations

from typing import Any


def serve(script: dict[str, Any]) -> str:  # noqa: C901  (a probe is one function)
    """Send requests to fresh apps, with a supplier and a clock that follow the script.

    script: `requests`, each with `send` (method, path, headers, body), `app` (the number of an app, 0 without) and
    `offers` (what the supplier does from now on: path -> `after` in seconds of the clock, then `answer` or `raise`);
    `apps`, how many; `apart`, whether an app is made when the one before has nothing more to do, instead of all at
    the start; `scrape`, whether /metrics is asked afterwards; `together`, whether all requests are under way at once:
    each is held in the supplier until all are there, then they go on one after the other; `peek`, whether /metrics is
    asked while they wait. Returns JSON: a single text crosses to the judge much faster than thousands of dictionaries.
    """
    import contextlib
    import importlib
    import io
    import json
    import os
    import threading
    import traceback

    module = importlib.import_module("app")
    create_app = module.create_app
    home = os.path.dirname(os.path.abspath(str(module.__file__))) + os.sep
    guard = 3.0
    now = [1000.0]
    offers: dict[str, dict[str, Any]] = {}
    calls: list[list[Any]] = []
    current = [0]
    together = script.get("together", False)
    inside: dict[str, threading.Event] = {}
    reached: set[str] = set()
    go: dict[str, threading.Event] = {}
    kinds = {kind.__name__: kind for kind in (TimeoutError, ConnectionRefusedError, ConnectionResetError, RuntimeError)}

    def plain(value: Any, depth: int = 0) -> Any:
        if value is None or type(value) in (bool, int, float, str):
            return value
        for kind in (int, float, str):
            if isinstance(value, kind):
                return kind(value)
        if isinstance(value, dict) and depth < 4:
            return {str(plain(name)): plain(item, depth + 1) for name, item in value.items()}
        return repr(value)

    def open_connection(offer: dict[str, Any]) -> Any:
        if "raise" in offer:
            raise kinds[offer["raise"]](offer.get("text", "no answer"))
        return dict(offer.get("answer", {}))

    def described(error: Exception) -> str:
        """What was raised, and the last line of the learner's that it came through."""
        text = " ".join("".join(traceback.format_exception_only(error)).split())[:200]
        frames = [each for each in traceback.extract_tb(error.__traceback__) if each.filename.startswith(home)]
        return text + (f" ({frames[-1].filename.removeprefix(home)}, line {frames[-1].lineno})" if frames else "")

    def supplier(path: Any, headers: Any) -> Any:
        call = [current[0], plain(path), plain(dict(headers)), 0.0]
        calls.append(call)
        if path in inside:
            reached.add(path)
            inside[path].set()
            go[path].wait(10 * guard)  # longer than whoever waits for the next request to come here
        offer = offers.get(path, {})
        call[3] = offer.get("after", 0.0)
        now[0] += call[3]
        return open_connection(offer)

    class Captured:
        """An app, and all that it tells."""

        def __init__(self) -> None:
            self.log = io.StringIO()
            self.spans: list[Any] = []
            self.app = create_app(supplier=supplier, log=self.log, export_span=self.export, clock=lambda: now[0])
            self.begins = len(self.log.getvalue())

        def export(self, span: Any) -> None:
            self.spans.append(plain(span))

        def told(self) -> Any:
            text = self.log.getvalue()
            return [text[: self.begins], text[self.begins :]], list(self.spans)

        def handle(self, method: str, path: str, headers: dict[str, str], body: str) -> dict[str, Any]:
            try:
                answer = self.app.handle(method, path, dict(headers), body)
            except Exception as error:  # noqa: BLE001
                return {"raised": described(error), "status": 0, "headers": {}, "body": "", "odd": ""}
            if not isinstance(answer, tuple) or len(answer) != 3 or not isinstance(answer[1], dict):
                return {"raised": "", "status": 0, "headers": {}, "body": "", "odd": repr(answer)[:200]}
            status, given, text = (plain(part) for part in answer)
            if type(status) is not int or type(text) is not str:
                return {"raised": "", "status": 0, "headers": {}, "body": "", "odd": repr(answer)[:200]}
            return {"raised": "", "status": status, "headers": given, "body": text, "odd": ""}

    printed = io.StringIO()
    answers: list[Any] = []
    met: list[bool] = []
    in_between = ""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        count = script.get("apps", 1)
        apps: list[Any] = [None if script.get("apart") else Captured() for _ in range(count)]
        found: list[Any] = [None] * count
        prints = [printed.getvalue(), *[""] * (count - 1)]
        if together:
            requests = script["requests"]
            answers = [None] * len(requests)
            threads = []

            def run(number: int, path: str) -> None:
                try:
                    answers[number] = apps[0].handle(*requests[number]["send"])
                finally:
                    inside[path].set()

            for number, request in enumerate(requests):
                offers.update(request["offers"])
                (path,) = request["offers"]
                inside[path], go[path] = threading.Event(), threading.Event()
                threads.append(threading.Thread(target=run, args=(number, path), daemon=True))
                threads[-1].start()
                inside[path].wait(guard)
                met.append(path in reached)
            if all(met) and script.get("peek"):
                in_between = apps[0].handle("GET", "/metrics", {}, "")["body"]
            for thread, event in zip(threads, go.values(), strict=True):
                event.set()
                thread.join(guard)
            prints[0] = printed.getvalue()
        else:
            for request in script["requests"]:
                offers.update(request.get("offers", {}))
                number = request.get("app", 0)
                if apps[number] is None:
                    if number > 0:
                        found[number - 1] = apps[number - 1].told()
                    apps[number] = Captured()
                current[0] = number
                before = len(printed.getvalue())
                answers.append(apps[current[0]].handle(*request["send"]))
                prints[current[0]] += printed.getvalue()[before:]
        found = [each or app.told() for each, app in zip(found, apps, strict=True)]
        scrapes = [each.handle("GET", "/metrics", {}, "")["body"] for each in apps] if script.get("scrape") else []
    result = {
        "answers": answers,
        "logs": [log for log, _ in found],
        "spans": [spans for _, spans in found],
        "calls": calls,
        "scrapes": scrapes,
        "in_between": in_between,
        "printed": prints,
        "met": met,
    }
    return json.dumps(result)


def scrape_often(paths: list[str], every: int) -> list[str]:
    """Ask a fresh app for each path, and for its metrics at first and after each `every` of them."""
    import contextlib
    import importlib
    import io

    app = importlib.import_module("app").create_app(
        supplier=lambda *_: {"unit_cents": 100},
        log=io.StringIO(),
        export_span=lambda _: None,
        clock=lambda: 1000.0,
    )
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        app.handle("GET", "/metrics", {}, "")
        texts = []
        for number, path in enumerate(paths, 1):
            app.handle("GET", path, {}, "")
            if number % every == 0:
                texts.append(str(app.handle("GET", "/metrics", {}, "")[2]))
    return texts


def scrape_gauges(values: list[int], broken: bool) -> list[str]:
    """Ask an app with two gauges for its metrics, once for each value of the first one."""
    import contextlib
    import importlib
    import io

    left = list(values)

    def memory() -> int:
        if broken:
            raise OSError("no such meter")
        return left[0]

    gauges = {"process_memory_bytes": memory, "mail_queue_depth": lambda: 7}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        app = importlib.import_module("app").create_app(
            supplier=lambda *_: {"unit_cents": 100},
            log=io.StringIO(),
            export_span=lambda _: None,
            clock=lambda: 1000.0,
            gauges=gauges,
        )
        texts = []
        while left:
            texts.append(str(app.handle("GET", "/metrics", {}, "")[2]))
            del left[0]
    return texts
