"""What a newcomer is told once: three short pages."""

from __future__ import annotations

from dataclasses import dataclass

from prodtutor.session.tutor import Tutor

_SEEN = "welcome"


@dataclass(frozen=True)
class Page:
    """A heading, and a few lines of Markdown."""

    title: str
    text: str


def pages(tutor: Tutor) -> tuple[Page, ...]:
    """The three pages, with the learner's own folders and editor in them."""
    settings = tutor.settings
    editor = settings.editor[0] if settings.editor else ""
    own = (
        f"**Yours** is `{editor}`, as `VISUAL` or `EDITOR` says. **Ctrl+O** in a lesson opens it."
        if editor
        else "**Yours**: none is set. Set the environment variable `EDITOR`, and **Ctrl+O** in a lesson opens it."
    )
    return (
        Page(
            "What a lesson is",
            "Each lesson gives you a small script that works. Somebody wrote it after a tutorial. In production it "
            "would do harm, and you will see how.\n\n"
            "1. **Run it**, and see what goes wrong.\n"
            "2. **Mend it**, one step after the other. A step has one to five goals.\n"
            "3. pytest, Ruff and mypy look at each change, and say what they did, what they saw, and what it means.\n"
            "4. At the end, **compare** your version with a reference, and learn the reason for each difference.\n\n"
            "Nothing is locked, and there are no marks. If you are stuck, there are hints.",
        ),
        Page(
            "Which editor you use",
            "You have three, and may change at any time: they all work on the same files.\n\n"
            "- **The one in the lesson.** Nothing to set up. Your changes are saved and checked while you type.\n"
            f"- {own}\n"
            "- **Any other, beside the tutor.** `prodtutor start 4` lays the files out and prints the folder. "
            "Open it there. `prodtutor check --watch` in that folder tells the verdict at each save.",
        ),
        Page(
            "Where things are",
            f"- Your exercises: `{settings.home}`\n"
            f"- Your progress: `{settings.state}`\n"
            "- Every state of your files is kept. **F7** in a lesson brings one back, and so does "
            "`prodtutor restore`.\n\n"
            "Three keys for every screen: **F1** is help, **Ctrl+P** finds any command, **Ctrl+G** explains a word."
            "\n\n"
            "Nothing leaves this machine. `prodtutor doctor` says what it has and what is missing.",
        ),
    )


def is_first_run(tutor: Tutor) -> bool:
    """Whether the learner has neither seen the welcome nor opened a lesson."""
    return tutor.progress.fact(_SEEN) is None and tutor.progress.last_lesson() is None


def remember_seen(tutor: Tutor) -> None:
    """Do not show the welcome by itself again."""
    tutor.progress.set_fact(_SEEN, "seen")
