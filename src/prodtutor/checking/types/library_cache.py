"""What mypy knows of the standard library and of a lesson's libraries, kept between runs in one file.

Reading the library's types takes mypy half a second, its own cache a few milliseconds. Each run gets a copy of that
cache, to keep or lose; only a run that read nothing but imports of the libraries is ever kept. So nothing of a
learner's gets in, no answer depends on an earlier one, and a run that is killed spoils nothing.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from prodtutor.checking.syntax import parse

PROBE = "prodtutor_libraries.py"
_MOST_NAMES = 5000
_ENDINGS = (".pyi", ".py", "/__init__.pyi", "/__init__.py")


class _Kept(msgspec.Struct, frozen=True):
    """The file that says what is kept."""

    database: str
    modules: tuple[str, ...]


class LibraryCache:
    """One cache for one set of options. Several tutors may use the same folder at once."""

    def __init__(self, cache: Path, flags: tuple[str, ...], python: str, libraries: Path | None) -> None:
        key = "\n".join((importlib.metadata.version("mypy"), str(_stubs()), python, str(libraries), *flags))
        self._folder = cache / hashlib.sha256(key.encode()).hexdigest()[:16]
        self._roots = (_stubs(), *((libraries,) if libraries else ()))
        self._python = python
        self._known: dict[str, bool] = {}

    def lacks(self, files: Mapping[str, bytes]) -> frozenset[str]:
        """The library modules that `files` import and that are not kept yet."""
        own = {name.split("/")[0].removesuffix(".py") for name in files}
        wanted = {m for data in files.values() for m in _imported(data) if m.split(".")[0] not in own}
        wanted.add("builtins")  # nobody imports it, and everybody needs it
        return frozenset(m for m in wanted - set(self._kept().modules) if self._exists(m))

    def probe(self, modules: frozenset[str]) -> bytes:
        """A program that imports these modules and all those that are kept already."""
        return "".join(f"import {m}\n" for m in sorted(modules.union(self._kept().modules))).encode()

    def lend(self, to: Path) -> None:
        """Make `to` a cache folder for one run. It stays empty when nothing is kept, or nothing can be read."""
        place = to / self._python
        with contextlib.suppress(OSError):
            place.mkdir(parents=True)
            if database := self._kept().database:
                shutil.copyfile(self._folder / database, place / "cache.db")

    def keep(self, lent: Path, modules: frozenset[str]) -> None:
        """Keep what a run of `probe(modules)` has left in the cache folder `lent`. A full disk only costs time."""
        place = lent / self._python
        if [path.name for path in place.glob("*")] != ["cache.db"]:
            return  # the run did not close its database
        before = self._kept()
        name = f"{secrets.token_hex(8)}.db"
        now = _Kept(name, tuple(sorted(modules.union(before.modules))))
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _copy(place / "cache.db", self._folder / name)
            listing = self._folder / f"{name}.json"
            listing.write_bytes(msgspec.json.encode(now))
            os.replace(listing, self._folder / "kept.json")
            if before.database:
                (self._folder / before.database).unlink(missing_ok=True)

    def forget(self) -> None:
        """Keep nothing any more."""
        with contextlib.suppress(OSError):
            (self._folder / "kept.json").unlink(missing_ok=True)

    def _kept(self) -> _Kept:
        try:
            kept = msgspec.json.decode((self._folder / "kept.json").read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return _Kept("", ())
        return kept if (self._folder / kept.database).is_file() else _Kept("", ())

    def _exists(self, module: str) -> bool:
        if module not in self._known:
            if len(self._known) > _MOST_NAMES:
                self._known.clear()
            place = module.replace(".", "/")
            paths = (f"{root}/{place}{ending}" for root in self._roots for ending in _ENDINGS)
            self._known[module] = any(map(os.path.isfile, paths))
        return self._known[module]


def _copy(source: Path, target: Path) -> None:
    with open(source, "rb") as data, open(target, "xb") as copy:
        shutil.copyfileobj(data, copy)


@functools.cache
def _stubs() -> Path:
    spec = importlib.util.find_spec("mypy")
    return Path(spec.origin if spec and spec.origin else "mypy").parent / "typeshed" / "stdlib"


@functools.lru_cache(maxsize=256)
def _imported(data: bytes) -> frozenset[str]:
    try:
        tree = parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(_names(tree))


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
