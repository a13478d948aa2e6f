from __future__ import annotations

from prodtutor.tui.desk import Desk

from .conftest import lesson_open


async def test_opens_with_brief_files_and_a_verdict(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        assert "Run it and see." in lesson.text
        assert ".env" in lesson.text
        assert lesson.state("1.1") == "not yet"
        assert lesson.state("1.2") == "waiting"
