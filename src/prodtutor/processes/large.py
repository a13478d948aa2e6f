"""A message that is too large for one datagram goes as a file in memory, whose descriptor is sent. Linux only."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

LARGEST_MESSAGE = 1 << 16
"""Bytes that always fit into one message."""
IN_A_FILE = b"@"
"""Sent in place of a larger one; the descriptor of the file goes along, or comes next."""


@contextlib.contextmanager
def in_memory(message: bytes) -> Iterator[int]:
    """A descriptor of a file that holds the message, for as long as the block lasts."""
    if sys.platform != "linux":
        raise RuntimeError("files in memory are Linux's")
    descriptor = os.memfd_create("message")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(message)
        yield descriptor
    finally:
        os.close(descriptor)
