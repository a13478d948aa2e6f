"""Stands for a tool (`pytest`, `pip` …) in a workflow that is run: asks the tutor what to do, and does it.

The tutor answers with the whole output and the exit status, or with a program that this process becomes. Started by a
two-line script on the PATH of the workflow's steps; see `checkkit.workflows.bench`.
"""

from __future__ import annotations

import _socket
import os
import struct
import sys

_LENGTH = struct.Struct("=I")
_LARGEST = 1 << 25


def ask(words: list[str]) -> None:
    """words: the port and the password of the tutor, the path that this was called by, and its arguments."""
    port, password, path, *arguments = words
    line = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    try:
        line.connect(("127.0.0.1", int(port)))
        environment = [f"{name}={value}" for name, value in os.environ.items()]
        groups = ([password, path, os.getcwd()], arguments, environment)
        data = b"".join(packed([os.fsencode(word) for word in group]) for group in groups)
        line.sendall(_LENGTH.pack(len(data)) + data)
        answer = _received(line)
    except OSError as error:
        sys.stderr.write(f"{os.path.basename(path)}: the tutor gave no answer: {error}\n")
        sys.stderr.flush()
        os._exit(126)
    finally:
        line.close()
    kind, rest = answer[:1], answer[1:]
    first, rest = unpacked(rest)
    second, _ = unpacked(rest)
    if kind == b"x":
        env = dict(os.environb)
        for pair in second:
            name, _, value = pair.partition(b"=")
            env[name] = value
        os.execve(first[0], first, env)  # noqa: S606
    status, out, error_output = first
    for descriptor, text in ((1, out), (2, error_output)):
        while text:
            text = text[os.write(descriptor, text) :]
    os._exit(int(status))


def packed(words: list[bytes]) -> bytes:
    """A group of words, as `unpacked` reads it."""
    return _LENGTH.pack(len(words)) + b"".join(_LENGTH.pack(len(word)) + word for word in words)


def unpacked(data: bytes) -> tuple[list[bytes], bytes]:
    """A group of words at the beginning of `data`, and what comes after it. Raises struct.error."""
    (count,) = _LENGTH.unpack_from(data)
    place = _LENGTH.size
    words = []
    for _ in range(count):
        (length,) = _LENGTH.unpack_from(data, place)
        place += _LENGTH.size
        words.append(data[place : place + length])
        place += length
    return words, data[place:]


def _received(line: _socket.socket) -> bytes:
    (length,) = _LENGTH.unpack(exactly(line, _LENGTH.size))
    if length > _LARGEST:
        raise OSError("it was too long")
    return exactly(line, length)


def exactly(line: _socket.socket, count: int) -> bytes:
    """The next `count` bytes. Raises OSError when the other end hangs up before."""
    found = bytearray()
    while len(found) < count:
        piece = line.recv(min(count - len(found), 1 << 16))
        if not piece:
            raise OSError("it hung up")
        found += piece
    return bytes(found)
