"""A test that finds the program beside its own folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import report


def test_only_what_is_paid_counts():
    assert report.paid([{"status": "open"}, {"status": "paid"}]) == [{"status": "paid"}]
