"""Progress: what was tried, what stands, which hints were shown, and where the learner was."""

from __future__ import annotations

import contextlib
import datetime
import platform
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

import prodtutor
from prodtutor.checking.verdict import Status, StepVerdict, Verdict
from prodtutor.progress.database import open_database
from prodtutor.progress.records import Attempt, Place, StepProgress

__all__ = ["Attempt", "Place", "Progress", "StepProgress"]

T = TypeVar("T")

KEPT_VERDICTS = 300
"""Per lesson: older attempts stay, without the words of their verdicts."""

ENGINE = f"{prodtutor.__version__}/{platform.python_implementation()}-{platform.python_version()}"
"""A verdict of another version of the tutor (which pins its tools) or of Python is not used again."""


class Progress:
    """The learner's progress. Safe to use from several threads, and several processes may use one file.

    A write or read that fails later on (a full disk, say) raises nothing: progress is never worth a verdict. What
    happened is one sentence in `notices`.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file, making it when it is not there. None keeps everything in memory.

        Raises UsageProblem when it cannot be used. Damaged and newer files are set aside; `notices` says so.
        """
        self._guard = threading.RLock()
        connection, self.notices = open_database(path)
        self._connection: sqlite3.Connection | None = connection
        self._path = path

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._guard:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def note(self, sentence: str) -> None:
        """Add a sentence that the learner should see, once."""
        with self._guard:
            if sentence.strip() not in self.notices:
                self.notices.append(sentence.strip())

    # Attempts

    def record_attempt(
        self,
        lesson: str,
        digest: str,
        lesson_digest: str,
        verdict: Verdict,
        *,
        step: str | None = None,
        tried: bool = True,
    ) -> None:
        """Remember a check of the state `digest` of the folder of `lesson` (a slug).

        Asking again about the same state adds nothing. A verdict that could not look at the steps (a file does not
        parse) leaves them as they are, and so does a step that could not be judged. A try counts as failed for one
        goal: the first that is not done in `step` (id of the step being worked on; by default the first required one
        that is not done); with `tried` False for none.
        """
        body = msgspec.json.encode(verdict)
        with self._write() as connection:
            last = connection.execute(
                "SELECT digest, lesson_digest, engine, status FROM attempts WHERE lesson = ? ORDER BY seq DESC LIMIT 1",
                (lesson,),
            ).fetchone()
            if last == (digest, lesson_digest, ENGINE, verdict.status.value):
                return
            connection.execute(
                "INSERT INTO attempts (lesson, digest, lesson_digest, engine, status, verdict, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (lesson, digest, lesson_digest, ENGINE, verdict.status.value, body, _now()),
            )
            connection.execute(
                "UPDATE attempts SET verdict = NULL WHERE seq ="
                " (SELECT seq FROM attempts WHERE lesson = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)",
                (lesson, KEPT_VERDICTS),
            )
            if verdict.problem is None:
                for judged in verdict.steps:
                    _record_step(connection, lesson, judged)
                if tried and (last is None or last[0] != digest):
                    _record_failure(connection, lesson, verdict, step)

    def attempts(self, lesson: str) -> tuple[Attempt, ...]:
        """Every recorded check of the lesson, oldest first."""
        rows = self._rows("SELECT seq, lesson, digest, status, at FROM attempts WHERE lesson = ? ORDER BY seq", lesson)
        return tuple(Attempt(int(r[0]), r[1], r[2], Status(r[3]), r[4]) for r in rows)

    def last_verdict(self, lesson: str) -> Verdict | None:
        """What the last check of the lesson said; None when there was none."""
        return _first_verdict(
            self._rows("SELECT verdict FROM attempts WHERE lesson = ? ORDER BY seq DESC LIMIT 1", lesson)
        )

    def verdict_of(self, lesson: str, digest: str, lesson_digest: str) -> Verdict | None:
        """The verdict on exactly this state under exactly this lesson, tutor and Python; None when it is not known."""
        return _first_verdict(
            self._rows(
                "SELECT verdict FROM attempts WHERE lesson = ? AND digest = ? AND lesson_digest = ? AND engine = ?"
                " AND verdict IS NOT NULL ORDER BY seq DESC LIMIT 1",
                lesson,
                digest,
                lesson_digest,
                ENGINE,
            )
        )

    def step_statuses(self, lesson: str) -> dict[str, StepProgress]:
        """Name of the step -> how it stands. Steps that were never judged are not in it."""
        rows = self._rows("SELECT step, status, ever_done FROM steps WHERE lesson = ?", lesson)
        return {str(r[0]): StepProgress(Status(r[1]), bool(r[2])) for r in rows}

    def failures(self, lesson: str, step: str, goal: str) -> int:
        """How often a goal (step and goal by name) was tried in vain since it was last done."""
        rows = self._rows("SELECT failures FROM goals WHERE lesson = ? AND step = ? AND goal = ?", lesson, step, goal)
        return int(rows[0][0]) if rows else 0

    def failures_since_hint(self, lesson: str, step: str, goal: str) -> int:
        """The same, since its last hint was shown."""
        rows = self._rows(
            "SELECT failures - failures_at_hint FROM goals WHERE lesson = ? AND step = ? AND goal = ?",
            lesson,
            step,
            goal,
        )
        return max(0, int(rows[0][0])) if rows else 0

    # Hints and reveals

    def record_hint(self, lesson: str, step: str, goal: str, number: int) -> None:
        """Remember that hint `number` (from 1) of a goal was shown."""
        with self._write() as connection:
            connection.execute(
                "INSERT INTO goals (lesson, step, goal, hints) VALUES (?, ?, ?, ?) ON CONFLICT (lesson, step, goal)"
                " DO UPDATE SET hints = max(hints, excluded.hints), failures_at_hint = failures",
                (lesson, step, goal, number),
            )

    def hints(self, lesson: str) -> dict[tuple[str, str], int]:
        """(name of the step, name of the goal) -> how many hints were shown."""
        rows = self._rows("SELECT step, goal, hints FROM goals WHERE lesson = ? AND hints > 0", lesson)
        return {(str(r[0]), str(r[1])): int(r[2]) for r in rows}

    def record_reveal(self, lesson: str, step: str) -> None:
        """Remember that the reference of a step (by name) was shown."""
        with self._write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO reveals (lesson, step, at) VALUES (?, ?, ?)", (lesson, step, _now())
            )

    def revealed(self, lesson: str) -> set[str]:
        """Names of the steps whose reference was shown."""
        return {str(r[0]) for r in self._rows("SELECT step FROM reveals WHERE lesson = ?", lesson)}

    # Places

    def place(self, lesson: str) -> Place | None:
        """Where the learner was in the lesson; None when that is not known."""
        rows = self._rows("SELECT file, line, column_, step, pane FROM places WHERE lesson = ?", lesson)
        return Place(rows[0][0], int(rows[0][1]), int(rows[0][2]), rows[0][3], rows[0][4]) if rows else None

    def set_place(self, lesson: str, place: Place) -> None:
        """Remember where the learner is, and that this is the lesson they were in last."""
        with self._write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO places (lesson, file, line, column_, step, pane) VALUES (?, ?, ?, ?, ?, ?)",
                (lesson, place.file, place.line, place.column, place.step, place.pane),
            )
            _set_fact(connection, "last_lesson", lesson)

    def last_lesson(self) -> str | None:
        """Slug of the lesson that the learner was in last."""
        return self.fact("last_lesson")

    def set_last_lesson(self, lesson: str) -> None:
        """Remember the lesson (a slug) that the learner is in."""
        self.set_fact("last_lesson", lesson)

    def fact(self, name: str) -> str | None:
        """A small thing remembered under a name (that the welcome was seen, say)."""
        rows = self._rows("SELECT value FROM facts WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    def set_fact(self, name: str, value: str) -> None:
        """Remember a small thing under a name."""
        with self._write() as connection:
            _set_fact(connection, name, value)

    # The file

    @contextlib.contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when it ends. A failure becomes a notice."""
        with self._guard:
            if self._connection is None:
                # Closed: whoever was still at work writes to nowhere.
                with contextlib.closing(sqlite3.connect(":memory:")) as nowhere, contextlib.suppress(sqlite3.Error):
                    yield nowhere
                return
            connection = self._connection
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._failed(error)
            finally:
                if connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with self._guard:
            if self._connection is None:
                return []
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                self._failed(error)
                return []

    def _failed(self, error: sqlite3.Error) -> None:
        self.note(f"Your progress could not be read or kept: {error} ({self._path}). Your files are not touched.")


def _record_step(connection: sqlite3.Connection, lesson: str, judged: StepVerdict) -> None:
    done = judged.status is Status.DONE
    connection.execute(
        "INSERT INTO steps (lesson, step, status, ever_done) VALUES (?, ?, ?, ?) ON CONFLICT (lesson, step) DO UPDATE"
        " SET status = CASE excluded.status WHEN 'cannot_judge' THEN status ELSE excluded.status END,"
        " ever_done = max(ever_done, excluded.ever_done)",
        (lesson, judged.name, judged.status.value, int(done)),
    )
    for goal in judged.goals:
        if goal.status is Status.DONE:
            connection.execute(
                "UPDATE goals SET failures = 0, failures_at_hint = 0 WHERE lesson = ? AND step = ? AND goal = ?",
                (lesson, judged.name, goal.name),
            )


def _record_failure(connection: sqlite3.Connection, lesson: str, verdict: Verdict, step: str | None) -> None:
    """Count one failed try for the goal that the learner is at: the others wait for their turn."""
    worked_on = verdict.step(step) if step else None
    if worked_on is None or worked_on.status is Status.DONE:
        undone = [s for s in verdict.steps if s.status is not Status.DONE]
        worked_on = next((s for s in undone if not s.optional), None) or next(iter(undone), None)
    if worked_on is None:
        return
    for goal in worked_on.goals:
        if goal.status is Status.NOT_YET:
            connection.execute(
                "INSERT INTO goals (lesson, step, goal, failures) VALUES (?, ?, ?, 1)"
                " ON CONFLICT (lesson, step, goal) DO UPDATE SET failures = failures + 1",
                (lesson, worked_on.name, goal.name),
            )
            return


def _set_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))


def _first_verdict(rows: list[tuple[str, ...]]) -> Verdict | None:
    """The verdict of the first row; one that an older version wrote and nobody understands now is as good as none."""
    if not rows or rows[0][0] is None:
        return None
    try:
        return msgspec.json.decode(rows[0][0], type=Verdict)
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError):
        return None


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
