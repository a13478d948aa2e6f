"""Grading: every submission judged apart from all others, and the sheet of what came of it."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from prodtutor.checking.lines import Died
from prodtutor.checking.verdict import Status
from prodtutor.classroom.crew import Judging, hands_here
from prodtutor.classroom.fingerprint import checks_digest, key, tools_digest
from prodtutor.classroom.gather import Found, Gathering, Submission
from prodtutor.classroom.messages import Hello, Judged, Work
from prodtutor.classroom.results import Results
from prodtutor.classroom.sheet import Graded, GradeSheet, Taught, graded, ungradable
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.errors import CannotJudge, UsageProblem
from prodtutor.settings import Settings

MOST_JOBS = 64
MOST_REMOTE = 1_000
SANDBOXED, LIMITED = "bwrap", "limits"
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Progressed:
    """One submission is through."""

    graded: Graded
    number: int
    of: int


OnProgress = Callable[[Progressed], None]


def grade(
    settings: Settings,
    paths: Sequence[Path],
    *,
    lesson: str | None = None,
    jobs: int | None = None,
    private_pack: bool = False,
    trusting: bool = False,
    scheduler: str | None = None,
    on_progress: OnProgress | None = None,
) -> GradeSheet:
    """Judge every submission at `paths` with the pack of `settings`.

    lesson: the one that all are about (each is asked when None). jobs: how many at once (one for each core when None).
    scheduler: the address of a dask scheduler, on whose machines it is done.
    private_pack: take bundles that were made with a pack of another name. trusting: judge without a sandbox where there
    is none. on_progress: called from this thread with each line of the sheet as it comes.

    Raises UsageProblem when there is nothing to grade, CannotJudge when there is no sandbox, when the pack's own
    solution does not pass here, or when its start does.
    """
    pack = load_pack(settings.pack)
    only = load_lesson(pack, find_entry(pack, lesson)) if lesson is not None else None
    gathering = Gathering(pack, only, any_pack=private_pack)
    found, skipped = gathering.find(paths)
    if not found:
        why = "; ".join(f"{item.name}: {item.why}" for item in skipped[:3])
        raise UsageProblem("Nothing to grade", f"No submission was found{f' ({why})' if why else ''}.", _HINT)
    with _hands(settings, scheduler, jobs, len(found), trusting=trusting) as hands:
        isolation = _isolation(hands[0].hello(), settings, trusting=trusting)
        run = _Run(pack, gathering, Results(settings.state / "grading"), isolation, hands)
        sheet = [line.graded for line in _told(run.lines(found), len(found), on_progress)]
    return GradeSheet(isolation, tuple(sorted(sheet, key=lambda item: item.name)), tuple(skipped), run.taught())


def _hands(
    settings: Settings, scheduler: str | None, jobs: int | None, most: int, *, trusting: bool
) -> AbstractContextManager[Sequence[Judging]]:
    """Who judges: here, or on the machines of a cluster. At most `most` of them."""
    if scheduler is None:
        return hands_here(settings, min(jobs or os.cpu_count() or 1, MOST_JOBS, most), trusting=trusting)
    from prodtutor.classroom.cluster import remote_hands

    return remote_hands(scheduler, settings, min(jobs or MOST_REMOTE, MOST_REMOTE, most), trusting=trusting)


_HINT = "Name the folders or bundles of learners, or a folder that holds them."


def _told(lines: Iterator[Graded], of: int, on_progress: OnProgress | None) -> Iterator[Progressed]:
    for number, line in enumerate(lines, 1):
        progressed = Progressed(line, number, of)
        if on_progress is not None:
            on_progress(progressed)
        yield progressed


def _isolation(hello: Hello, settings: Settings, *, trusting: bool) -> str:
    """How the submissions are held apart. Raises CannotJudge when that is not enough."""
    if hello.sandboxed and settings.isolation == "auto":
        return SANDBOXED
    if trusting:
        return LIMITED
    why, mend = hello.why, hello.mend
    if settings.isolation != "auto":
        why, mend = "PRODTUTOR_ISOLATION switches it off", "Remove that variable."
    raise CannotJudge(
        "No sandbox",
        f"Submissions are strangers' programs and are judged in a sandbox only, but {why}.",
        f"{mend} If you know all of them: --trust-submissions judges them with your rights.".strip(),
    )


@dataclass(frozen=True, slots=True)
class _Planned:
    """A submission that was looked at once: what it is about. Its files are read again when its turn comes."""

    found: Found
    lesson: str
    learner: str
    again: bool = False
    """It was judged once, and the machine or its clock had a say in that."""


class _Run:
    """One run over all submissions."""

    def __init__(
        self, pack: Pack, gathering: Gathering, results: Results, isolation: str, hands: Sequence[Judging]
    ) -> None:
        self._pack, self._gathering, self._results = pack, gathering, results
        self._isolation, self._hands = isolation, hands
        self._tools = tools_digest()
        self._lessons: dict[str, tuple[Lesson, str]] = {}

    def lines(self, found: Sequence[Found]) -> Iterator[Graded]:
        """The lines of the sheet as they come: first what is known already, then lesson by lesson."""
        self._results.tidy()
        planned: dict[str, list[_Planned]] = {}
        for item in found:
            submission = self._gathering.read(item)
            line = self._at_once(item, submission)
            if line is not None:
                yield line
            else:
                plan = _Planned(item, submission.lesson, submission.learner)
                planned.setdefault(submission.lesson, []).append(plan)
        for slug in sorted(planned):
            self._control(self._lesson(slug)[0])
            yield from self._judged(planned[slug])

    def taught(self) -> dict[str, Taught]:
        """What the lessons are called that were met in this run."""
        return {
            slug: Taught(lesson.number, lesson.title, {step.id: step.title for step in lesson.steps})
            for slug, (lesson, _) in sorted(self._lessons.items())
        }

    def _lesson(self, slug: str) -> tuple[Lesson, str]:
        """The lesson, and the digest of its checks."""
        if slug not in self._lessons:
            lesson = load_lesson(self._pack, find_entry(self._pack, slug))
            self._lessons[slug] = lesson, checks_digest(lesson)
        return self._lessons[slug]

    def _at_once(self, found: Found, submission: Submission) -> Graded | None:
        """The line of a submission that need not be judged: it cannot be, or it was."""
        learner = submission.learner
        if submission.problem:
            return ungradable(found.name, submission.problem, lesson=submission.lesson, learner=learner)
        known = self._results.get(self._key(submission))
        if known is None:
            return None
        return graded(found.name, self._lesson(submission.lesson)[0], known, learner=learner, known=True)

    def _key(self, submission: Submission) -> str:
        checks = self._lesson(submission.lesson)[1]
        return key(submission.snapshot.digest, submission.lesson, checks, self._tools, self._isolation)

    def _control(self, lesson: Lesson) -> None:
        """Show that the judge tells right from wrong here. Raises CannotJudge."""
        for what, right in (("solution", True), ("start", False)):
            work = Work(id=-1, lesson=lesson.slug, files=compose(lesson, what), compare=False)
            for _ in range(2):
                judged = self._hands[0].judge(work)
                if (judged.verdict is Status.DONE) if right else (judged.verdict is Status.NOT_YET):
                    break
            else:
                raise CannotJudge("The controls failed", _failed(lesson, what, judged), "Run `prodtutor doctor`.")

    def _judged(self, planned: Sequence[_Planned]) -> Iterator[Graded]:
        waiting: queue.SimpleQueue[_Planned] = queue.SimpleQueue()
        for item in planned:
            waiting.put(item)
        lines: queue.SimpleQueue[Graded | BaseException] = queue.SimpleQueue()
        with _threads(self._hands, lambda hand: self._work(hand, waiting, lines)):
            for _ in planned:
                while True:
                    try:
                        line = lines.get(timeout=_LOOK_S)
                        break
                    except queue.Empty:
                        continue
                if isinstance(line, BaseException):
                    raise line
                yield line

    def _work(
        self, hand: Judging, waiting: queue.SimpleQueue[_Planned], lines: queue.SimpleQueue[Graded | BaseException]
    ) -> None:
        """What the thread of one worker does."""
        while True:
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                line = self._one(hand, item)
                if line is None:
                    waiting.put(replace(item, again=True))
                else:
                    lines.put(line)
            except Died:  # the run is over
                return
            except BaseException as error:  # noqa: BLE001  (raised again by whoever waits for the line)
                lines.put(error)
                return

    def _one(self, hand: Judging, item: _Planned) -> Graded | None:
        """The line of one submission; None when it deserves a second look, beside other neighbours."""
        submission = self._gathering.read(item.found)
        if submission.problem or submission.lesson != item.lesson:
            why = submission.problem or "It was changed while it was graded."
            return ungradable(item.found.name, why, lesson=item.lesson, learner=item.learner)
        snapshot = submission.snapshot
        refused = tuple((each.file, each.code, each.message) for each in snapshot.refused)
        judged = hand.judge(Work(id=0, lesson=item.lesson, files=dict(snapshot.files), refused=refused))
        if not judged.certain and not item.again and _is_in_doubt(judged):
            return None
        if judged.certain:
            self._results.keep(self._key(submission), judged)
        return graded(item.found.name, self._lesson(item.lesson)[0], judged, learner=item.learner)


def _is_in_doubt(judged: Judged) -> bool:
    """Whether a busy machine may be why it did not pass: some of it does, and time ran out for the rest."""
    statuses = set(judged.steps.values())
    return Status.DONE in statuses or Status.CANNOT_JUDGE in statuses


def _failed(lesson: Lesson, what: str, judged: Judged) -> str:
    came = judged.problem or judged.says or f"it is {judged.verdict.value}"
    if what == "solution":
        return (
            f"The pack's own solution of lesson {lesson.number} does not pass here ({came}): no verdict would be true."
        )
    return (
        f"The pack's own start of lesson {lesson.number} is not found wanting here ({came}): no verdict would be true."
    )


@contextmanager
def _threads(hands: Sequence[Judging], work: Callable[[Judging], None]) -> Iterator[None]:
    """A thread for each worker; when the block is left early, the workers are ended."""
    threads = [threading.Thread(target=work, args=(hand,), name=f"hand-{n}") for n, hand in enumerate(hands)]
    for thread in threads:
        thread.start()
    try:
        yield
    except BaseException:
        for hand in hands:
            hand.close()
        raise
    finally:
        for thread in threads:
            thread.join()
