"""Checks run by pytest in this process, and what their reports tell."""

from __future__ import annotations

import secrets
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prodtutor.checkkit import current, plugin
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.processes import live_processes

Check = Callable[[dict[str, str], str], dict[str, tuple[str, dict[str, Any] | None]]]


class _Reports:
    def __init__(self) -> None:
        self.seen: dict[str, tuple[str, dict[str, Any] | None]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.rpartition("::")[2]
        if report.when == "call" or report.failed:
            self.seen[name] = (report.outcome, report.told)  # type: ignore[attr-defined]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ForkServer | None) -> Check:
    """check(files, checks) -> test name -> (outcome, told)."""

    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(files: dict[str, str], checks: str) -> dict[str, tuple[str, dict[str, Any] | None]]:
        stage, scratch, folder = tmp_path / "stage", tmp_path / "scratch", tmp_path / "checks"
        for made in (stage, scratch, folder):
            made.mkdir()
        for name, text in files.items():
            (stage / name).write_text(textwrap.dedent(text))
        # a name of its own: pytest keeps modules imported, and would not see the next test's file
        (folder / f"test_{secrets.token_hex(6)}.py").write_text(textwrap.dedent(checks))
        (folder / "pytest.ini").write_text("[pytest]\n")
        plugin.configure(stage, {name: text.encode() for name, text in files.items()}, scratch, server=server)
        reports = _Reports()
        try:
            pytest.main(
                [
                    "-c",
                    str(folder / "pytest.ini"),
                    "--rootdir",
                    str(folder),
                    "-p",
                    "no:cacheprovider",
                    "--import-mode=importlib",
                    "-q",
                    str(folder),
                ],
                plugins=[plugin, reports],
            )
        finally:
            current.configure(None)
        assert list(scratch.iterdir()) == []
        assert not live_processes()
        return reports.seen

    return run


def test_a_pass_and_what_a_failure_tells(check: Check) -> None:
    seen = check(
        {"settings.py": "def load(env):\n    return bool(env)\n"},
        """
        def test_passes(subject, files, tree, draw):
            assert subject.call("settings:load", {"x": draw.random()}) is True
            assert files["settings.py"].encode() == tree["settings.py"]

        def test_told(subject, told, draw):
            debug = subject.call("settings:load", {"DEBUG": "false"})
            told(did="loaded DEBUG=false", saw=f"debug is {debug}", means="secrets on error pages, in production")
            assert debug is False

        def test_worded(subject):
            assert subject.call("settings:load", {}) is True, "an empty environment is not enough"

        def test_claimed(subject):
            '''Loading nothing is an error.

            hidden words
            '''
            assert subject.call("settings:load", {}) == "expected"
        """,
    )
    assert seen["test_passes"] == ("passed", None)
    outcome, told = seen["test_told"]
    assert outcome == "failed"
    assert told is not None
    assert told["message"] == "Loaded DEBUG=false: debug is True. Secrets on error pages, in production"
    assert (told["did"], told["saw"]) == ("loaded DEBUG=false", "debug is True")
    assert "True is False" in told["detail"]
    assert told["fault"] == ""
    assert seen["test_worded"][1]["message"] == "an empty environment is not enough"  # type: ignore[index]
    claimed = seen["test_claimed"][1]
    assert claimed is not None
    assert claimed["message"] == "This does not hold yet: Loading nothing is an error."
    assert "hidden" not in str(claimed)


FILES = {
    "settings.py": """
        import os
        def load(path):
            return path
        def explode():
            raise KeyError("SHOP")
        def leave():
            raise SystemExit(2)
        def die():
            os._exit(1)
        def find():
            open(os.path.join(os.getcwd(), "orders.csv"))
        class Settings:
            pass
        def escape():
            raise ValueError("\\x1b[31mred")
        """,
    "needs.py": "import requests\n",
    "typo.py": "import settingz\n",
    "half.py": "def f(:\n",
    "early.py": "raise SystemExit(0)\n",
}


@pytest.mark.parametrize(
    ("call", "message", "place"),
    [
        ('"missing:load"', "There is no missing.py yet.", None),
        ('"settings:save"', "There is no save in settings.py yet.", None),
        (
            '"settings:load"',
            "It cannot be called that way: load() missing 1 required positional argument: 'path'.",
            None,
        ),
        (
            '"settings:find"',
            "It raised FileNotFoundError: [Errno 2] No such file or directory: 'orders.csv' at settings.py, line 12.",
            ("settings.py", 12),
        ),
        ('"settings:Settings").debug, (0', "An object of Settings has no debug yet.", None),
        ('"settings:Settings.DEBUG"', "Settings has no DEBUG yet.", None),
        ('"settings:explode"', "It raised KeyError: 'SHOP' at settings.py, line 6.", ("settings.py", 6)),
        ('"settings:leave"', "It ended the program (SystemExit: 2) instead of returning.", ("settings.py", 8)),
        ('"settings:die"', "The program ended in the middle of a call, with exit status 1.", None),
        ('"settings:escape"', "It raised ValueError: ␛[31mred at settings.py, line 16.", ("settings.py", 16)),
        (
            '"needs:x"',
            "requests cannot be imported here: it is no file of yours, and no library of Python's or of this lesson.",
            ("needs.py", 1),
        ),
        ('"half:f"', "This is not Python yet: invalid syntax (half.py, line 1).", ("half.py", 1)),
        ('"early:x"', "It ended the program (SystemExit: 0) while it was imported.", ("early.py", 1)),
    ],
)
def test_what_checks_need_not_foresee(check: Check, call: str, message: str, place: tuple[str, int] | None) -> None:
    seen = check(
        FILES, f"def test_it(subject, told):\n    told(did='hid', saw='stale', means='x')\n    subject.call({call})\n"
    )
    outcome, told = seen["test_it"]
    assert outcome == "failed"
    assert told is not None
    assert told["message"] == message
    assert (told["file"], told["line"]) == (place or (None, None))
    assert told["fault"] == ""
    assert "subject.call" not in str(told)
    assert told["saw"] == ""


def test_a_run_that_stops_early_leaves_no_subject(check: Check) -> None:
    seen = check(
        FILES,
        """
        def test_first(subject, request):
            request.session.shouldstop = "enough"
            subject.call("settings:load", "x")

        def test_second(subject):
            subject.call("settings:load", "x")
        """,
    )
    assert list(seen) == ["test_first"]


def test_subjects_made_ahead_are_fresh(check: Check) -> None:
    seen = check(
        FILES | {"count.py": "n = 0\ndef up():\n    global n\n    n += 1\n    return n"},
        """
        import pytest

        @pytest.mark.parametrize("again", range(5))
        def test_fresh(subject, again):
            assert subject.call("count:up") == 1
            assert subject.call("threading:current_thread") is subject.call("threading:main_thread")
            assert subject.names() >= {"count.py"}
            subject.delete("count.py")
        """,
    )
    assert [outcome for outcome, _ in seen.values()] == ["passed"] * 5


def test_what_a_probe_does_not_find(check: Check) -> None:
    seen = check(
        FILES,
        """
        def no_module():
            import missing

        def no_name():
            from settings import absent

        def test_module(subject):
            subject.probe(no_module)

        def test_name(subject):
            subject.probe(no_name)
        """,
    )
    assert seen["test_module"][1]["message"] == "There is no missing.py yet."  # type: ignore[index]
    assert seen["test_name"][1]["message"] == "There is no absent in settings.py yet."  # type: ignore[index]


def test_mistakes_of_the_pack_are_not_the_learners(check: Check) -> None:
    seen = check(
        FILES,
        """
        import pytest

        def test_mistaken(subject):
            subject.call("settings:load", "x")
            undefined_name

        def test_misused(subject):
            assert subject.call("settings:load", object)  # a handle? no: a lent object

        def test_truth(subject):
            assert subject.get("settings:load")

        def test_fails(subject):
            pytest.fail("said plainly")
        """,
    )
    assert [seen[name][1]["fault"] for name in ("test_mistaken", "test_truth", "test_fails")] == ["pack", "pack", ""]  # type: ignore[index]
    assert seen["test_fails"][1]["message"] == "said plainly"  # type: ignore[index]


def test_one_subject_for_all_until_it_ends(check: Check) -> None:
    seen = check(
        {
            "settings.py": """
                import os
                calls = []
                def call():
                    calls.append(1)
                    return len(calls)
                def die():
                    os._exit(1)
                """
        },
        """
        def test_first(shared_by_all):
            assert shared_by_all.call("settings:call") == 1

        def test_second(shared_by_all, subject):
            assert shared_by_all.call("settings:call") == 2
            assert subject.call("settings:call") == 1

        def test_it_ends(shared_by_all):
            shared_by_all.call("settings:die")

        def test_another_one(shared_by_all):
            assert shared_by_all.call("settings:call") == 1
        """,
    )
    assert {name: outcome for name, (outcome, _) in seen.items()} == {
        "test_first": "passed",
        "test_second": "passed",
        "test_it_ends": "failed",
        "test_another_one": "passed",
    }


def test_what_was_done_is_told_with_what_came_of_it(check: Check) -> None:
    seen = check(FILES, "def test_it(subject, told):\n    told(did='asked')\n    subject.call('settings:die')\n")
    _, told = seen["test_it"]
    assert told is not None
    assert told["did"] == "asked"
    assert told["saw"] == "the program ended in the middle of a call, with exit status 1."


def test_a_check_may_say_where(check: Check) -> None:
    seen = check(
        FILES, "def test_it(told):\n    told(did='read app.py', saw='x', file='app.py', line=3)\n    assert False\n"
    )
    told = seen["test_it"][1]
    assert told is not None
    assert (told["file"], told["line"]) == ("app.py", 3)
