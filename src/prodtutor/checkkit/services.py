"""The loopback services that a lesson's program talks to, when the learner runs it themselves.

A lesson's `checks/services.py` has one context manager for each name in `[run] services`; what it yields has a `url`
and a `summary()`: lines that tell what it has received.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Protocol

from prodtutor.errors import UsageProblem

_PLACEHOLDER = re.compile(r"\{(?P<service>[a-z_][a-z0-9_]*)\.url\}")


class Service(Protocol):
    """What a service's context manager yields."""

    @property
    def url(self) -> str: ...

    def summary(self) -> Sequence[str]: ...


@contextmanager
def started(checks: Path, names: Sequence[str]) -> Iterator[dict[str, Service]]:
    """Start the services `names` of the lesson whose checks lie in `checks`; stop them on the way out.

    Raises UsageProblem when the pack has no such service.
    """
    with ExitStack() as stack:
        running: dict[str, Service] = {}
        if names:
            module = _load(checks / "services.py")
            for name in names:
                running[name] = stack.enter_context(_make(module, name))
        yield running


def fill(words: Sequence[str], running: Mapping[str, Service]) -> list[str]:
    """Put the address of each running service where a word says `{name.url}`; other braces stay as they are."""

    def address(match: re.Match[str]) -> str:
        service = running.get(match["service"])
        return service.url if service else match.group()

    return [_PLACEHOLDER.sub(address, word) for word in words]


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"prodtutor_services_{abs(hash(path))}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise UsageProblem("The pack is incomplete", f"{path} is not there.", "It starts the lesson's services.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _make(module: ModuleType, name: str) -> AbstractContextManager[Service]:
    factory = getattr(module, name, None)
    if factory is None:
        raise UsageProblem("The pack is incomplete", f"{module.__file__} has no service named {name}.")
    made: AbstractContextManager[Service] = factory()
    return made
