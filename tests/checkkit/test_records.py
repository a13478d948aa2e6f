"""Log records of the subject, seen from the judge."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prodtutor.checkkit import Subject, SubjectDied, SubjectRaised
from prodtutor.checkkit.records import recorded

Make = Callable[..., Subject]

FILES = {
    "shop.py": """
        import logging, os

        logger = logging.getLogger("shop")

        class Money:
            def __repr__(self):
                return "12.50"

        def event():
            logger.warning("rejected %s", "o-1", extra={"order_id": "o-1", "line": 7, "price": Money()})

        def quiet():
            logger.debug("looked")
            logging.getLogger("shop.db").info("stored")

        def failure():
            try:
                {}["o-1"]
            except KeyError:
                logger.exception("failed")

        def broken():
            logger.info("%d", "seven")

        def adapter():
            logging.LoggerAdapter(logger, {"order_id": "o-2"}).error("late")

        def changing():
            cells = ["before"]
            logger.info("cells %s", cells)
            cells[0] = "after"

        def own_level():
            logging.getLogger("shop").setLevel("ERROR")
            logger.info("not heard")
            logger.error("heard")

        def levels():
            return [logging.getLogger().level, len(logging.getLogger().handlers)]

        def stop():
            logger.info("before")
            raise ValueError("stop")

        def die():
            os._exit(3)

        def flood():
            for _ in range(6000):
                logger.info("again")
    """
}


def test_an_event_crosses_with_its_attributes(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:event")
    (record,) = log
    assert (record.logger, record.level, record.message) == ("shop", "WARNING", "rejected o-1")
    assert record.extra == {"order_id": "o-1", "line": 7, "price": "12.50"}
    assert record.error is None


def test_all_levels_are_recorded(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:quiet")
    assert [(record.logger, record.level) for record in log] == [("shop", "DEBUG"), ("shop.db", "INFO")]
    assert all(record.comes_from("shop") for record in log)
    assert not any(record.comes_from("sho") for record in log)


def test_the_exception_is_named(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:failure")
    assert (log[0].level, log[0].error, log[0].error_text) == ("ERROR", "builtins:KeyError", "'o-1'")


def test_arguments_that_do_not_fit_say_so(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:broken")
    assert log[0].message.startswith("(cannot be shown: ")


def test_an_adapter_is_heard(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:adapter")
    assert log[0].extra == {"order_id": "o-2"}


def test_the_message_is_that_of_the_moment(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:changing")
    assert log[0].message == "cells ['before']"


def test_a_level_of_their_own_counts(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:own_level")
    assert [record.message for record in log] == ["heard"]


def test_nothing_of_it_is_left(make: Make) -> None:
    subject = make(FILES)
    before = subject.call("shop:levels")
    with recorded(subject) as log:
        subject.call("shop:quiet")
    with recorded(subject) as second:
        pass
    assert (len(log), second) == (2, [])
    assert subject.call("shop:levels") == before


def test_an_error_in_the_block_comes_out_and_leaves_nothing(make: Make) -> None:
    subject = make(FILES)
    before = subject.call("shop:levels")
    with pytest.raises(SubjectRaised, match="stop"), recorded(subject):
        subject.call("shop:stop")
    assert subject.call("shop:levels") == before


def test_a_death_in_the_block_comes_out(make: Make) -> None:
    subject = make(FILES)
    with pytest.raises(SubjectDied), recorded(subject):
        subject.call("shop:die")


def test_a_flood_is_cut(make: Make) -> None:
    subject = make(FILES)
    with recorded(subject) as log:
        subject.call("shop:flood")
    assert len(log) == 5_000
