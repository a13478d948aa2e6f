"""Makes docs/lesson.svg from the running program: lesson 4, a first edit, the verdict on it."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from prodtutor.settings import Settings
from prodtutor.tui.app import TutorApp
from prodtutor.tui.desk import Desk

HERE = Path(__file__).parent
SIZE = (120, 36)
_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


async def picture() -> str:
    """Open lesson 4 in a folder of its own, wait for the first verdict, and return the screen as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Settings(home=Path(folder) / "home", state=Path(folder) / "state"))
        app = TutorApp(desk, desk.open("4"))
        async with app.run_test(size=SIZE) as pilot:
            for _ in range(600):
                await pilot.pause(0.1)
                screen = app.export_screenshot(title="prodtutor")
                if "checked" in screen:
                    break
            svg = app.export_screenshot(title="prodtutor")
        desk.close()
        return svg


def main() -> None:
    """Write the picture. It names no web font: whoever shows it uses a monospaced font of its own."""
    svg = _FONTS.sub("", asyncio.run(picture()))
    (HERE / "lesson.svg").write_text(svg, "utf-8")
    print(HERE / "lesson.svg")  # noqa: T201


if __name__ == "__main__":
    main()
