"""Errors become one clear sentence on the screen. What is unforeseen goes to the log, with its traceback."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual.dom import DOMNode

from prodtutor.errors import ProdtutorError
from prodtutor.untrusted import neutralise

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Node = TypeVar("Node", bound=DOMNode)

_log = logging.getLogger(__name__)


class NotDone(Exception):
    """The thing asked for could not be done, and the learner has been told."""


def sentence(error: BaseException) -> tuple[str, str]:
    """A title and a sentence for people."""
    if isinstance(error, ProdtutorError):
        return neutralise(error.title), neutralise(" ".join(part for part in (error.message, error.hint) if part))
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return "The system said no", neutralise(f"{where}{error.strerror or error}")
    return (
        "That did not work",
        neutralise(f"Something in the tutor went wrong ({type(error).__name__}). Your files are as they were."),
    )


def tell(node: DOMNode, error: BaseException) -> None:
    """Show `error` as a notification; log it when it was not foreseen."""
    if not isinstance(error, ProdtutorError):
        _log.error("unforeseen", exc_info=error)
    title, message = sentence(error)
    node.app.notify(message, title=title, severity="error", timeout=12, markup=False)


async def ask(node: DOMNode, question: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Call something of the desk's in a thread, and give back its answer on the event loop.

    Raises NotDone after telling the learner, when it fails.
    """
    try:
        return await asyncio.to_thread(question, *args, **kwargs)
    except Exception as error:
        tell(node, error)
        raise NotDone from error


def errand(
    method: Callable[Concatenate[Node, Given], Awaitable[None]],
) -> Callable[Concatenate[Node, Given], Coroutine[Any, Any, None]]:
    """Wrap an async method that runs as a worker: whatever goes wrong in it is told, and ends only the errand."""

    @functools.wraps(method)
    async def wrapped(self: Node, /, *args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            await method(self, *args, **kwargs)
        except NotDone:
            return
        except Exception as error:  # noqa: BLE001 – as above
            tell(self, error)

    return wrapped
