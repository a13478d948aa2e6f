"""What a snapshot's files must be before anything of the learner's runs: readable, honest, parseable Python."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from prodtutor.checking.pragmas import Blanked, blank_pragmas
from prodtutor.checking.statements import statements
from prodtutor.checking.syntax import parse
from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Lesson
from prodtutor.untrusted import neutralise
from prodtutor.workspace.snapshot import Snapshot

LONGEST_LINE = 10_000
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SHADOWS = (".pyi", ".so", ".pyd", ".pyc", ".pyo")
_UTF8_NAMES = frozenset({"utf-8", "utf8", "utf-8-sig", "utf_8"})


@dataclass(frozen=True, slots=True)
class Sources:
    """The files as they are checked and run (pragmas blanked), and what there is to say about them."""

    files: Mapping[str, bytes]
    problem: Finding | None
    """The one finding that stops everything, or None."""
    advice: tuple[Finding, ...]


def examine(snapshot: Snapshot, lesson: Lesson) -> Sources:
    """Look at every file of the snapshot; the first thing that makes a verdict impossible is the problem."""
    problem, not_taken = _refused(snapshot, lesson)
    problem = problem or _missing_entry(snapshot, lesson)
    files: dict[str, bytes] = {}
    advice = list(not_taken)
    for name, data in snapshot.files.items():
        if name.endswith(_SHADOWS):
            problem = problem or _shadow(name)
            continue
        if not name.endswith(".py"):
            files[name] = data
            continue
        text, trouble = _python_text(name, data)
        problem = problem or trouble or _package_twin(name, snapshot)
        if text is None:
            continue
        parsed, trouble = _parse(name, text)
        problem = problem or trouble
        if parsed is None:
            continue
        tree, blanked = parsed
        files[name] = blanked.text.encode()
        advice += [_pragma(name, line) for line in blanked.lines]
        advice += _foreign_imports(name, tree, snapshot, lesson)
    return Sources(files, problem, tuple(advice))


def _finding(
    code: str, message: str, file: str | None = None, line: int | None = None, column: int | None = None
) -> Finding:
    return Finding("tutor", code, "must", message, file and neutralise(file), line, column)


def _refused(snapshot: Snapshot, lesson: Lesson) -> tuple[Finding | None, tuple[Finding, ...]]:
    """What was not taken. Code that I cannot read, or a folder too large to see whole, stops the check; another file
    (a log, a link that an editor keeps) is only missing from my copy.
    """
    problem: Finding | None = None
    advice: list[Finding] = []
    for refused in snapshot.refused:
        code = refused.file.endswith(".py") or refused.file == lesson.entry
        if (code or not snapshot.complete) and problem is None:
            problem = _finding(refused.code, refused.message, refused.file)
        else:
            message = f"{refused.message} I check your program without it."
            advice.append(Finding("tutor", refused.code, "advice", message, neutralise(refused.file)))
    return problem, tuple(advice)


def _missing_entry(snapshot: Snapshot, lesson: Lesson) -> Finding | None:
    if (
        lesson.entry_may_go
        or lesson.entry in snapshot.files
        or any(lesson.entry == refused.file for refused in snapshot.refused)
    ):
        return None
    return _finding(
        "missing",
        f"{lesson.entry} is gone. The lesson is about that file. "
        f"`prodtutor reset {lesson.number} {lesson.entry}` brings the original back, "
        f"`prodtutor history {lesson.number}` lists what you had.",
        lesson.entry,
    )


def _shadow(name: str) -> Finding:
    return _finding(
        "shadow",
        f"{name} would stand in front of your Python code for some tools and not for others. "
        "I judge .py files only: delete it.",
        name,
    )


def _package_twin(name: str, snapshot: Snapshot) -> Finding | None:
    """`settings.py` beside a folder `settings/` with Python files: which of the two is imported is a trap."""
    folder = str(PurePosixPath(name).with_suffix("")) + "/"
    if any(other.startswith(folder) and other.endswith(".py") for other in snapshot.files):
        return _finding(
            "shadow",
            f"There is a file {name} and a folder {folder} with Python code. "
            "Python imports only one of them: keep one, delete or rename the other.",
            name,
        )
    return None


def _python_text(name: str, data: bytes) -> tuple[str | None, Finding | None]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, _finding(
            "encoding",
            f"{name} is not UTF-8 text (byte 0x{data[error.start]:02x} on line {line}). "
            "Save it as UTF-8 in your editor.",
            name,
            line,
        )
    for line, content in enumerate(io.StringIO(text, newline=""), 1):
        if "\0" in content:
            return None, _finding("encoding", f"{name} holds a NUL byte on line {line}. Delete it.", name, line)
        if not _BIDI.isdisjoint(content):
            return None, _finding(
                "encoding",
                f"{name}, line {line}, holds an invisible character that changes the reading direction: "
                "the code would not be what you see. Delete it, or write it as an escape such as \\u202e.",
                name,
                line,
            )
        if len(content) > LONGEST_LINE:
            return None, _finding(
                "encoding", f"{name}, line {line}, is longer than {LONGEST_LINE:,} characters.", name, line
            )
    if (cookie := _cookie(data)) not in _UTF8_NAMES:
        return None, _finding(
            "encoding", f"{name} says its encoding is {cookie}. I read UTF-8 only: delete that line.", name, 1
        )
    return text, None


def _cookie(data: bytes) -> str:
    lines = iter(data.splitlines(keepends=True)[:2])
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
    except SyntaxError:
        return "unknown"
    return encoding.lower()


def _parse(name: str, text: str) -> tuple[tuple[ast.Module, Blanked] | None, Finding | None]:
    try:
        tree = parse(text, name, compiled=True)
        blanked = blank_pragmas(text)
    except SyntaxError as error:
        where = f" on line {error.lineno}" if error.lineno else ""
        return None, _finding(
            "syntax",
            f"Python cannot read {name}{where}: {neutralise(error.msg or 'invalid syntax')}.",
            name,
            error.lineno,
            error.offset,
        )
    except tokenize.TokenError as error:
        return None, _finding("syntax", f"Python cannot read {name}: {error.args[0]}.", name)
    except (RecursionError, MemoryError, ValueError):
        return None, _finding("syntax", f"{name} is nested too deeply for Python to read.", name)
    return (tree, blanked), None


def _pragma(name: str, line: int) -> Finding:
    return Finding(
        "tutor",
        "pragma",
        "advice",
        f"{name}, line {line}: a comment asks a tool to look away. In this course the tools look anyway.",
        neutralise(name),
        line,
    )


def _foreign_imports(name: str, tree: ast.Module, snapshot: Snapshot, lesson: Lesson) -> list[Finding]:
    local = {part.removesuffix(".py") for file in snapshot.files if file.endswith(".py") for part in file.split("/")}
    known = local | set(lesson.tools.libraries) | lesson.indexed | sys.stdlib_module_names
    found: list[Finding] = []
    for node in statements(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            modules = [node.module]
        else:
            continue
        for module in modules:
            top = module.partition(".")[0]
            if top in known:
                continue
            allowed = ", ".join(lesson.tools.libraries)
            found.append(
                Finding(
                    "tutor",
                    "import",
                    "advice",
                    f"{name} imports {top}, which is not there when I run your program: this lesson has the standard "
                    f"library{f' and {allowed}' if allowed else ''}, nothing else.",
                    neutralise(name),
                    node.lineno,
                    node.col_offset + 1,
                )
            )
    return found
