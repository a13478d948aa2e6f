"""Where the screens begin: what is wrong is said before they open."""

from __future__ import annotations

import os
import subprocess

import pytest

from .conftest import GOLDEN, Prodtutor, Ran

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")


def on_a_terminal(prodtutor: Prodtutor, *arguments: str) -> Ran:
    """Run with a terminal as standard input and output."""
    import pty

    master, slave = pty.openpty()
    with subprocess.Popen(
        prodtutor.command("--pack", str(GOLDEN), *arguments),
        cwd=prodtutor.cwd,
        env=prodtutor.environment | {"TERM": "xterm"},
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(slave)
        _, errors = process.communicate(timeout=60)
        os.set_blocking(master, False)
        try:
            shown = os.read(master, 65536)
        except OSError:
            shown = b""
        os.close(master)
    return Ran(process.returncode, shown.decode(), errors.decode())


@pytest.mark.parametrize(
    ("wanted", "words"), [(("99",), "no lesson"), (("2",), "planned"), ((), "No lesson was named")]
)
def test_a_lesson_that_cannot_be_opened_opens_no_screen(
    prodtutor: Prodtutor, wanted: tuple[str, ...], words: str
) -> None:
    ran = on_a_terminal(prodtutor, "lesson", *wanted)

    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err
    assert len(ran.err.splitlines()) == 1


def test_inside_a_folder_the_lesson_is_known(prodtutor: Prodtutor) -> None:
    folder = prodtutor("--pack", str(GOLDEN), "start", "1").out.strip()
    ran = prodtutor("--pack", str(GOLDEN), "lesson", cwd=prodtutor.home / "01-double")

    assert folder.endswith("01-double")
    assert ran.status == 2
    assert "prodtutor check 01-double" in ran.err
