"""What it does today."""

import pathlib
import subprocess
import sys

BEFORE = pathlib.Path(__file__).with_name("before.txt")


def test_the_report_is_the_same():
    """As before."""
    command = [sys.executable, "legacy_orders.py", "orders.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == BEFORE.read_text(encoding="utf-8")
