"""Functions that run in the subject, beside the learner's code. They report what they see and know no answers."""

from __future__ import annotations

from typing import Any


def load_watched(path: str, marks: list[str]) -> dict[str, Any]:
    """Call `load` on a file and watch what Python does meanwhile.

    Returns the `marks` that stood in code that was executed, and the names of the classes of what was `raised`.
    """
    import importlib
    import pathlib
    import sys
    from types import CodeType

    load = importlib.import_module("orders_report").load
    seen: list[str] = []
    watching = True

    def everything_in(code: CodeType) -> str:
        inner = [everything_in(const) for const in code.co_consts if isinstance(const, CodeType)]
        return " ".join([repr(code.co_consts), repr(code.co_names), *inner])

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "exec" and arguments and isinstance(arguments[0], CodeType):
            text = everything_in(arguments[0])
            seen.extend(mark for mark in marks if mark in text)

    sys.addaudithook(hook)
    try:
        load(pathlib.Path(path))
        raised: list[str] = []
    except Exception as error:  # noqa: BLE001
        raised = [kind.__name__ for kind in type(error).__mro__]
    watching = False
    return {"marks": sorted(set(seen)), "raised": raised}


def notify_with(record: dict[str, Any]) -> dict[str, Any]:
    """Give `notify` a mailer that no learner knows; what it returned, and what was sent."""
    import importlib

    program = importlib.import_module("orders_report")
    sent: list[tuple[str, str]] = []

    class Pigeon:
        __slots__ = ()

        def send(self, to: str, text: str) -> None:
            sent.append((to, text))

    answer = program.notify(Pigeon(), program.parse_order(record))
    return {"answer": answer if type(answer) in (bool, type(None), int, str) else repr(answer), "sent": sent}


def first_of(items: list[int], least: int) -> dict[str, Any]:
    """`first` of a generator; what it returned, and how many items it took."""
    import importlib

    first = importlib.import_module("orders_report").first
    taken: list[int] = []

    def one_by_one() -> Any:
        for item in items:
            taken.append(item)
            yield item

    return {"answer": first(one_by_one(), lambda item: item >= least), "taken": len(taken)}
