"""Finds code that a program makes out of a text while it runs, whatever the spelling.

`exec`, `eval` and `compile` under any name, `code.InteractiveInterpreter`, a file that the program writes and then
imports, `python -c` in another process. What the standard library makes for an honest program (dataclasses, named
tuples, `ast.literal_eval`) does not count. An audit hook sees all that; it is no wall against whoever tampers with the
process it lives in, and sees nothing of what a child process does.
"""

from __future__ import annotations

from dataclasses import dataclass

from prodtutor.checkkit.errors import SubjectDied
from prodtutor.checkkit.sources import keep_ready
from prodtutor.checkkit.subject import Subject


@dataclass(frozen=True, slots=True)
class Made:
    """One place at which code is made of a text."""

    how: str
    """`compile` (as `exec` of a text begins), `exec` (of a code object), `import`, `marshal` or `process`."""
    file: str | None
    """The learner's file that began it, and the line in it; None when no file of theirs did."""
    line: int | None


def code_from_text(subject: Subject, script: str, *arguments: str, timeout: float = 5.0) -> tuple[Made, ...]:
    """Run the learner's script once, in the subject's process, and say where it made code out of a text.

    How the run ends does not matter: one that is stopped by a limit, or ends its process, says nothing (empty).
    timeout: seconds.
    """
    subject.timeout = min(subject.timeout, timeout)
    try:
        found = subject.probe(_watch, script, list(arguments))
    except SubjectDied:
        return ()
    return tuple(
        Made(str(how), *((str(file), int(line)) if file else (None, None)))
        for how, file, line in (found if isinstance(found, list) else ())
    )


def _watch(script: str, arguments: list[str]) -> list[list[object]]:  # noqa: C901  (a probe is one function)
    """In the subject. Nothing here knows what is expected."""
    import ast
    import contextlib
    import os
    import runpy
    import shlex
    import sys

    root = os.path.realpath(os.getcwd())
    top, standard = os.path.dirname(root) + os.sep, os.path.dirname(os.__file__) + os.sep
    runners = {"bdb.py", "code.py", "codeop.py", "cProfile.py", "pdb.py", "profile.py", "timeit.py", "trace.py"}
    starters = {"os.exec", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}
    weighty = (ast.stmt, ast.Call)
    found: list[list[object]] = []
    known: dict[str, str] = {}
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8", newline=None) as file:
                    known[os.path.join(folder, name)] = file.read()

    def text_of(source: object) -> str:
        text = bytes(source).decode("utf-8", "replace") if isinstance(source, bytes | bytearray) else source
        return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff") if isinstance(text, str) else ""

    texts = {text_of(text) for text in known.values()}

    def loads(caller: str) -> bool:
        return caller.startswith("<frozen ") or caller == standard + "runpy.py"

    def may(caller: str) -> bool:
        """Whether code that this file makes belongs to Python's own ways."""
        return loads(caller) or (caller.startswith(standard) and os.path.basename(caller) not in runners)

    def is_code(text: object) -> bool:
        try:
            tree = ast.parse(os.fsdecode(text))  # type: ignore[arg-type]
        except (SyntaxError, TypeError, ValueError, RecursionError, MemoryError):
            return False
        return sum(isinstance(node, weighty) for node in ast.walk(tree)) > 5

    def starts_code(event: str, args: object) -> bool:
        words: list[object] = []
        for arg in args if isinstance(args, tuple) else ():
            words += arg if isinstance(arg, list | tuple) else [arg]
        for word in list(words):
            if event == "os.system" and isinstance(word, bytes | str):
                try:
                    words += shlex.split(os.fsdecode(word))
                except ValueError:
                    continue
        return any(is_code(word) for word in words)

    def judged(event: str, args: object, caller: str) -> str:
        first, second = (*args, None, None)[:2] if isinstance(args, tuple) else (None, None)
        if event == "compile":
            if first is None or text_of(first) in texts:
                return ""
            if loads(caller):
                inside = isinstance(second, str) and os.path.realpath(second).startswith(top)
                return "import" if inside else ""
            return "" if may(caller) else "compile"
        if event == "exec":
            own = os.path.abspath(getattr(first, "co_filename", "")) in known
            return "" if own or may(caller) else "exec"
        if event == "marshal.loads":
            return "" if may(caller) else "marshal"
        return "process" if starts_code(event, args) else ""

    def hook(event: str, args: object) -> None:
        if event not in ("compile", "exec", "marshal.loads") and event not in starters:
            return
        if len(found) > 20 or not watching:
            return
        frame = sys._getframe(1)
        try:
            how = judged(event, args, frame.f_code.co_filename)
        except Exception:  # noqa: BLE001  (the program goes on as if nobody looked)
            return
        if not how:
            return
        place, at = frame, None
        while place is not None and at is None:
            at = place if os.path.abspath(place.f_code.co_filename) in known else None
            place = place.f_back  # type: ignore[assignment]
        if at is None:
            found.append([how, "", 0])
        else:
            name = os.path.relpath(os.path.abspath(at.f_code.co_filename), root)
            found.append([how, name.replace(os.sep, "/"), at.f_lineno])

    watching = [True]
    sys.argv[:] = [script, *arguments]
    sys.addaudithook(hook)
    with contextlib.suppress(BaseException):  # how it ends is told elsewhere
        runpy.run_path(os.path.join(root, script), run_name="__main__")
    watching.clear()
    return found


keep_ready(_watch)
