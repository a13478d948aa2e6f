"""Runs a program and notes what it starts, reaches for and changes: `python watch.py NOTES SCRIPT ARGUMENT ...`.

It is run in the learner's place, in an environment of the check's; it knows nothing of what is expected.
"""

import json
import os
import runpy
import sys

PROGRAMS = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork", "os.forkpty")
INSTALLERS = ("pip", "ensurepip")


def main() -> None:
    notes, script, *arguments = sys.argv[1:]
    file = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(kind: str, what: object) -> None:
        parts = what if isinstance(what, list | tuple) else [what]
        text = " ".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in parts)
        text = text.replace(os.path.dirname(sys.executable) + os.sep, "")
        os.write(file, json.dumps([kind, text[:200]]).encode() + b"\n")

    def watch(event: str, values: tuple[object, ...]) -> None:
        if event == "subprocess.Popen" or event in PROGRAMS:
            note("program", values[1] if event == "subprocess.Popen" else values[0] if values else "")
            raise PermissionError("nothing is started here")
        if event in ("socket.connect", "socket.getaddrinfo"):
            note("network", values[1] if event == "socket.connect" else values[0])
            raise PermissionError("nothing is reached from here")
        if event == "import" and str(values[0]) in INSTALLERS:
            note("installer", values[0])

    sys.argv = [script, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    before = set(sys.path)
    sys.addaudithook(watch)
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        for added in sys.path:
            if added not in before:
                note("path", os.path.relpath(added))


main()
