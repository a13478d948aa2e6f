"""Questions to what the shop has told: who is hit, and what is slow."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

Fields = dict[str, Any]


def should_page(events: Iterable[Fields], share: float = 0.05) -> bool:
    """Whether more than `share` of all users met a failure of ours. How often each tried does not count."""
    everybody: set[str] = set()
    hit: set[str] = set()
    for event in events:
        user = event.get("user")
        everybody.add(user)
        if event["status"] >= 500:
            hit.add(user)
    return len(hit) > share * len(everybody)


def chatty_traces(spans: Iterable[Fields], most: int = 1) -> list[str]:
    """The ids of the traces that call the supplier more than `most` times, the worst first."""
    calls = Counter(span["trace_id"] for span in spans if span["name"] == "supplier")
    return [trace for trace, count in calls.most_common() if count > most]
