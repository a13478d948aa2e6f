"""`lessons/mapping.toml`: every topic that the course promises, and the check or the card that teaches it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from prodtutor.curriculum.model import Data, Pack
from prodtutor.curriculum.reading import TomlFile
from prodtutor.curriculum.references import PackParts
from prodtutor.errors import UsageProblem


class Topic(Data, frozen=True, kw_only=True):
    """One thing that a source speaks of. At least one step, card or review teaches it."""

    source: str
    """A key of `[sources]`."""
    topic: str
    steps: tuple[str, ...] = ()
    """`lesson/step` or `lesson/step/goal`, by stable names (see `references`)."""
    cards: tuple[str, ...] = ()
    """`card#Heading` or `lesson/card#Heading`."""
    reviews: tuple[str, ...] = ()
    """`review` or `review/fault`: a review drill, or what is to be found in it."""


class _MappingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    sources: dict[str, str]
    """Key -> what it is, for people."""
    topics: tuple[Topic, ...]


def load_mapping(pack: Pack) -> tuple[Topic, ...]:
    """The topics, in the file's order; none when the pack has no `mapping.toml`.

    Raises UsageProblem with file, line and key for the first mistake, a reference to nothing among them.
    """
    file = _file(pack)
    if file is None:
        return ()
    topics = file.as_(_MappingFile).topics
    for problem in _problems(file, PackParts(pack)):
        raise problem
    return topics


def mapping_problems(pack: Pack) -> tuple[UsageProblem, ...]:
    """Every mistake in the mapping, each with file, line and key."""
    try:
        file = _file(pack)
        return tuple(_problems(file, PackParts(pack))) if file is not None else ()
    except UsageProblem as problem:
        return (problem,)


def _file(pack: Pack) -> TomlFile | None:
    path = pack.root / "lessons" / "mapping.toml"
    return TomlFile(path, "the topics, and what teaches them") if path.is_file() else None


def _problems(file: TomlFile, parts: PackParts) -> Iterator[UsageProblem]:
    said = file.as_(_MappingFile)
    seen: set[tuple[str, str]] = set()
    for index, topic in enumerate(said.topics):
        if topic.source not in said.sources:
            yield file.problem(("topics", index, "source"), f"There is no source {topic.source!r} in [sources].")
        if not topic.topic.strip():
            yield file.problem(("topics", index, "topic"), "Expected a topic, in words.")
        if (topic.source, topic.topic) in seen:
            yield file.problem(("topics", index, "topic"), f"{topic.topic!r} of {topic.source} stands here twice.")
        seen.add((topic.source, topic.topic))
        if not (topic.steps or topic.cards or topic.reviews):
            yield file.problem(("topics", index), "Nothing teaches this topic.", "Name steps, cards or reviews.")
        for number, reference in enumerate(topic.steps):
            if problem := parts.step_problem(reference):
                yield file.problem(("topics", index, "steps", number), problem)
        for number, reference in enumerate(topic.cards):
            if problem := parts.card_problem(reference):
                yield file.problem(("topics", index, "cards", number), problem)
        for number, reference in enumerate(topic.reviews):
            if problem := parts.review_problem(reference):
                yield file.problem(("topics", index, "reviews", number), problem)
