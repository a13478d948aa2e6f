"""The subject as a check sees it: the learner's code in a process of its own, asked over a wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from prodtutor.checkkit.current import Current, patience
from prodtutor.checkkit.errors import CheckMistake, NotRaised, SubjectDied, SubjectRaised, SubjectTimeout
from prodtutor.checkkit.handle import Handle
from prodtutor.checkkit.host import environment
from prodtutor.checkkit.link import SIGXCPU, Answer, Link
from prodtutor.checkkit.sources import source_of
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
    """A coroutine, a call or a probe under way in the subject."""

    def __init__(self, link: Link, call_id: str, answer: Answer, what: str = "the coroutine") -> None:
        self._link, self._call_id, self._answer, self._what = link, call_id, answer, what

    def result(self, timeout: float = 5.0) -> Any:
        """What it returned. Raises SubjectRaised (`asyncio:CancelledError` when cancelled), SubjectTimeout."""
        return self._link.wait(self._answer, timeout, self._what)

    def cancel(self) -> bool:
        """Cancel a coroutine's task; False when it is over already, and for a call."""
        return self._link.ask("cancel", self._call_id) is True

    def done(self) -> bool:
        """Whether the answer is here."""
        return self._answer.done()

    def when_done(self, callback: Callable[[], object]) -> None:
        """Call `callback` when the answer is here, on whatever thread that happens."""
        self._answer.add_done_callback(lambda _: callback())


class Subject:
    """The learner's files in a scratch copy, and a process that answers for them, started at first use."""

    def __init__(self, current: Current, timeout: float = 5.0) -> None:
        """timeout: seconds that a single answer may take."""
        self.timeout = timeout
        self._current = current
        self._host = current.make_host()
        self._folder = current.make_folder()
        self._link: Link | None = None
        self.starts = 0
        """How many processes have answered for it so far: another number means another process."""
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
        source, name = source_of(function)
        value = self._line().ask("probe", None, (source, name, *args), kwargs, timeout=self.timeout)
        self._last = (name, value)
        return value

    def suite(
        self,
        order: Literal["given", "reversed", "alone"] = "given",
        *,
        elsewhere: bool = False,
        brief: bool = False,
        seed: int = 0,
        rewritten: Mapping[str, bytes] | None = None,
        timeout: float = 5.0,
    ) -> Any:
        """Run the learner's own tests with pytest, in the subject (see `checking.subject.suite`), which may lie.

        elsewhere: start them from another folder and in another time zone. brief: stop at the first red test.
        Raises SubjectTimeout, SubjectDied.
        """
        top = self._folder.top
        options = {
            "order": order,
            "brief": brief,
            "seed": seed,
            "elsewhere": str(top / "home") if elsewhere else "",
            "top": str(top),
            "temporary": str(top / "tmp"),
            "rewritten": dict(rewritten or {}),
        }
        return self._line().ask("suite", None, (), options, timeout=timeout)

    def left(self) -> dict[str, bytes]:
        """All regular files below this subject's scratch folder, by path relative to it; pytest's own apart.

        The learner's are below `files`, temporary ones below `tmp`.
        """
        return self._folder.left()

    def put_back(self, left: Mapping[str, bytes]) -> None:
        """Begin with the files that another subject has `left`. Raises CheckMistake when the process has started."""
        if self._link is not None:
            raise CheckMistake("files are put back before the subject starts")
        self._folder.put_back(left)

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

    def call_aside(self, on: str | Handle, /, *args: object, **kwargs: object) -> Pending:
        """As `call`, on a thread of its own in the subject: it runs while the check goes on."""
        line = self._line()
        return Pending(line, *line.begin("call", on, args, kwargs, aside=True), _short_name(on))

    def probe_aside(self, function: Callable[..., Any], /, *args: object, **kwargs: object) -> Pending:
        """As `probe`, on a thread of its own in the subject: it runs while the check goes on."""
        line, (source, name) = self._line(), source_of(function)
        return Pending(line, *line.begin("probe", None, (source, name, *args), kwargs, aside=True), name)

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

    def read_temporary(self, name: str) -> bytes | None:
        """The same for a file in its folder for temporary files (see `temporary`)."""
        return self._folder.read(name, below="tmp")

    @property
    def temporary(self) -> Path:
        """The folder that the subject's TMPDIR names, as the subject sees it."""
        return self._folder.top / "tmp"

    @property
    def launch(self) -> Path:
        """The subject's launcher, as the subject sees it; scripts of ours lie beside it."""
        return self._host.launch

    @property
    def libraries(self) -> Path | None:
        """The folder of the lesson's libraries, as the subject sees it."""
        return self._host.libraries

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

    def kill(self) -> None:
        """End the process in the middle of whatever it does, as a power cut would. A lent object may do so.

        Whoever waits for an answer gets SubjectKilled. Files stay as they are at this moment.
        """
        if self._link is not None:
            self._link.kill()

    def restart(self) -> None:
        """Drop the process, dead or alive; the next use starts a fresh one on the files as they are now."""
        link, self._link = self._link, None
        if link is not None:
            link.close()
            if link.fault is not None and not link.fault_seen:
                raise link.fault

    @property
    def ended(self) -> bool:
        """Whether its process was started and is over."""
        return self._link is not None and self._link.over

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
            self.starts += 1
            self._link = Link(process, folder.output_here, self._current.limits, self.timeout, self._current.cancel)
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
