"""`lessons/glossary.toml`: one plain definition for each term that the lessons use."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import msgspec

from prodtutor.curriculum.model import Data, Pack
from prodtutor.curriculum.reading import TomlFile
from prodtutor.curriculum.references import PackParts
from prodtutor.errors import UsageProblem

_LONGEST = 60
"""Words of a definition: one thought, not a page."""


class Term(Data, frozen=True, kw_only=True):
    """A word or a phrase, and what it means here."""

    term: str
    also: tuple[str, ...] = ()
    """Other words for it, abbreviations among them."""
    says: str
    """What it means: one to three sentences (Markdown)."""
    lesson: str = ""
    """The slug of the lesson that explains it; empty when several use it."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, *self.also)


class _GlossaryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    terms: tuple[Term, ...]


def load_glossary(pack: Pack) -> tuple[Term, ...]:
    """The terms in the order of the alphabet; none when the pack has no `glossary.toml`.

    Raises UsageProblem with file, line and key when it has a mistake.
    """
    file = _file(pack)
    if file is None:
        return ()
    terms = file.as_(_GlossaryFile).terms
    for problem in _problems(file, terms, PackParts(pack)):
        raise problem
    return tuple(sorted(terms, key=lambda term: _key(term.term)))


def glossary_problems(pack: Pack) -> tuple[UsageProblem, ...]:
    """Every mistake in the glossary, each with file, line and key."""
    try:
        file = _file(pack)
        return () if file is None else tuple(_problems(file, file.as_(_GlossaryFile).terms, PackParts(pack)))
    except UsageProblem as problem:
        return (problem,)


def matching(terms: tuple[Term, ...], text: str) -> tuple[Term, ...]:
    """The terms that `text` may mean, the best first: the term itself, its beginning, a part of it.

    If no name has it, those that speak of it. With an empty text, all of them.
    """
    wanted = _key(text)
    if not wanted:
        return terms
    ranked = [(_rank(term, wanted), term) for term in terms]
    far = _FAR - 1 if any(rank < _FAR - 1 for rank, _ in ranked) else _FAR
    return tuple(term for rank, term in sorted(ranked, key=lambda pair: pair[0]) if rank < far)


def find_term(terms: tuple[Term, ...], text: str) -> Term | None:
    """The term that `text` names, also in the plural or by another of its names; None when there is none."""
    wanted = _key(text)
    forms = {wanted, wanted.removesuffix("s"), wanted.removesuffix("es")} - {""}
    return next((term for term in terms if forms & {_key(name) for name in term.names}), None)


def near_terms(terms: tuple[Term, ...], text: str) -> tuple[str, ...]:
    """Up to three terms that are spelled like `text`."""
    names = {_key(name): term.term for term in terms for name in term.names}
    found = difflib.get_close_matches(_key(text), list(names), n=3)
    return tuple(dict.fromkeys(names[key] for key in found))


_FAR = 4


def _rank(term: Term, wanted: str) -> int:
    names = [_key(name) for name in term.names]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    return 3 if len(wanted) > 2 and wanted in _key(term.says) else _FAR


def _key(text: str) -> str:
    return " ".join(text.replace("`", "").replace("_", " ").replace("-", " ").lower().split())


def _file(pack: Pack) -> TomlFile | None:
    path = pack.root / "lessons" / "glossary.toml"
    return TomlFile(path, "terms, and what they mean") if path.is_file() else None


def _problems(file: TomlFile, terms: tuple[Term, ...], parts: PackParts) -> Iterator[UsageProblem]:
    owners: dict[str, str] = {}
    for index, term in enumerate(terms):
        for number, name in enumerate(term.names):
            at = ("terms", index, "term") if number == 0 else ("terms", index, "also", number - 1)
            if not _key(name):
                yield file.problem(at, "Expected a word.")
            elif _key(name) in owners:
                yield file.problem(at, f"{name!r} is explained twice: also under {owners[_key(name)]!r}.")
            owners.setdefault(_key(name), term.term)
        words = len(term.says.split())
        if not 0 < words <= _LONGEST:
            yield file.problem(("terms", index, "says"), f"Expected 1 to {_LONGEST} words, got {words}.")
        if term.lesson and (problem := parts.lesson_problem(term.lesson)):
            yield file.problem(("terms", index, "lesson"), problem)
