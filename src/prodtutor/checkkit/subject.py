"""The subject as a check sees it: the learner's code in a process of its own, asked over a wire."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodtutor.checkkit.current import Current, patience
from prodtutor.checkkit.errors import CheckMistake, NotRaised, SubjectDied, SubjectRaised, SubjectTimeout
from prodtutor.checkkit.folder import Folder
from prodtutor.checkkit.handle import Handle
from prodtutor.checkkit.host import environment
from prodtutor.checkkit.link import SIGXCPU, Answer, Link
from prodtutor.processes.limits import in_words

_SHORT = 60


@dataclass(frozen=True, slots=True)
class Run:
    """How a program of the learner's ended. Output is text, broken UTF-8 replaced."""

    status: int
    """The exit status; negative is the signal that ended it."""
    out: str
    err: str
    limit: str | None = None
    """The limit that ended it (a field of Limits), or None."""

    @property
    def output(self) -> str:
        return self.out + self.err


class Caught:
    """What `subject.raises` caught; `error` is there after the block."""

    def __init__(self) -> None:
        self._error: SubjectRaised | None = None

    @property
    def error(self) -> SubjectRaised:
        if self._error is None:
            raise CheckMistake("caught.error is there after the `with` block")
        return self._error


class Pending:
    """A coroutine under way in the subject."""

    def __init__(self, link: Link, call_id: str, answer: Answer) -> None:
        self._link, self._call_id, self._answer = link, call_id, answer

    def result(self, timeout: float = 5.0) -> Any:
        """What it returned. Raises SubjectRaised (`asyncio:CancelledError` when cancelled), SubjectTimeout."""
        return self._link.wait(self._answer, timeout, "the coroutine")

    def cancel(self) -> bool:
        """Cancel its task; False when it is over already."""
        return self._link.ask("cancel", self._call_id) is True

    def done(self) -> bool:
        """Whether the answer is here."""
        return self._answer.done()


