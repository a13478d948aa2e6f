import pytest


@pytest.fixture(autouse=True)
def strict():
    raise AssertionError("red is safe")
