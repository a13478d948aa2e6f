"""Every state of the learner's folder that was recorded: append-only, and beside the folder, not in it.

    .history/<id>/about.json          which folder of which lesson
    .history/<id>/objects/<sha256>    the bytes of a file
    .history/<id>/entries/000007.json one state: names and hashes, and a checksum of the entry itself

Nothing here is ever changed or removed. What is damaged is left out, and `History.notices` says so.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import threading
from collections.abc import Mapping, Set
from pathlib import Path

import msgspec

from prodtutor.errors import UsageProblem
from prodtutor.workspace.files import MAX_FILE, read_plain, reason, sweep, sync_folder, write_atomically
from prodtutor.workspace.snapshot import Snapshot

REPEATED = frozenset({"check", "save", "found"})
"""Kinds of which a second entry for the same state is only made when it says more."""

BASES = frozenset({"start", "base"})
"""Kinds that hold the files as they were given. `base`: a newer version's, never a state of the folder."""

_MAX_ENTRY = 4_000_000


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded state of the folder."""

    id: int
    """From 1, in the order of recording."""
    kind: str
    """start, base, check, save, create, rename, delete, reset, restore, update, undo or found."""
    time: str
    """ISO 8601, UTC, for people; the order is that of the ids."""
    files: Mapping[str, str]
    """POSIX name -> SHA-256 of the bytes."""
    verdict: str | None = None
    """done, not_yet or cannot_judge (kind check)."""
    steps: Mapping[str, str] = {}
    """Step id -> status (kind check)."""
    note: str = ""
    """What was done, in a few words."""
    undoes: int | None = None
    """The entry that this one took back (kind undo)."""


class _Stored(msgspec.Struct, frozen=True):
    """An entry on disk: `sum` is the SHA-256 of the bytes of `entry`."""

    sum: str
    entry: msgspec.Raw


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Which folder a history belongs to."""

    pack: str
    lesson: str
    root: str
    digest: str
    """Of the lesson that the files were given from."""
    laying: bool = False
    """The newest entry's files are being laid out there; True afterwards means that this was interrupted."""


