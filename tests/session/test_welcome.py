"""The welcome: three pages, shown by themselves once."""

from __future__ import annotations

import dataclasses

from prodtutor.session.tutor import Tutor
from prodtutor.session.welcome import is_first_run, pages, remember_seen


def test_three_short_pages_that_fit_a_small_terminal(tutor: Tutor) -> None:
    found = pages(tutor)
    assert len(found) == 3
    for page in found:
        assert len(page.text.split()) < 120
    assert str(tutor.settings.home) in found[2].text


def test_the_learners_own_editor_is_named(tutor: Tutor) -> None:
    assert "none is set" in pages(tutor)[1].text
    with Tutor(dataclasses.replace(tutor.settings, editor=("nano", "-w"))) as other:
        assert "`nano`" in pages(other)[1].text


def test_it_comes_once(tutor: Tutor) -> None:
    assert is_first_run(tutor)
    remember_seen(tutor)
    with Tutor(tutor.settings) as later:
        assert not is_first_run(later)


def test_who_has_opened_a_lesson_needs_none(tutor: Tutor) -> None:
    tutor.progress.set_last_lesson("01-greet")
    assert not is_first_run(tutor)
