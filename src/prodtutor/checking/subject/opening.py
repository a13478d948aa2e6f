"""The first process of ours in a sandbox that the learner's own run is put into.

It opens listening sockets on the sandbox's loopback for the lesson's services, as many as it is asked for, and then
becomes the learner's program. Requests come on one socket: `listen`, answered with a descriptor; and JSON with
`command` and `env`, after which nothing of ours is left in here.
"""

from __future__ import annotations

import _socket
import json
import os
import sys

from .passing import listening, passed, rights, whole

_LARGEST = 1 << 17


def main(control: int) -> None:
    """Serve the requests that come on the descriptor `control`; never returns."""
    line = _socket.socket(fileno=control)
    os.set_inheritable(control, False)
    line.send(b"ready")
    while (request := line.recv(_LARGEST)) == b"listen":
        given = listening()
        line.sendmsg([b"l"], [rights(given.fileno())])
        given.close()
    if not request:
        os._exit(1)
    wanted = json.loads(request if request != b"@" else _next_file(line))
    try:
        os.execve(wanted["command"][0], wanted["command"], wanted["env"])  # noqa: S606
    except OSError as error:
        sys.stderr.write(f"{wanted['command'][0]}: {error.strerror}\n")
        os._exit(126)


def _next_file(line: _socket.socket) -> bytes:
    """A request that is too large for a message, in a file whose descriptor comes next."""
    (descriptor,) = passed(line.recvmsg(1, _socket.CMSG_SPACE(4))[1])
    return whole(descriptor)
