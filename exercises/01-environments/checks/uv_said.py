"""What uv said when it failed, in one sentence that a beginner can use. All of it stands behind the finding."""

from __future__ import annotations

import re

from prodtutor.checkkit import Run
from prodtutor.checkkit.environments import problem

_WORDS = (
    (
        r"Because (?:only )?(\S+) was not found in the (?:cache|package registry)",
        "there is no package {0} in the index",
    ),
    (r"there (?:is|are) no versions? of (\S+?)[,.]? ", "there is no {0} in the index"),
    (r"Because only .*? (?:is|are) available .*?(?:you require|depends on) (\S+)", "there is no {0} in the index"),
    (
        r"no trusted hash was provided for: (\S+)",
        "it misses a hash of {0}: as soon as one package has one, all need one",
    ),
    (r"Hash mismatch for (\S+)", "the bytes of {0} do not fit the hash that the lock has for them"),
    (
        r"file (\S+): [^:]*\(os error \d+\)",
        "there is no file {0}. Does the lock name a folder of your own machine? `./index` is right on every machine",
    ),
    (r"lockfile at \S+ needs to be updated", "uv.lock does not fit pyproject.toml any more, and has to be made anew"),
    (r"Failed to parse:? (\S+).*? at line (\d+)", "{0} cannot be read: see line {1}"),
    (r"Couldn't parse requirement in (\S+) at position \d+", "there is something in {0} that is no requirement"),
)


def in_a_sentence(run: Run) -> str:
    """`uv said: …`, or what that means."""
    said = problem(run)
    for pattern, words in _WORDS:
        if match := re.search(pattern, said):
            return "uv stopped: " + words.format(*(each.strip("`'\"").rstrip(",.") for each in match.groups()))
    return f"uv said: {said}"
