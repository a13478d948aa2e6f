"""One writer for each exercise folder: a second window opens it for reading only."""

from __future__ import annotations

from prodtutor.session.open import OpenLesson


def acquire(opened: OpenLesson) -> bool:
    """Become the one window that writes in this folder, without waiting. False: another window is.

    True again when this tutor holds it already. Let go of by `release`, `Tutor.close` and the end of the process.
    A system that cannot lock files there (some network drives) lets everybody write; saves still notice each other.
    """
    from filelock import FileLock, Timeout

    locks, key = opened.tutor.locks, opened.history.id
    if key in locks:
        return True
    lock = FileLock(opened.history.folder / "writer.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    except (OSError, NotImplementedError):
        return True
    locks[key] = lock
    return True


def release(opened: OpenLesson) -> None:
    """Let another window write. Does nothing when this tutor does not hold the lock."""
    lock = opened.tutor.locks.pop(opened.history.id, None)
    if lock is not None:
        lock.release()
