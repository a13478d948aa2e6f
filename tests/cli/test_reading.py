"""prodtutor read, prodtutor glossary, prodtutor welcome."""

from __future__ import annotations

from collections.abc import Callable

from .conftest import Ran, one_sentence


def test_all_cards_are_listed_and_one_is_read(inside: Callable[..., Ran]) -> None:
    listed = inside("read")
    assert (listed.status, listed.err) == (0, "")
    assert listed.out.index("start ") < listed.out.index("secrets-managers")
    card = inside("read", "secrets")
    assert card.status == 0
    assert card.out.startswith("# Secrets managers")


def test_an_unknown_card_is_a_sentence(inside: Callable[..., Ran]) -> None:
    ran = inside("read", "nothing-like-it")
    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err)


def test_a_term_is_explained(inside: Callable[..., Ran]) -> None:
    ran = inside("glossary", "lock", "file")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("lock file (also: uv.lock")
    assert "See lesson 1." in ran.out


def test_an_unknown_term_is_guessed(inside: Callable[..., Ran]) -> None:
    ran = inside("glossary", "wheal")
    assert ran.status == 2
    assert "wheel" in ran.err


def test_all_terms_are_listed(inside: Callable[..., Ran]) -> None:
    ran = inside("glossary")
    assert ran.status == 0
    assert "idempotent" in ran.out


def test_packs_without_words_say_so(golden: Callable[..., Ran]) -> None:
    assert "no cards" in golden("read").out
    assert "no glossary" in golden("glossary").out


def test_the_welcome_can_be_read_again(inside: Callable[..., Ran]) -> None:
    ran = inside("welcome")
    assert ran.status == 0
    assert all(title in ran.out for title in ("What a lesson is", "Which editor you use", "Where things are"))
