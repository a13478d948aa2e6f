"""prodtutor doctor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .conftest import Prodtutor, Ran


def test_a_sound_machine_is_fine_and_nothing_is_written(prodtutor: Prodtutor, tmp_path: Path) -> None:
    ran = prodtutor("doctor", "--json")

    assert (ran.status, ran.err) == (0, "")
    assert (ran.json["schema"], ran.json["ok"]) == (1, True)
    for check in ran.json["checks"]:
        assert set(check) == {"name", "status", "message", "hint"}
        assert check["status"] in ("ok", "warning")
    assert {"Python", "pytest", "ruff", "mypy", "lessons", "isolation"} <= {c["name"] for c in ran.json["checks"]}
    assert not (tmp_path / "home").exists()
    assert not (tmp_path / "state").exists()


def test_people_are_told_in_words(prodtutor: Prodtutor) -> None:
    ran = prodtutor("doctor", EDITOR="no-such-editor-here")

    assert ran.status == 0
    assert "no-such-editor-here was not found" in ran.out
    assert "Everything that is needed is here." in ran.out


def test_a_pack_that_cannot_be_read_is_something_to_mend(inside: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "pack" / "lessons").mkdir(parents=True)
    (tmp_path / "pack" / "lessons" / "pack.toml").write_text("name = 1\n")
    ran = inside("doctor", "--pack", str(tmp_path / "pack"), "--json")

    assert ran.status == 1
    assert ran.json["ok"] is False
    [lessons] = [check for check in ran.json["checks"] if check["name"] == "lessons"]
    assert lessons["status"] == "problem"
    assert "pack.toml" in lessons["message"]
