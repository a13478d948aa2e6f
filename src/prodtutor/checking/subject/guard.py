"""Keeps the learner's code from reaching the network by accident.

An audit hook can be got around by whoever wants to (ctypes, a child process); it is no wall against attackers. Where
there is a sandbox, that is the wall. This tells an honest program plainly why its request failed.
"""

from __future__ import annotations

import errno
import sys
from typing import Any

_HOST_EVENTS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_ADDRESS_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_ANY = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  (recognised here, not bound)
_UNREACHABLE = getattr(errno, "ENETUNREACH", 101)


def install() -> None:
    """From now on, sockets of this process reach this machine's loopback only. Cannot be undone."""
    sys.addaudithook(_hook)


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in _ADDRESS_EVENTS:
        address = args[1]
        if isinstance(address, tuple) and address and not _is_loopback(address[0]):
            _refuse(address[0])
    elif event in _HOST_EVENTS:
        if args[0] is not None and not _is_loopback(args[0]) and not _is_any(args[0]):
            _refuse(args[0])
    elif event == "socket.bind":
        address = args[1]
        # A server bound to all addresses is reachable by loopback too, so it may stand.
        if isinstance(address, tuple) and address and not (_is_loopback(address[0]) or _is_any(address[0])):
            _refuse(address[0])


def _name(host: object) -> str:
    if isinstance(host, bytes | bytearray):
        return host.decode("ascii", "replace")
    return str(host)


def _is_any(host: object) -> bool:
    return _name(host) in _ANY


def _is_loopback(host: object) -> bool:
    name = _name(host).lower().strip("[]").partition("%")[0].rstrip(".")
    if name in {"localhost", "::1"} or name.startswith("::ffff:127."):
        return True
    parts = name.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(part.isdigit() for part in parts)


def _refuse(host: object) -> None:
    raise OSError(
        _UNREACHABLE,
        f"there is no network while your code is checked, only 127.0.0.1 (it tried to reach {_name(host)})",
    )
