"""A pack is read strictly: every mistake is named with file, line and key, and nothing ever crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as options
from hypothesis import strategies as st

from prodtutor.curriculum.load import find_entry, is_ready, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import UsageProblem


def _lesson(root: Path) -> Lesson:
    pack = load_pack(root)
    return load_lesson(pack, pack.lessons[0])


def _words(root: Path) -> Path:
    return root / "lessons" / "01-greet" / "lesson.toml"


def test_a_sound_pack(small_pack: Path) -> None:
    pack = load_pack(small_pack)
    assert [(e.number, e.slug, is_ready(pack, e)) for e in pack.lessons] == [
        (1, "01-greet", True),
        (2, "02-part-ways", False),
    ]
    lesson = load_lesson(pack, pack.lessons[0])
    assert [step.id for step in lesson.steps] == ["1.1", "1.2", "1.B"]
    assert [step.id for step in lesson.required] == ["1.1", "1.2"]
    assert lesson.steps[0].concept.startswith("# Step 1.1")
    assert lesson.run.arguments == ("Ada",)
    assert lesson.cards[0].title == "Why return"
    assert lesson.cards[0].slug == "why-return"
    assert len(lesson.notes) == 2
    assert lesson.questions[0].right == 0


def test_a_planned_lesson_says_so(small_pack: Path) -> None:
    pack = load_pack(small_pack)
    with pytest.raises(UsageProblem) as caught:
        load_lesson(pack, pack.lessons[1])
    assert caught.value.title == "Lesson 2 is planned"
    assert "Part ways" in caught.value.message
    assert "Ready now: 1" in caught.value.hint


def test_no_pack(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="not a lesson pack"):
        load_pack(tmp_path)


@pytest.mark.parametrize("wanted", ["1", "01", "01-greet", "greet", "gr", "GREET", " 1 "])
def test_a_lesson_is_found(small_pack: Path, wanted: str) -> None:
    assert find_entry(load_pack(small_pack), wanted).number == 1


@pytest.mark.parametrize("wanted", ["3", "reet", "", "  ", "²", "9" * 5000, "../01-greet"])
def test_an_unknown_lesson_lists_what_there_is(small_pack: Path, wanted: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        find_entry(load_pack(small_pack), wanted)
    assert "01-greet" in str(caught.value)


def test_two_lessons_that_fit(small_pack: Path) -> None:
    with pytest.raises(UsageProblem, match="More than one"):
        find_entry(load_pack(small_pack), "0")


# (what to replace, by what, the line that is wrong as it stands after the change, words of the message)
MISTAKES = [
    ('title = "Greet people"', "title = 3", "title = 3", ["`title`", "Expected text in quotes, got a whole number"]),
    ('entry = "greet.py"', 'entry = "gone.py"', "entry =", ["gone.py is not in"]),
    ('entry = "greet.py"', "", "number = 1", ["`entry`", "missing"]),
    ('id = "1.2"', 'id = "1.1"', None, ["steps[1].id", "two steps 1.1"]),
    ('after = ["1.1"]', 'after = ["1.B"]', "after", ["steps[1].after[0]", "not an earlier step"]),
    ('after = ["1.1"]', 'after = [\n  "9.9",\n]', '"9.9"', ["steps[1].after[0]", "not a step of this lesson"]),
    ('hints = ["How does a sentence end?"]', "hints = []", "hints = []", ["steps[1].goals[0].hints", "1 to 3"]),
    ('hints = ["How does a sentence end?"]', 'hints = [" "]', 'hints = [" "]', ["hints[0]", "empty"]),
    ('strict = ["greet.py"]', "", None, ["steps[0].goals[1]", "Nothing proves the goal a-type"]),
    ('strict = ["greet.py"]', 'formatted = "*.py"', "formatted", ["steps[0].goals[1].formatted"]),
    ('strict = ["greet.py"]', 'stricd = ["greet.py"]', "stricd", ["steps[0].goals[1].stricd", "no such key"]),
    ('["test_german"]', '["test_returns_the_text"]', '["test_returns_the_text"]\nhints = ["A', ["1.1 a-value already"]),
    ('["test_german"]', '["german"]', '["german"]', ["steps[2].goals[0].tests[0]", "test_"]),
    ('name = "polite"', 'name = "Polite One"', "Polite One", ["steps[1].goals[0].name", "lower case"]),
    ("right = 0", "right = 2", "right = 2", ["questions[0].right", "from 0 to 1"]),
    ('step = "1.1"\nside', 'step = "7"\nside', 'step = "7"', ["notes[1].step", "no step 7"]),
    ('side = "start"', 'side = "left"', 'side = "left"', ["notes[1].side"]),
    ("number = 1", "number = 5", "number = 5", ["`number`", "pack.toml says 1"]),
    ("optional = true", "optional = 1", "optional = 1", ["steps[2].optional", "Expected true or false"]),
    ('name = "a-type"', 'name = "a-value"', None, ["steps[0].goals[1].name", "Two goals"]),
    ("[run]", "[run", "[run", ["Expected"]),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), MISTAKES, ids=[str(m[3][0]) + m[1][:12] for m in MISTAKES])
def test_a_mistake_is_named(small_pack: Path, old: str, new: str, line: str | None, words: list[str]) -> None:
    path = _words(small_pack)
    text = path.read_text()
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text)
    with pytest.raises(UsageProblem) as caught:
        _lesson(small_pack)
    said = str(caught.value)
    assert str(path) in said
    for word in words:
        assert word in said
    if line is not None:
        assert f"line {text.count(chr(10), 0, text.index(line)) + 1}," in said.replace(":", ",")


@pytest.mark.parametrize("gone", ["brief.md", "concepts/1.2.md"])
def test_missing_words_are_named(small_pack: Path, gone: str) -> None:
    (_words(small_pack).parent / gone).unlink()
    with pytest.raises(UsageProblem, match=gone.rsplit("/", 1)[-1]):
        _lesson(small_pack)


def test_text_that_is_not_utf8_is_named_with_its_line(small_pack: Path) -> None:
    (_words(small_pack).parent / "brief.md").write_bytes(b"# Title\n\nK\xf6ln\n")
    with pytest.raises(UsageProblem, match=r"brief\.md, line 3"):
        _lesson(small_pack)


def test_notes_and_questions_may_lie_apart(small_pack: Path) -> None:
    folder = _words(small_pack).parent
    (folder / "notes.toml").write_text('[[notes]]\nfile = "a.py"\ncode = "x"\ntext = "why"\nstep = "1.2"\n')
    assert len(_lesson(small_pack).notes) == 3
    (folder / "notes.toml").write_text('\n[[notes]]\nfile = "a.py"\ncode = "x"\ntext = "why"\nstep = "4"\n')
    with pytest.raises(UsageProblem, match=r"notes\.toml, line 6"):
        _lesson(small_pack)


def test_the_digest_follows_every_byte_of_the_lesson_alone(small_pack: Path) -> None:
    first = _lesson(small_pack).digest
    assert _lesson(small_pack).digest == first
    cache = small_pack / "exercises/01-greet/checks/__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"cache")
    assert _lesson(small_pack).digest == first
    checks = small_pack / "exercises/01-greet/checks/test_1_1.py"
    checks.write_text(checks.read_text() + "\n")
    second = _lesson(small_pack).digest
    assert second != first
    checks.rename(checks.with_name("test_1_9.py"))
    assert _lesson(small_pack).digest not in (first, second)


SOURCE = (Path(__file__).parents[1] / "small_pack/lessons/01-greet/lesson.toml").read_text()


@options(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, len(SOURCE)),
    length=st.integers(0, 60),
    new=st.text(alphabet="[]{}=\"'#\n\\.,x0-é\x00\r\t ", max_size=8),
)
def test_whatever_is_broken_is_a_usage_problem(small_pack: Path, start: int, length: int, new: str) -> None:
    text = SOURCE[:start] + new + SOURCE[start + length :]
    _words(small_pack).write_bytes(text.encode())
    try:
        _lesson(small_pack)
    except UsageProblem as problem:
        assert str(small_pack) in problem.message or "planned" in problem.title  # noqa: PT017 - a lucky edit is fine


@options(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_usage_problem(small_pack: Path, data: bytes) -> None:
    for path in (_words(small_pack), small_pack / "lessons/pack.toml"):
        kept = path.read_bytes()
        path.write_bytes(data)
        try:
            with pytest.raises(UsageProblem):
                _lesson(small_pack)
        finally:
            path.write_bytes(kept)


def test_toml_that_is_nested_too_deeply(small_pack: Path) -> None:
    _words(small_pack).write_text("x = " + "[" * 100_000)
    with pytest.raises(UsageProblem, match="Not valid TOML"):
        _lesson(small_pack)
