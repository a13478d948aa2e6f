"""The glossary: one definition for each term, found by any of its names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.curriculum.glossary import Term, find_term, glossary_problems, load_glossary, matching, near_terms
from prodtutor.curriculum.load import load_pack
from prodtutor.errors import UsageProblem
from prodtutor.paths import builtin_pack

SOUND = """\
[[terms]]
term = "wheel"
also = [".whl"]
says = "A file to install from."
lesson = "01-greet"

[[terms]]
term = "lock file"
says = "Exact versions. Not a wheel."
"""
TERMS = (
    Term(term="lock", also=("mutex",), says="One at a time."),
    Term(term="lock file", also=("uv.lock",), says="Exact versions."),
    Term(term="wheel", says="Not a mutex."),
)


def _write(root: Path, text: str) -> None:
    (root / "lessons" / "glossary.toml").write_text(text, encoding="utf-8")


def test_ours_is_sound_and_neither_short_nor_endless() -> None:
    pack = load_pack(builtin_pack())
    assert [problem.message for problem in glossary_problems(pack)] == []
    assert 60 <= len(load_glossary(pack)) <= 150


def test_it_is_in_the_order_of_the_alphabet(small_pack: Path) -> None:
    _write(small_pack, SOUND)
    assert [term.term for term in load_glossary(load_pack(small_pack))] == ["lock file", "wheel"]


def test_a_pack_may_have_none(small_pack: Path) -> None:
    assert load_glossary(load_pack(small_pack)) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('term = "lock file"', 'term = "Wheel"', ["line 8", "terms[1].term", "explained twice"]),
        ('[".whl"]', '["Lock-File"]', ["line 8", "terms[1].term", "explained twice"]),
        ('"A file to install from."', '""', ["line 4", "terms[0].says", "1 to 60 words"]),
        ('"01-greet"', '"gone"', ["line 5", "terms[0].lesson", "no lesson gone"]),
        ('[".whl"]', '["`"]', ["line 3", "terms[0].also[0]", "Expected a word"]),
    ],
)
def test_a_mistake_is_named_with_its_line(small_pack: Path, old: str, new: str, words: list[str]) -> None:
    _write(small_pack, SOUND.replace(old, new))
    with pytest.raises(UsageProblem) as caught:
        load_glossary(load_pack(small_pack))
    assert all(word in caught.value.message for word in words), caught.value.message


@pytest.mark.parametrize(
    ("text", "term"), [("lock", "lock"), ("LOCK-files", "lock file"), ("`uv.lock`", "lock file"), ("mutexes", "lock")]
)
def test_a_term_is_found_by_any_name(text: str, term: str) -> None:
    found = find_term(TERMS, text)
    assert found is not None
    assert found.term == term


@pytest.mark.parametrize("text", ["", "lo", "s"])
def test_part_of_a_term_is_not_the_term(text: str) -> None:
    assert find_term(TERMS, text) is None


def test_what_matches_comes_best_first() -> None:
    assert [term.term for term in matching(TERMS, "lock")] == ["lock", "lock file"]
    assert [term.term for term in matching(TERMS, "exact")] == ["lock file"], "no name has it: what is said counts"
    assert matching(TERMS, "") == TERMS
    assert matching(TERMS, "zebra") == ()


def test_a_slip_of_the_finger_is_guessed() -> None:
    assert near_terms(TERMS, "wheal") == ("wheel",)


@given(st.text())
def test_no_text_upsets_it(text: str) -> None:
    assert set(matching(TERMS, text)) <= set(TERMS)
    find_term(TERMS, text)
    near_terms(TERMS, text)
