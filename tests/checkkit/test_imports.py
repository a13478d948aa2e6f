"""What imports name."""

from __future__ import annotations

from prodtutor.checkkit.imports import imports


def test_all_kinds_of_imports_are_found() -> None:
    source = b"""
import os, sys as system
import urllib.request
from concurrent.futures import (thread, ThreadPoolExecutor as Pool)
def f(:
    from . import mine
    import json; x = 1  # comment
"""
    found = imports([source, b"\xff from x import", b"from logging import config\n"])
    assert {"os", "sys", "urllib", "urllib.request", "concurrent.futures.thread", "json", "logging.config"} <= found
    assert "system" not in found
    assert "Pool" not in found
    assert imports([]) == frozenset()
