"""The mapping: every topic is there, and what it names is there as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import load_pack
from prodtutor.curriculum.mapping import load_mapping, mapping_problems
from prodtutor.errors import UsageProblem
from prodtutor.paths import builtin_pack

TOPICS = Path(__file__).with_name("topics.txt")
"""Every topic of the course's design: source and name, two blanks between them."""
SOUND = """\
[sources]
"001" = "An article"

[[topics]]
source = "001"
topic = "Return, do not print"
steps = ["01-greet/return-the-greeting"]
cards = ["01-greet/why-return#Why return"]
"""


def _write(root: Path, text: str) -> None:
    (root / "lessons" / "mapping.toml").write_text(text, encoding="utf-8")


def test_ours_holds_every_topic() -> None:
    promised = [tuple(line.split("  ", 1)) for line in TOPICS.read_text("utf-8").splitlines()]
    assert len(promised) > 150
    assert [(topic.source, topic.topic) for topic in load_mapping(load_pack(builtin_pack()))] == promised


def test_everything_that_ours_names_is_there() -> None:
    assert [problem.message for problem in mapping_problems(load_pack(builtin_pack()))] == []


def test_a_sound_mapping(small_pack: Path) -> None:
    _write(small_pack, SOUND)
    (topic,) = load_mapping(load_pack(small_pack))
    assert (topic.steps, topic.cards) == (("01-greet/return-the-greeting",), ("01-greet/why-return#Why return",))


def test_a_pack_may_have_none(small_pack: Path) -> None:
    pack = load_pack(small_pack)
    assert (load_mapping(pack), mapping_problems(pack)) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('source = "001"', 'source = "009"', 5, ["topics[0].source", "no source '009'"]),
        ('["01-greet/return-the-greeting"]', '["01-greet/gone"]', 7, ["topics[0].steps[0]", "no step named gone"]),
        ("#Why return", "#Another", 8, ["topics[0].cards[0]", "no heading 'Another'"]),
        (
            'steps = ["01-greet/return-the-greeting"]\ncards = ["01-greet/why-return#Why return"]',
            "",
            4,
            ["Nothing teaches"],
        ),
        ("topic =", "topics =", 6, ["topics[0].topics", "no such key"]),
        ('"Return, do not print"', '" "', 6, ["topics[0].topic", "Expected a topic"]),
        ("[[topics]]", "[[topics", 4, ["line 4"]),
    ],
)
def test_a_mistake_is_named_with_its_line(small_pack: Path, old: str, new: str, line: int, words: list[str]) -> None:
    _write(small_pack, SOUND.replace(old, new))
    pack = load_pack(small_pack)
    with pytest.raises(UsageProblem) as caught:
        load_mapping(pack)
    assert f"mapping.toml, line {line}" in caught.value.message
    assert all(word in caught.value.message for word in words), caught.value.message
    assert [problem.message for problem in mapping_problems(pack)] == [caught.value.message]


def test_all_mistakes_are_told(small_pack: Path) -> None:
    _write(
        small_pack, SOUND.replace("return-the-greeting", "gone").replace("#Why", "#How") + SOUND.partition("\n\n")[2]
    )
    messages = [problem.message for problem in mapping_problems(load_pack(small_pack))]
    assert [
        part for part in ("no step named gone", "no heading", "stands here twice") if any(part in m for m in messages)
    ] == [
        "no step named gone",
        "no heading",
        "stands here twice",
    ]
