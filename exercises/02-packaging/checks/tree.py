"""What can be seen in the learner's files without running them: modules, and who imports whom."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

_TESTS = frozenset({"tests", "test"})
_NOT_OURS = frozenset({*_TESTS, "docs", "build", "dist", "examples", "notebooks"})
_NO_MODULES = frozenset({"__main__.py", "setup.py", "conftest.py", "noxfile.py"})


def modules(files: Iterable[str]) -> dict[str, str]:
    """Dotted name -> file, of all modules of the project: in `src`, and beside it. Tests and `__main__` are none."""
    found: dict[str, str] = {}
    for file in sorted(files):
        parts = PurePosixPath(file).parts
        if parts[0] == "src" and len(parts) > 1 and file != "src/__init__.py":
            parts = parts[1:]
        if not file.endswith(".py") or parts[-1] in _NO_MODULES or is_of_tests(parts):
            continue
        if parts[0] in _NOT_OURS or any(part.startswith(".") or part.endswith(".egg-info") for part in parts):
            continue
        names = [*parts[:-1], parts[-1].removesuffix(".py")]
        if names[-1] == "__init__":
            names.pop()
        if names and all(name.isidentifier() for name in names):
            found[".".join(names)] = file
    return found


def is_of_tests(parts: Sequence[str]) -> bool:
    """Whether a file belongs to tests, wherever they lie: they need what is not there when the program runs."""
    return parts[-1].startswith(("test_", "conftest.")) or not _TESTS.isdisjoint(parts[:-1])


def circle(known: Mapping[str, str], files: Mapping[str, str]) -> list[str]:
    """Modules that need each other when they are imported, in a ring; empty when there is none.

    Packages themselves (`__init__.py`) do not count: they run before all that is in them.
    """
    single = {name: file for name, file in known.items() if not file.endswith("__init__.py")}
    needs = {name: sorted(set(_needs(name, files.get(file, ""), single))) for name, file in single.items()}
    for start in sorted(needs):
        if ring := _way_back(start, needs):
            return ring
    return []


def _way_back(start: str, needs: Mapping[str, list[str]]) -> list[str]:
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop(0)
        for following in needs[way[-1]]:
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                waiting.append([*way, following])
    return []


def _needs(name: str, text: str, known: Mapping[str, str]) -> Iterator[str]:
    """The modules of the project that are imported when this one is."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return
    package = name.rpartition(".")[0]
    for node in _when_imported(body):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        else:
            base = node.module or ""
            if node.level:
                above = package.split(".") if package else []
                above = above[: len(above) - (node.level - 1)]
                base = ".".join([*above, *([node.module] if node.module else [])])
            wanted = [base, *(f"{base}.{alias.name}" if base else alias.name for alias in node.names)]
        yield from (module for module in wanted if module in known and module != name)


def _when_imported(body: Iterable[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Import statements that run at import: not those in functions, nor those for type checkers alone."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        elif isinstance(node, ast.If) and any(word in ast.unparse(node.test) for word in ("TYPE_CHECKING", "__main__")):
            yield from _when_imported(node.orelse)
        else:
            for part in ("body", "orelse", "finalbody"):
                yield from _when_imported(getattr(node, part, []))
            for handler in getattr(node, "handlers", []):
                yield from _when_imported(handler.body)
