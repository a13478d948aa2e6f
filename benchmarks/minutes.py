"""`python -m benchmarks.minutes`: how long each lesson may take, reckoned from what there is to read and to write.

Nobody has been timed. Reckoned are the required steps: the words of the brief, the concepts and the first hint of each
goal, and the lines by which the reference differs from the starter. The quick learner reads 250 words a minute and
needs 20 seconds a line; the slow one 150 words and 40 seconds, and reads all hints. Each step has its checks to read:
half a minute, or one and a half. A lesson declares a range in `lesson.toml`; it should hold most of that.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from prodtutor.curriculum.load import compose, find_entry, is_ready, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.paths import builtin_pack

_TEXT = (".py", ".toml", ".yml", ".yaml", ".ini", ".cfg", ".md", ".example", ".in", ".txt", ".gitignore")


@dataclass(frozen=True, slots=True)
class Pace:
    """How somebody works."""

    words_a_minute: float
    minutes_a_line: float
    minutes_a_step: float
    all_hints: bool


QUICK = Pace(250, 1 / 3, 0.5, all_hints=False)
SLOW = Pace(150, 2 / 3, 1.5, all_hints=True)


def reckoned(lesson: Lesson, pace: Pace) -> float:
    """Minutes for the required steps."""
    words = _words((lesson.words / "brief.md").read_text(encoding="utf-8"))
    for step in lesson.required:
        words += _words((lesson.words / "concepts" / f"{step.id}.md").read_text(encoding="utf-8"))
        for goal in step.goals:
            words += sum(_words(hint) for hint in (goal.hints if pace.all_hints else goal.hints[:1]))
    steps = len(lesson.required)
    return words / pace.words_a_minute + lines_to_write(lesson) * pace.minutes_a_line + steps * pace.minutes_a_step


def lines_to_write(lesson: Lesson) -> int:
    """Lines that the reference adds to the starter or writes differently; locks are made by a tool."""
    before, after = compose(lesson, "start"), compose(lesson, f"stage:{lesson.required[-1].id}")
    lines = 0
    for name in after:
        if name.endswith(_TEXT) and "lock" not in name:
            old, new = (files.get(name, b"").decode("utf-8", "replace").splitlines() for files in (before, after))
            blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
            lines += sum(
                sum(bool(line.strip()) for line in new[first:last])
                for kind, _, _, first, last in blocks
                if kind in ("insert", "replace")
            )
    return lines


def _words(text: str) -> int:
    return len(re.findall(r"\w[\w'’-]*", text))


def main() -> None:
    """Print a line for each lesson."""
    pack = load_pack(builtin_pack())
    print("| lesson | lines to write | quick | slow | declared |\n|---|---|---|---|---|")
    for entry in pack.lessons:
        if is_ready(pack, entry):
            lesson = load_lesson(pack, find_entry(pack, entry.slug))
            quick, slow = (reckoned(lesson, pace) for pace in (QUICK, SLOW))
            print(f"| {lesson.number} | {lines_to_write(lesson)} | {quick:.0f} | {slow:.0f} | {lesson.minutes} |")


if __name__ == "__main__":
    main()
