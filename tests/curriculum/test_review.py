"""A review drill is read strictly: each piece stands in one line of the change."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import load_pack
from prodtutor.curriculum.references import PackParts
from prodtutor.curriculum.review import load_review, review_names, review_problems
from prodtutor.errors import UsageProblem
from prodtutor.paths import builtin_pack

REVIEW = """\
name = "loan"
title = "A loan"
minutes = "5"
about = "Look."
files = ["a.py", "b.py"]
alarms = 0

[[kinds]]
name = "secret"
key = "s"
title = "leaks"
question = "Who reads it?"

[[kinds]]
name = "error"
key = "e"
title = "swallows"
question = "And then?"

[[faults]]
name = "printed"
kind = "secret"
lines = ["print(key)", "key = "]
says = "It is printed."
hint = "What is printed?"

[[faults]]
name = "silent"
kind = "error"
lines = ["except Exception:"]
says = "All of them."
hint = "Which errors?"

[[fine]]
lines = ["import os"]
says = "It is used."

[[debatable]]
lines = ["pass"]
says = "One may wonder."
"""
FILES = {
    "a.py": 'import os\n\nkey = os.environ["KEY"]\nprint(key)\n',
    "b.py": "try:\n    f()\nexcept Exception:\n    pass\n",
}


def lay(root: Path, text: str = REVIEW) -> None:
    """Put the drill into a pack."""
    words, code = root / "lessons" / "reviews" / "loan", root / "exercises" / "reviews" / "loan" / "change"
    words.mkdir(parents=True, exist_ok=True)
    code.mkdir(parents=True, exist_ok=True)
    (words / "review.toml").write_text(text, encoding="utf-8")
    for name, content in FILES.items():
        (code / name).write_text(content, encoding="utf-8")


def test_ours_is_sound() -> None:
    pack = load_pack(builtin_pack())
    assert "refunds" in review_names(pack)
    for name in review_names(pack):
        assert [problem.message for problem in review_problems(pack, name)] == []


def test_our_review_asks_for_all_five_kinds() -> None:
    review = load_review(load_pack(builtin_pack()), "refunds")
    assert {fault.kind for fault in review.faults} == {"validation", "error", "secret", "blocking", "test"}


def test_lines_are_numbered_across_files(small_pack: Path) -> None:
    lay(small_pack)
    review = load_review(load_pack(small_pack), "loan")
    assert [(line.number, line.file) for line in review.lines][3:5] == [(4, "a.py"), (5, "b.py")]
    assert review.numbers(review.faults[0].lines) == {3, 4}
    assert review.kind("s") is review.kind("secret") is review.kinds[0]
    assert review.kind("x") is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "loan"', 'name = "lone"', ["line 1", "`name`", "'loan'"]),
        ('key = "e"', 'key = "s"', ["kinds[1].key", "Two kinds"]),
        ('key = "e"', 'key = "ee"', ["kinds[1].key", "one letter"]),
        ('kind = "error"', 'kind = "gone"', ["faults[1].kind", "no kind 'gone'"]),
        ('["except Exception:"]', "[]", ["faults[1].lines", "at least one"]),
        ('"except Exception:"', '"gone"', ["faults[1].lines[0]", "stands in 0 lines"]),
        ('["pass"]', '["e"]', ["debatable[0].lines[0]", "not in one"]),
        ('["pass"]', '["print("]', ["debatable[0].lines[0]", "spoken of twice"]),
        ('"b.py"]', '"gone.py"]', ["gone.py", "not there"]),
    ],
)
def test_a_mistake_is_named(small_pack: Path, old: str, new: str, words: list[str]) -> None:
    lay(small_pack, REVIEW.replace(old, new, 1))
    pack = load_pack(small_pack)
    with pytest.raises(UsageProblem) as caught:
        load_review(pack, "loan")
    assert all(word in caught.value.message for word in words), caught.value.message
    assert caught.value.message in [problem.message for problem in review_problems(pack, "loan")]


def test_the_mapping_may_name_it(small_pack: Path) -> None:
    lay(small_pack)
    parts = PackParts(load_pack(small_pack))
    assert [parts.review_problem(name) for name in ("loan", "loan/silent")] == ["", ""]
    assert "no review gone" in parts.review_problem("gone")
    assert "no fault named gone" in parts.review_problem("loan/gone")
