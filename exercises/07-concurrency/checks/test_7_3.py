"""7.3: one bad supplier is one bad result."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prodtutor.checkkit import Response

TIMEOUTS_S = (0.1, 0.6, 3.0)
"""Where a short one does not do, because the machine is busy perhaps, a longer one decides."""
FOR_EVER_S = 1.5
"""A program that has been asleep for so much longer than its timeout has none."""
NOBODY = "http://127.0.0.1:1/supplier/99"
HALF = '{"supplier": 4711, "uni'
WORDS = {
    "hang": "says nothing",
    "error": "answers 500",
    "half": "sends half of its JSON",
    "nobody": "cannot be reached (the port is closed)",
}

_NO_RESULT = (None, None, None)


class BadDay:
    """What a call with bad suppliers among good ones came to; one call for all tests of this file."""

    def __init__(self) -> None:
        self.did = ""
        self.ended = False
        self.results: list[Any] = []
        self.expected: list[Any] = []
        self.kinds: dict[str, list[str]] = {}
        self._error: BaseException | None = None
        self._over = False

    def look(self, desk: Any) -> None:
        """Make the call, if no test before has made it."""
        if not self._over:
            self._over = True
            try:
                for timeout in TIMEOUTS_S:
                    self._ask(desk, timeout)
                    if not self.ended or not self.complaints:
                        break
            except BaseException as error:
                self._error = error
                raise
        elif self._error is not None:
            desk.told(did=self.did)
            raise self._error

    @property
    def complaints(self) -> bool:
        return bool(self.broken) or bool(self.silent) or len(set(self.texts.values())) < len(self.texts)

    @property
    def by_url(self) -> dict[Any, Any]:
        """The results; in which order they come is judged elsewhere."""
        return {result[0]: tuple(result) for result in self.results}

    @property
    def broken(self) -> list[Any]:
        """For each good supplier whose result is not what it said: what there is instead."""
        found = self.by_url
        return [
            found.get(url, "missing")
            for url, value in self.expected
            if value is not None and found.get(url) != (url, value, None)
        ]

    @property
    def silent(self) -> list[str]:
        """The kinds of bad suppliers of which one has no result, or one with a value or without an error."""
        found = self.by_url
        return [kind for kind, urls in self.kinds.items() if not all(_is_told(found.get(url)) for url in urls)]

    @property
    def texts(self) -> dict[str, str]:
        """The error of each kind, without what differs from URL to URL."""
        found = self.by_url
        return {
            kind: _without_address(str(found.get(urls[0], _NO_RESULT)[2]), urls[0]) for kind, urls in self.kinds.items()
        }

    def _ask(self, desk: Any, timeout: float) -> None:
        suppliers = desk.suppliers(6)
        hang, hang_too, error, half = (f"/supplier/{number}" for number in desk.draw.sample(range(100, 999), 4))
        hanging = [suppliers.trouble(path, Response(drop=True)) for path in (hang, hang_too)]
        self.kinds = {
            "hang": hanging,
            "error": [suppliers.trouble(error, Response.json({"error": "out of order"}, status=500))],
            "half": [suppliers.trouble(half, Response(200, HALF))],
            "nobody": [NOBODY],
        }
        others = [*suppliers.urls, *(url for kind in ("error", "half", "nobody") for url in self.kinds[kind])]
        desk.draw.shuffle(others)
        urls = [*hanging, *others]  # they take both places first, and the others wait for their turn
        values = dict(zip(suppliers.urls, suppliers.values.values(), strict=True))
        self.expected = [(url, values.get(url)) for url in urls]
        self.did = f"called fetch_all with limit=2, timeout={timeout:g}: two suppliers hang, three fail, six are good"
        desk.told(did=self.did)
        suppliers.server.open(but=suppliers.at(hang, hang_too))
        call, watch = desk.ask(suppliers, limit=2, urls=urls, timeout=timeout)
        watch.at_rest(timeout + FOR_EVER_S)
        self.ended = call.done()
        suppliers.server.close()
        self.results = desk.end(call, suppliers) if self.ended else []


@pytest.fixture(scope="module")
def bad_day() -> BadDay:
    return BadDay()


def _is_told(result: Any) -> bool:
    """Whether a result says that there is no value, and why."""
    return result is not None and result[1] is None and isinstance(result[2], str) and bool(result[2].strip())


def _without_address(text: str, url: str) -> str:
    """Only the words: no URL, no numbers."""
    path = "/" + url.split("/", 3)[3]
    for part in (url, path, path.strip("/"), *re.findall(r"//([^/]*)", url)):
        text = text.replace(part, "")
    return re.sub(r"[\s\d]+", " ", text).strip().lower()


def test_one_bad_supplier_is_one_bad_result(desk: Any, bad_day: BadDay) -> None:
    bad_day.look(desk)
    desk.told(
        did=bad_day.did,
        saw="it was still asleep seconds later, waiting for a supplier that says nothing",
        means="One hanging supplier holds the whole report, for hours if need be.",
    )
    assert bad_day.ended
    broken = bad_day.broken
    desk.told(
        did=bad_day.did,
        saw=f"the result of a good supplier is {broken[0]!r}" if broken else "",
        means="The good suppliers answered at once: their results must be there.",
    )
    assert not broken
    silent = bad_day.silent
    desk.told(
        did=bad_day.did,
        saw=f"the result of a supplier that {WORDS[silent[0]]} is missing, has a value, or no error text"
        if silent
        else "",
        means="Nobody learns that numbers are missing.",
    )
    assert not silent


def test_errors_are_told_apart(desk: Any, bad_day: BadDay) -> None:
    bad_day.look(desk)
    texts = bad_day.texts
    same = [(one, two) for one in texts for two in texts if one < two and texts[one] == texts[two]]
    saw = "it did not come to an end" if not bad_day.ended else ""
    if same:
        one, two = same[0]
        saw = f"a supplier that {WORDS[one]} and one that {WORDS[two]} both have the error {texts[one]!r}"
    desk.told(did=bad_day.did, saw=saw, means="Whoever is called at night must know whether it is theirs to mend.")
    assert bad_day.ended
    assert not same
