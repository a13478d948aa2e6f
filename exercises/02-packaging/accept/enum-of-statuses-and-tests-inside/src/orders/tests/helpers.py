"""Orders for tests."""

import pytest


@pytest.fixture
def order() -> dict:
    """An order of nothing."""
    return {"id": "o-1", "items": []}