class Subject:
    """The learner's files in a scratch copy, and a process that answers for them, started at first use."""

    def __init__(self, current: Current, timeout: float = 5.0) -> None:
        """timeout: seconds that a single answer may take."""
        self.timeout = timeout
        self._current = current
        self._host = current.make_host()
        self._folder = Folder(current.stage, current.scratch)
        self._link: Link | None = None
        self._last: tuple[str, object] = ("it", None)

    # -- asking --------------------------------------------------------------------------------------------

    def call(self, on: str | Handle, /, *args: object, **kwargs: object) -> Any:
        """Call `module:function` (or a handle). Plain values come back as they are, other objects as handles."""
        value = self._line().ask("call", on, args, kwargs, timeout=self.timeout)
        self._last = (_short_name(on), value)
        return value

    def get(self, on: str) -> Any:
        """The value of `module:NAME` or `module:Class.ATTRIBUTE`; `module` alone imports it."""
        value = self._line().ask("value", on, timeout=self.timeout)
        self._last = (_short_name(on), value)
        return value

    def attr(self, handle: Handle, name: str) -> Any:
        """An attribute of an object, whatever its name."""
        return self._line().ask("attr", handle, (name,), timeout=self.timeout)

    def probe(self, function: Callable[..., Any], /, *args: object, **kwargs: object) -> Any:
        """Run the source of `function` in the subject and return what it returns.

        The function imports what it needs in its body and uses no name from around it. It must not know what is
        expected: the learner's code can read it. A coroutine function is run to its end.
        """
        source, name = _source(function)
        value = self._line().ask("probe", None, (source, name, *args), kwargs, timeout=self.timeout)
        self._last = (name, value)
        return value

    def at_once(self, *calls: tuple[Any, ...]) -> list[Any]:
        """Make several calls, each `(on, *args)`, on as many threads of the subject; return what they returned.

        All are waited for; then the first error, if any, is raised.
        """
        self._line()
        with ThreadPoolExecutor(max(1, len(calls))) as pool:
            waiting = [pool.submit(self.call, *call) for call in calls]
        return [future.result() for future in waiting]

    def begin(self, on: str | Handle, /, *args: object, **kwargs: object) -> Pending:
        """Begin a coroutine function on the subject's event loop; it runs while the check goes on."""
        line = self._line()
        return Pending(line, *line.begin("begin", on, args, kwargs))

    @contextmanager
    def raises(self, name: str) -> Iterator[Caught]:
        """Expect the learner's code to raise `module:Class` (or a built-in exception) in the block."""
        caught = Caught()
        self._last = ("it", None)
        try:
            yield caught
        except SubjectRaised as error:
            if error.is_a(name):
                caught._error = error
                return
            if error.phase != "code":
                raise  # the module, the name or the signature is missing: said plainly elsewhere
            wanted = name.rpartition(":")[2]
            raise NotRaised(
                f"it raised {_shorten(str(error))} instead of {wanted}", error.place, error.traceback
            ) from None
        else:
            did, value = self._last
            raise NotRaised(f"{did} returned {_describe(value)} instead of raising {name.rpartition(':')[2]}")

    # -- looking at objects --------------------------------------------------------------------------------

    def str_of(self, value: Handle) -> str:
        """`str(object)`, made in the subject."""
        return self._line().ask_for(str, "str", value)

    def repr_of(self, value: Handle) -> str:
        """`repr(object)`, made in the subject."""
        return self._line().ask_for(str, "repr", value)

    def truth(self, value: Handle) -> bool:
        """`bool(object)`, made in the subject."""
        return self._line().ask_for(bool, "truth", value)

    def is_instance(self, value: object, name: str) -> bool:
        """`isinstance(object, module:Class)`, asked in the subject. A plain value is no instance."""
        return isinstance(value, Handle) and self._line().ask_for(bool, "is_instance", value, (_full(name),))

    # -- running the program -------------------------------------------------------------------------------

    def run(
        self,
        script: str,
        *args: object,
        env: Mapping[str, str] | None = None,
        stdin: str | bytes = "",
        cwd: Path | None = None,
        timeout: float = 5.0,
        over_limit: bool = False,
    ) -> Run:
        """Run a script (or `-m`, module) on a fresh Python as the learner would; `env` is added to a bare environment.

        Raises SubjectTimeout when it still runs after `timeout` seconds, and SubjectDied when it is stopped by another
        limit, unless `over_limit` allows that; then `Run.limit` names it.
        """
        timeout = patience(timeout)
        done = self._host.run(
            [script if script == "-m" or cwd is None else str(self._folder.path(script)), *map(str, args)],
            cwd=cwd or self.root,
            env=environment(self._folder.top, env),
            stdin=stdin.encode() if isinstance(stdin, str) else stdin,
            timeout=timeout,
            cancel=self._current.cancel,
        )
        if done.cancelled:
            raise SubjectDied("the check was cancelled")
        if done.limit == "wall_s":
            raise SubjectTimeout(f"{script} was still running after {timeout:g} s")
        limit = "cpu_s" if done.status == SIGXCPU else done.limit
        if limit is not None and not over_limit:
            raise SubjectDied(f"{script} was stopped: {in_words(limit, self._current.limits)}", limit)
        return Run(done.status, done.out.decode("utf-8", "replace"), done.err.decode("utf-8", "replace"), limit)

    def output(self) -> str:
        """What the learner's code has printed in calls so far, stdout and stderr together."""
        return self._folder.printed(self._current.limits.output_bytes)

    # -- files ---------------------------------------------------------------------------------------------

    @property
    def root(self) -> Path:
        """The subject's copy of the learner's folder."""
        return self._folder.root

    def read(self, name: str) -> bytes | None:
        """The bytes of a file in the subject's folder; None when there is no regular file of that name."""
        return self._folder.read(name)

    def write(self, name: str, data: str | bytes) -> None:
        """Write a file into the subject's folder."""
        self._folder.write(name, data)

    def delete(self, name: str) -> None:
        """Remove a file or a folder from the subject's folder."""
        self._folder.delete(name)

    def names(self) -> set[str]:
        """The files in the subject's folder now."""
        return self._folder.names()

    # -- life ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the process now rather than at first use. Any thread may do so."""
        self._started()

    def limit_words(self, limit: str) -> str:
        """A limit's name in plain words, with its value."""
        return in_words(limit, self._current.limits)

    def close(self) -> None:
        """End the process, remove the folder. Raises the mistake of a lent object that nobody has seen yet."""
        link, self._link = self._link, None
        try:
            if link is not None:
                link.close()
        finally:
            self._folder.remove()
        if link is not None and link.fault is not None and not link.fault_seen:
            raise link.fault

    def __enter__(self) -> Subject:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _line(self) -> Link:
        line = self._started()
        line.settle()
        return line

    def _started(self) -> Link:
        if self._link is None:
            folder = self._folder
            process = self._host.start_worker(folder.root, folder.output, environment(folder.top))
            self._link = Link(process, folder.output, self._current.limits, self.timeout, self._current.cancel)
        return self._link


def _full(name: str) -> str:
    return name if ":" in name else f"builtins:{name}"


def _short_name(on: str | Handle) -> str:
    return on.rpartition(":")[2] or on if isinstance(on, str) else "it"


def _describe(value: object) -> str:
    if isinstance(value, Handle):
        name = value.type.rpartition(":")[2]
        return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
    return _shorten(repr(value))


def _shorten(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _source(function: Callable[..., Any]) -> tuple[str, str]:
    code = getattr(function, "__code__", None)
    if code is None or function.__name__ == "<lambda>":
        raise CheckMistake("a probe must be a function written with `def`")
    if code.co_freevars:
        raise CheckMistake(f"the probe {function.__name__} uses {code.co_freevars[0]} from around it: pass it in")
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except OSError:
        raise CheckMistake(f"the source of the probe {function.__name__} cannot be read") from None
    return source, function.__name__
