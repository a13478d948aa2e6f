"""Results of earlier runs."""

from __future__ import annotations

from pathlib import Path

from prodtutor.checking.verdict import Status
from prodtutor.classroom import results as module
from prodtutor.classroom.messages import Judged
from prodtutor.classroom.results import Results

KEY = "ab" * 32
JUDGED = Judged(id=3, verdict=Status.NOT_YET, steps={"1.1": Status.DONE}, says="1.2: no", took_ms=7)


def test_what_was_kept_is_known(tmp_path: Path) -> None:
    Results(tmp_path / "kept").keep(KEY, JUDGED)

    assert Results(tmp_path / "kept").get(KEY) == JUDGED
    assert Results(tmp_path / "kept").get("cd" * 32) is None


def test_a_damaged_result_is_not_known(tmp_path: Path) -> None:
    Results(tmp_path).keep(KEY, JUDGED)
    (place,) = tmp_path.rglob("*.json")
    whole = place.read_bytes()
    for size in range(len(whole)):
        place.write_bytes(whole[:size])
        assert Results(tmp_path).get(KEY) is None
    place.write_bytes(whole.replace(b"not_yet", b"done"))
    assert Results(tmp_path).get(KEY) is None


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    results = Results(tmp_path / "file")
    results.keep(KEY, JUDGED)

    assert results.get(KEY) is None


def test_there_are_not_too_many(tmp_path: Path, monkeypatch: object) -> None:
    results = Results(tmp_path)
    for number in range(5):
        results.keep(f"{number:02d}" + "0" * 62, JUDGED)
    (tmp_path / "00" / "left.tmp").touch()
    most, module.MOST_KEPT = module.MOST_KEPT, 3
    try:
        results.tidy()
    finally:
        module.MOST_KEPT = most

    assert len(list(tmp_path.rglob("*.json"))) == 3
    assert not list(tmp_path.rglob("*.tmp"))
