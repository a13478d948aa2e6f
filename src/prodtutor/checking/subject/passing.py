"""Descriptors that go over a socket, and what needs one: a listening socket, a message that is too large for one."""

from __future__ import annotations

import _socket
import os
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BACKLOG = 128


def rights(*descriptors: int) -> tuple[int, int, bytes]:
    """What `sendmsg` takes, so that these go along."""
    return _socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack(f"{len(descriptors)}i", *descriptors)


def passed(extra: Iterable[tuple[int, int, bytes]]) -> Iterator[int]:
    """The descriptors that came along, from what `recvmsg` gives."""
    for _, _, packed in extra:
        for (descriptor,) in struct.iter_unpack("i", packed):
            yield descriptor


def listening() -> _socket.socket:
    """A socket that listens on a free port of the loopback. Raises OSError."""
    line = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    line.bind(("127.0.0.1", 0))
    line.listen(_BACKLOG)
    return line


def whole(descriptor: int) -> bytes:
    """What lies in the file, from its beginning; it is closed."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb") as file:
        return file.read()
