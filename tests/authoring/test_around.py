"""What stands around the lessons is proved with the pack."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from prodtutor.authoring.around import course_mistakes
from prodtutor.authoring.verify import verify
from prodtutor.curriculum.load import load_pack
from prodtutor.settings import Settings

FILES = {
    "mapping.toml": '[sources]\n"1" = "One"\n\n[[topics]]\nsource = "1"\ntopic = "A"\nsteps = ["01-greet/gone"]\n',
    "course.toml": '[[badges]]\nname = "b"\ntitle = "B"\nabout = ""\nsteps = ["02-gone/it"]\n',
    "glossary.toml": '[[terms]]\nterm = "a"\nsays = "A."\nlesson = "gone"\n',
}


def _write(root: Path) -> None:
    for name, text in FILES.items():
        (root / "lessons" / name).write_text(text, encoding="utf-8")


def test_every_file_is_looked_at(small_pack: Path) -> None:
    assert course_mistakes(load_pack(small_pack)) == ()
    _write(small_pack)
    mistakes = course_mistakes(load_pack(small_pack))
    assert [next(name for name in FILES if name in mistake) for mistake in mistakes] == list(FILES)


def test_a_mistake_around_the_lessons_is_a_disagreement(settings: Settings, small_pack: Path) -> None:
    _write(small_pack)
    (small_pack / "lessons" / "01-greet" / "lesson.toml").rename(small_pack / "elsewhere")  # only planned: quick
    report = verify(dataclasses.replace(settings, pack=small_pack), jobs=1)
    assert not report.agrees
    assert [next(name for name in FILES if name in mistake) for mistake in report.to_json()["around"]] == [
        "course.toml",
        "glossary.toml",
    ]
