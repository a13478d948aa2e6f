"""The log: one record one line, and never in the way."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.log import start_log, stop_log
from prodtutor.settings import Settings

logger = logging.getLogger("prodtutor.tests")


@pytest.fixture(autouse=True)
def _stopped() -> Iterator[None]:
    yield
    stop_log()


def test_nothing_is_made_before_there_is_something_to_say(settings: Settings) -> None:
    start_log(settings.log)

    assert not settings.state.exists()


def test_one_record_is_one_line_whatever_is_in_it(settings: Settings) -> None:
    start_log(settings.log)
    logger.warning("first\nsecond \x1b[31m\u2028 %s", "third\r\n")
    try:
        int("a\nb")
    except ValueError:
        logger.exception("failed")

    first, second = [json.loads(line) for line in settings.log.read_text("ascii").splitlines()]
    assert first["message"] == "first\nsecond \x1b[31m\u2028 third\r\n"
    assert first["level"] == "warning"
    assert "ValueError: invalid literal" in second["traceback"]


def test_a_large_log_is_set_aside(settings: Settings) -> None:
    start_log(settings.log, largest=2000)
    for number in range(200):
        logger.info("record %d", number)

    kept = [settings.log, settings.log.with_name("prodtutor.log.1")]
    assert sorted(settings.state.iterdir()) == sorted(kept)
    assert all(path.stat().st_size < 2500 for path in kept)
    assert json.loads(settings.log.read_text().splitlines()[-1])["message"] == "record 199"


def test_a_state_folder_that_cannot_be_written_stops_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    log = start_log(tmp_path / "file" / "state" / "prodtutor.log")
    logger.error("lost")

    assert log.failed
    assert capfd.readouterr() == ("", "")


def test_a_record_that_cannot_be_formatted_stops_nothing(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    log = start_log(settings.log)
    log.handle(logger.makeRecord(logger.name, logging.ERROR, "file.py", 1, "%d", ("not a number",), None))

    assert log.failed
    assert capfd.readouterr() == ("", "")


def test_starting_again_writes_each_record_once(settings: Settings) -> None:
    start_log(settings.log)
    start_log(settings.log)
    logger.info("once")

    assert len(settings.log.read_text().splitlines()) == 1