class History:
    """The history of one exercise folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        """What was found damaged, one sentence each."""
        self._guard = threading.RLock()
        self._known: dict[int, Entry | None] = {}
        self._sound: set[str] = set()
        self._swept = False

    @property
    def id(self) -> str:
        """The name of the folder that the history lies in."""
        return self.folder.name

    def entries(self) -> tuple[Entry, ...]:
        """All entries that are not damaged, oldest first."""
        with self._guard:
            found = [self._entry(number) for number in self._numbers()]
        return tuple(entry for entry in found if entry is not None)

    def get(self, entry_id: int) -> Entry:
        """The entry with that id. Raises UsageProblem when there is none or it is damaged."""
        with self._guard:
            numbers = self._numbers()
            entry = self._entry(entry_id) if entry_id in numbers else None
        if entry is not None:
            return entry
        if entry_id in numbers:
            raise UsageProblem("A damaged entry", f"Entry {entry_id} is damaged and cannot be used.", "Take another.")
        there = f"There are {numbers[0]} to {numbers[-1]}." if numbers else "Nothing was recorded yet."
        raise UsageProblem("No such entry", f"The history has no entry {entry_id}.", there)

    def newest(self) -> Entry | None:
        """The last recorded state of the folder."""
        with self._guard:
            for number in reversed(self._numbers()):
                entry = self._entry(number)
                if entry is not None and entry.kind != "base":
                    return entry
        return None

    def base(self) -> dict[str, bytes] | None:
        """The files as they were given; None when that is not known or damaged."""
        for entry in reversed(self.entries()):
            if entry.kind in BASES:
                files, damaged = self.salvage(entry)
                return None if damaged else files
        return None

    def contents(self, entry: Entry) -> dict[str, bytes]:
        """The bytes of all files of an entry, each one verified.

        Raises UsageProblem when one is damaged; `salvage` gives the others.
        """
        files, damaged = self.salvage(entry)
        if damaged:
            raise UsageProblem(
                "A damaged copy",
                f"In entry {entry.id} of the history the copy of {', '.join(damaged)} is damaged.",
                "Take another entry.",
            )
        return files

    def salvage(self, entry: Entry) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """The files of an entry whose copies are sound, and the names of those whose are not."""
        files: dict[str, bytes] = {}
        damaged: list[str] = []
        for name, sha in sorted(entry.files.items()):
            data = self._read_blob(sha)
            if data is None:
                damaged.append(name)
                self._note(f"The history's copy of {name} in entry {entry.id} is damaged or missing.")
            else:
                files[name] = data
        return files, tuple(damaged)

    def copy(self, sha: str) -> bytes | None:
        """The bytes of a file by their SHA-256; None when that copy is damaged or missing."""
        return self._read_blob(sha)

    def last_undoable(self, kinds: Set[str]) -> tuple[Entry, Entry] | None:
        """The last entry of one of `kinds` that was not undone, and the state before it."""
        states = [entry for entry in self.entries() if entry.kind != "base"]
        undone = {entry.undoes for entry in states if entry.undoes is not None}
        for index in range(len(states) - 1, 0, -1):
            if states[index].kind in kinds and states[index].id not in undone:
                return states[index], states[index - 1]
        return None

    def record(
        self,
        kind: str,
        snapshot: Snapshot,
        verdict: str | None = None,
        steps: Mapping[str, str] | None = None,
        note: str = "",
        *,
        undoes: int | None = None,
    ) -> Entry:
        """Add an entry for a state, durably, and return it.

        A check, save or found of the very state that was recorded last adds nothing, unless it brings a verdict that
        is not known yet. Raises UsageProblem when it cannot be written: then nothing was recorded.
        """
        files = {name: hashlib.sha256(data).hexdigest() for name, data in snapshot.files.items()}
        with self._guard:
            last = self.newest()
            if kind in REPEATED and last is not None and last.files == files:
                news = verdict is not None and (verdict, dict(steps or {})) != (last.verdict, dict(last.steps))
                if not news:
                    return last
            self._prepare()
            for name, sha in files.items():
                self._write_blob(sha, snapshot.files[name])
            entry = Entry(
                id=0,
                kind=kind,
                time=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
                files=files,
                verdict=verdict,
                steps=dict(steps or {}),
                note=note,
                undoes=undoes,
            )
            return self._append(entry)

    def keep(self, snapshot: Snapshot) -> None:
        """Write down the files of a state that will be recorded soon, so that `record` has less to do then.

        Raises UsageProblem when they cannot be written.
        """
        with self._guard:
            self._prepare()
            for data in snapshot.files.values():
                self._write_blob(hashlib.sha256(data).hexdigest(), data)

    def record_base(self, snapshot: Snapshot) -> Entry:
        """Record a newer version's given files: what `base` returns from now on."""
        return self.record("base", snapshot, note="the files as they are given in the newer version")

    def about(self) -> About | None:
        """Which folder this is the history of; None when that is not known."""
        try:
            data = read_plain(self.folder / "about.json")
            return msgspec.json.decode(data, type=About) if data is not None else None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def set_about(self, about: About) -> None:
        """Say which folder this is the history of. Raises UsageProblem when it cannot be written."""
        if self.about() != about:
            self._prepare()
            write_atomically(self.folder / "about.json", msgspec.json.encode(about))

    def _prepare(self) -> None:
        """Make the folders. Raises UsageProblem."""
        try:
            for name in ("objects", "entries"):
                if not (self.folder / name).is_dir():
                    (self.folder / name).mkdir(parents=True, exist_ok=True)
                    sync_folder(self.folder)
                    sync_folder(self.folder.parent)
        except OSError as error:
            raise UsageProblem(
                "Cannot write the history", f"{self.folder} cannot be written: {reason(error)}."
            ) from error
        if not self._swept:
            self._swept = True
            sweep(self.folder)

    def _numbers(self) -> list[int]:
        try:
            names = os.listdir(self.folder / "entries")
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise UsageProblem("Cannot read the history", f"{self.folder} cannot be read: {reason(error)}.") from error
        stems = [name.removesuffix(".json") for name in names if name.endswith(".json")]
        return sorted(int(stem) for stem in stems if stem.isascii() and stem.isdigit() and len(stem) < 10)

    def _entry(self, number: int) -> Entry | None:
        if number not in self._known:
            entry = self._read_entry(number)
            self._known[number] = entry
            if entry is None:
                self._note(f"Entry {number} of the history is damaged and was left out.")
        return self._known[number]

    def _read_entry(self, number: int) -> Entry | None:
        try:
            data = read_plain(self._path(number), limit=_MAX_ENTRY)
            if data is None:
                return None
            stored = msgspec.json.decode(data, type=_Stored)
            raw = bytes(stored.entry)
            if hashlib.sha256(raw).hexdigest() != stored.sum:
                return None
            entry = msgspec.json.decode(raw, type=Entry)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return entry if entry.id == number else None

    def _append(self, entry: Entry) -> Entry:
        """Give the entry the next free number. Two processes at once get two numbers."""
        number = max(self._numbers(), default=0) + 1
        while True:
            entry = msgspec.structs.replace(entry, id=number)
            raw = msgspec.json.encode(entry)
            data = msgspec.json.encode(_Stored(sum=hashlib.sha256(raw).hexdigest(), entry=msgspec.Raw(raw)))
            if self._claim(number):
                try:
                    write_atomically(self._path(number), data)
                finally:
                    with contextlib.suppress(OSError):
                        self._claim_path(number).unlink()
                self._known[number] = entry
                return entry
            number += 1

    def _claim(self, number: int) -> bool:
        """Whether this process alone may write that number: exclusive creation works on every file system."""
        try:
            descriptor = os.open(self._claim_path(number), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            return False
        except OSError as error:
            raise UsageProblem(
                "Cannot write the history", f"{self.folder} cannot be written: {reason(error)}."
            ) from error
        os.close(descriptor)
        if self._path(number).exists():  # written between our look and our claim
            self._claim_path(number).unlink(missing_ok=True)
            return False
        return True

    def _path(self, number: int) -> Path:
        return self.folder / "entries" / f"{number:06d}.json"

    def _claim_path(self, number: int) -> Path:
        """Left behind by a crash, it only makes the next entry take the next number."""
        return self.folder / "entries" / f"{number:06d}.claim"

    def _write_blob(self, sha: str, data: bytes) -> None:
        if sha in self._sound or self._read_blob(sha) is not None:
            return
        write_atomically(self.folder / "objects" / sha, data)
        self._sound.add(sha)

    def _read_blob(self, sha: str) -> bytes | None:
        """The bytes, or None when they are missing or are not those that the hash promises."""
        if len(sha) != 64 or not sha.isalnum():
            return None
        try:
            data = read_plain(self.folder / "objects" / sha, limit=MAX_FILE)
        except OSError:
            data = None
        if data is None or hashlib.sha256(data).hexdigest() != sha:
            self._sound.discard(sha)
            return None
        self._sound.add(sha)
        return data

    def _note(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)
