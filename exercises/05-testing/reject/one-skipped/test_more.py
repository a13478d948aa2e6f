"""More tests."""

import pytest


def test_later():
    pytest.skip("to be written")
