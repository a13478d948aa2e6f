"""5.6: with a real database."""

from __future__ import annotations

from typing import Any


def test_what_a_database_can_lose(judged: Any) -> None:
    judged.all_die(judged.plans.DATABASE, "Only a real file shows that: save, close, open again, load.")


def test_old_files_are_upgraded(judged: Any) -> None:
    judged.all_die(judged.plans.UPGRADE, "On the day of the release, last year's orders would be gone, or wrong.")


def test_only_temporary_files(judged: Any) -> None:
    run = judged.runs(())["right"]
    judged.told(
        did="watched which files your tests write",
        saw=f"they wrote or removed {', '.join(run.written[:3])}",
        means="One day that is the shop's own file. Tests write below tmp_path only.",
    )
    assert not run.written
