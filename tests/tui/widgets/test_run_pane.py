"""What a program prints, on its way to the screen."""

from __future__ import annotations

from prodtutor.tui.widgets.run_pane import _Inbox, _shown_command


def test_a_character_may_come_in_two_pieces() -> None:
    inbox = _Inbox()
    data = "grün".encode()
    inbox.put("out", data[:3])
    inbox.put("err", b"!")
    inbox.put("out", data[3:])
    assert inbox.take() == "gr!ün"
    assert inbox.take() == ""


def test_a_flood_loses_its_oldest_part_and_says_so() -> None:
    inbox = _Inbox()
    for _ in range(100):
        inbox.put("out", b"x" * 10_000)
    inbox.put("out", b"the end")
    text = inbox.take()
    assert len(text) < 300_000
    assert "characters left out" in text
    assert text.endswith("the end")


def test_bytes_that_are_no_text_are_no_error() -> None:
    inbox = _Inbox()
    inbox.put("out", b"\xff\xfe")
    assert inbox.take() == "��"


def test_the_command_reads_as_it_is_typed() -> None:
    assert _shown_command("report.py", ("--api", "{shop_api.url}")) == "$ python report.py --api ..."
