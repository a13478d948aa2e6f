import pytest


@pytest.fixture
def four() -> int:
    return 4
