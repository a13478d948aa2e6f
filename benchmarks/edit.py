"""From F5 on an edit in the tutor's own editor to the verdict on the screen, beside the work by hand."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from benchmarks.clock import Figure
from benchmarks.verdict import LESSONS, by_hand
from prodtutor.curriculum.load import compose
from prodtutor.settings import Settings, load_settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.screens.lesson import LessonScreen

RUNS = 9
"""Edits of each lesson, in turn with the work by hand; one more of both comes before, to warm up."""
SIZE = (120, 36)
_PATIENCE_S = 60


def figures(folder: Path, env: dict[str, str], settings: Settings) -> list[Figure]:
    """Measure, with the folders of `settings`."""
    return [asyncio.run(_figure(number, file, folder, env, settings)) for number, file in LESSONS]


async def _figure(number: str, file: str, folder: Path, env: dict[str, str], settings: Settings) -> Figure:
    desk = Desk(settings)
    try:
        opened = desk.open(number)
        root = opened.opened.root
        files = compose(opened.lesson, "solution")
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        plain = by_hand(folder / f"by-hand-of-edit-{number}", files, file, env)
        async with _on_screen(desk, number, file) as pilot:
            mine, theirs = [], []
            for run, edit in enumerate(itertools.islice(itertools.count(), RUNS + 1)):
                took = await _edit(pilot, f"\n# edit {edit}\n")
                started = time.perf_counter()
                await asyncio.to_thread(plain)
                if run:
                    mine.append(took)
                    theirs.append(time.perf_counter() - started)
        name = f"lesson {number}, F5 on an edit to the verdict on the screen"
        return Figure(name, statistics.median(mine), statistics.median(theirs), 0.2, "by hand", 0.1)
    finally:
        desk.close()


@asynccontextmanager
async def _on_screen(desk: Desk, number: str, file: str) -> AsyncIterator[Pilot[None]]:
    """The lesson with that file in the editor, after its first verdict."""
    app = TutorApp(desk, desk.open(number), UNICODE)
    async with app.run_test(size=SIZE) as pilot:
        await _until(lambda: isinstance(app.screen, LessonScreen) and app.screen.digest, "the first verdict")
        screen = _screen(pilot)
        await screen.editor_pane.show(file)
        await _until(lambda: not screen.driver.running, "rest")
        yield pilot


async def _edit(pilot: Pilot[None], text: str) -> float:
    """Seconds from F5 until the verdict on the changed text has been drawn."""
    screen = _screen(pilot)
    editor = screen.editor_pane.editor
    if editor is None:
        raise RuntimeError("no file is open")
    before = screen.digest
    editor.insert(text, editor.document.end)
    started = time.perf_counter()
    screen.action_check()  # as F5 does; a pilot's key waits until the application is idle
    await _until(lambda: screen.digest != before, "the verdict")
    drawn = asyncio.Event()
    screen.call_after_refresh(drawn.set)
    await drawn.wait()
    took = time.perf_counter() - started
    await _until(lambda: not screen.driver.running, "rest")
    return took


def _screen(pilot: Pilot[None]) -> LessonScreen:
    screen = pilot.app.screen
    if not isinstance(screen, LessonScreen):
        raise TypeError(f"{screen!r} is in front")
    return screen


async def _until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {_PATIENCE_S} s for {what}")
        await asyncio.sleep(0.001)


def main(env: Mapping[str, str]) -> None:
    """Measure this alone."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = {**env, "PRODTUTOR_HOME": str(folder / "home"), "PRODTUTOR_STATE": str(folder / "state")}
        for figure in figures(folder, own, load_settings(own)):
            print(figure.row())


if __name__ == "__main__":
    import os

    main(os.environ)
