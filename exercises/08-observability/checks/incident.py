"""The incident of step 8.6: who asks for what, what the supplier does, and what is true about it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import prodtutor_lesson_8_drawn as drawn  # loaded by conftest.py

SICK_S = 3.0
HEALTHY_S = 0.03125


@dataclass(frozen=True)
class Incident:
    """300 requests, and which of them the sick supplier fails. The last one comes from nobody in particular."""

    requests: list[dict[str, Any]]
    tenant: str
    failing: tuple[int, ...]
    """The numbers of the requests that fail because of it, in their order."""
    users: frozenset[str]

    def user(self, number: int) -> str:
        return str(self.requests[number]["send"][2]["X-User"])

    @property
    def hit(self) -> frozenset[str]:
        return frozenset(self.user(number) for number in self.failing)


def incident(draw: random.Random) -> Incident:
    """One tenant's supplier stops answering at some moment; others mistype, and three requests of another crash."""
    tenants = [drawn.word(draw, 7) for _ in range(5)]
    sick, crashing, mistyping = tenants[:3]
    users = {tenant: [f"u-{draw.randrange(10**6)}" for _ in range(draw.randrange(9, 15))] for tenant in tenants}
    begins = draw.randrange(50, 90)
    crashes = set(draw.sample(range(100, 290), 3))
    requests: list[dict[str, Any]] = []
    failing: list[int] = []
    for number in range(299):
        tenant = draw.choice(tenants)
        if number in crashes:
            tenant = crashing
        if number == begins:
            tenant = sick
        headers = {"X-Tenant": tenant, "X-User": draw.choice(users[tenant])}
        if draw.random() < 0.5:
            headers["X-Request-Id"] = f"{drawn.word(draw, 4)}-{number}"
        order = drawn.order(draw)
        if number in crashes:
            request = order.post(after=HEALTHY_S, fails="RuntimeError", headers=headers)
        elif number == begins or (tenant == sick and number > begins and draw.random() < 0.7):
            request = order.post(after=SICK_S, fails="TimeoutError", headers=headers)
            failing.append(number)
        elif tenant == mistyping or draw.random() < 0.2:
            request = drawn.get(f"/orders/o-{draw.randrange(10**6)}", headers)
        else:
            request = order.post(after=HEALTHY_S, headers=headers)
        requests.append(request)
    seen = frozenset(request["send"][2]["X-User"] for request in requests)
    requests.append(drawn.get(f"/orders/o-{draw.randrange(10**6)}"))
    return Incident(requests, sick, tuple(failing), seen)
