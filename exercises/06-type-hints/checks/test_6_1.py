"""6.1: say what goes in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_the_report_is_still_right(kiosk: Any, drawn: Any, long_run: Any, fresh_kiosk: Callable[[], Any]) -> None:
    if long_run.is_right(kiosk):
        return
    kiosk = fresh_kiosk()
    known = [drawn.of("open")[0], drawn.of("paid")[-1]]
    run = kiosk.run(drawn.text, *(record["id"] for record in known))
    expected = [*drawn.report(), *map(kiosk.drawn.look_up, known)]
    kiosk.expect_lines(
        run,
        expected,
        "ran the program on a file of clean orders and looked two of them up",
        "Annotations must not change what a program does, and certainly not end it.",
    )
