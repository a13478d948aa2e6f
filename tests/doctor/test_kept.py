"""Looking at the progress file changes nothing."""

from __future__ import annotations

from pathlib import Path

from prodtutor.doctor.kept import database
from prodtutor.progress.store import Progress
from prodtutor.settings import Settings


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_no_file_yet_is_fine(settings: Settings) -> None:
    assert database(settings).status == "ok"
    assert not settings.state.exists()


def test_a_whole_file_is_fine_also_while_it_is_open(settings: Settings) -> None:
    with Progress(settings.database) as progress:
        progress.record_hint("01-double", "doubles", "value", 1)
        assert database(settings).status == "ok"


def test_a_damaged_file_is_named_and_left_as_it_is(settings: Settings) -> None:
    settings.state.mkdir(parents=True)
    settings.database.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    before = _files(settings.state)

    check = database(settings)
    assert check.status == "problem"
    assert str(settings.database) in check.message
    assert _files(settings.state) == before


def test_a_file_of_something_else_is_named(settings: Settings) -> None:
    settings.state.mkdir(parents=True)
    settings.database.write_text("not a database at all\n" * 100)

    assert database(settings).status == "problem"
