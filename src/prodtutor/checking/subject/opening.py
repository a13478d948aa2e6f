"""The first process of ours in a sandbox that the learner's own run is put into.

It opens listening sockets on the sandbox's loopback for the lesson's services, as many as it is asked for, and then
becomes the learner's program. Requests come on one socket: `listen`, answered with a descriptor; and JSON with
`command` and `env`, after which nothing of ours is left in here.
"""

from __future__ import annotations

import _socket
import json
import os
import struct
import sys

_LARGEST = 1 << 17
_BACKLOG = 128


def main(control: int) -> None:
    """Serve the requests that come on the descriptor `control`; never returns."""
    line = _socket.socket(fileno=control)
    os.set_inheritable(control, False)
    line.send(b"ready")
    while (request := line.recv(_LARGEST)) == b"listen":
        listening = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        listening.bind(("127.0.0.1", 0))
        listening.listen(_BACKLOG)
        line.sendmsg([b"l"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("i", listening.fileno()))])
        listening.close()
    if not request:
        os._exit(1)
    wanted = json.loads(request if request != b"@" else _whole(line))
    try:
        os.execve(wanted["command"][0], wanted["command"], wanted["env"])  # noqa: S606
    except OSError as error:
        sys.stderr.write(f"{wanted['command'][0]}: {error.strerror}\n")
        os._exit(126)


def _whole(line: _socket.socket) -> bytes:
    """A request that is too large for a message, in a file whose descriptor comes next."""
    _, extra, _, _ = line.recvmsg(1, _socket.CMSG_SPACE(4))
    (descriptor,) = struct.unpack("i", extra[0][2])
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb") as file:
        return file.read()
