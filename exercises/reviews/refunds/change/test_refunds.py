"""Tests for the refunds."""

import asyncio
from unittest.mock import AsyncMock, Mock, patch

import pytest
import refunds

ORDER = refunds.Order("o-1", 900)
URL = "http://gateway.test/refunds"


def test_a_refund_is_read():
    refund = refunds.parse_refund(b'{"amount_cents": 250, "reason": "cold"}', ORDER)
    assert refund == refunds.Refund("o-1", 250, "cold")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"amount_cents": "much"}'])
def test_a_bad_body_is_refused(body):
    with pytest.raises(refunds.BadRequest):
        refunds.parse_refund(body, ORDER)


def test_the_gateway_agrees():
    with patch("refunds.send", AsyncMock(return_value=True)):
        assert asyncio.run(refunds.send(None, URL, "t")) is True


def test_a_refund_from_beginning_to_end():
    with patch("refunds.urlopen") as urlopen:
        urlopen.return_value.__enter__.return_value.status = 200
        asyncio.run(refunds.handle(b'{"amount_cents": 250}', ORDER, URL, "t", Mock()))


def test_when_the_gateway_does_not_agree_the_answer_is_502():
    ledger = Mock()
    with patch("refunds.send", AsyncMock(return_value=False)):
        status, _ = asyncio.run(refunds.handle(b'{"amount_cents": 250}', ORDER, URL, "t", ledger))
    assert status == 502
    ledger.append.assert_not_called()
