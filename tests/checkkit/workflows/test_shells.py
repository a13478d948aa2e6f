"""Which command runs a script, and which scripts need no shell: exactly what bash would do, or nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.shells import find_shell, leaves_alone, plain_commands, run_plainly


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        ("pytest", [["pytest"]]),
        ("pip install '.[dev]' \"a b\"\nruff check .\n", [["pip", "install", ".[dev]", "a b"], ["ruff", "check", "."]]),
        ("pytest -q --maxfail=1", [["pytest", "-q", "--maxfail=1"]]),
        ("pytest '' x''y", [["pytest", "", "xy"]]),
        ("\r\n \tpytest \t-q \r\n\r\n", [["pytest", "-q"]]),
        ("pytest | tee x", None),
        ("pytest ;; ls", None),
        ("; pytest", None),
        ("pytest &&", None),
        ("pytest ||\nruff", None),
        ("&& pytest", None),
        ("pytest &&& ruff", None),
        ("pytest |& ruff", None),
        ("pytest $X", None),
        ("pytest `x`", None),
        ("pytest *.py", None),
        ("pytest [a]", None),
        ("pytest # words", None),
        ("pytest > x", None),
        ("pytest &", None),
        ("X=1 pytest", None),
        ("pytest \\\n -q", None),
        ("! pytest", None),
        ("pytest ~/x", None),
        ("pytest 'a", None),
        ("pytest {a,b}", None),
        ("'pytest'", None),
        ("pytest\x0b-q", None),
        ("pytest\r-q", None),
        ("pytest \u00a0-q", None),
        ("pytest é", None),
        ("", None),
        ("pytest " + "x" * 5000, None),
    ],
)
def test_plain(script: str, commands: list[list[str]] | None) -> None:
    chains = plain_commands(script)
    assert chains == (None if commands is None else [[("", words)] for words in commands])


def test_chains() -> None:
    assert plain_commands("pytest -q&&ruff check||true ; pytest;\nruff") == [
        [("", ["pytest", "-q"]), ("&&", ["ruff", "check"]), ("||", ["true"])],
        [("", ["pytest"])],
        [("", ["ruff"])],
    ]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two programs that note how they were called, and end with the status that is next in a list."""
    folder = tmp_path_factory.mktemp("programs")
    for name in ("pytest", "ruff"):
        (folder / name).write_text(
            '#!/bin/sh\nprintf "%s\\0" "${0##*/}" "$@" >> "$LOG"\nprintf "\\n\\0" >> "$LOG"\n'
            'shift $#\nset -- $STATUSES\nshift "$(($(tr -cd "\\n" < "$LOG" | wc -c) - 1))"\nexit "$1"\n'
        )
        (folder / name).chmod(0o755)
    return folder


_PIECES = st.sampled_from(
    (
        *(
            "pytest",
            "ruff",
            "pytest",
            "true",
            "false",
            "&&",
            "||",
            ";",
            " && ",
            " || ",
            "; ",
            " ",
            " ",
            "\t",
            "\n",
            "\r\n",
            "-q",
            "--x=1",
            "a b",
            "'a b'",
            '"c d"',
            "''",
            '""',
        ),
        *("x''y", "'['", '"a]"', "[a]", "*", "?", "~", "$X", "${X}", "`x`", "#", " #", ";", "&", "&&", "||", "|", "!"),
        *("{a,b}", "(", ")", "<", ">", "2>&1", "\\", "\\\n", "'", '"', "=", "X=1", "+(a)", "@(a)", ":", ",", "%", "^"),
        *("if", "then", "fi", "time", "cd", "..", "/", "é", "\x0b", "\u00a0", "\r", "\x00"),
    )
)


_PLAIN = st.lists(
    st.tuples(st.sampled_from(("&&", "||", ";", "\n")), st.sampled_from(("pytest -q", "ruff", "true", "false x"))),
    min_size=1,
    max_size=7,
).map(lambda parts: "".join(f"{words}{operator}" for operator, words in parts) + "pytest")
_STATUSES = st.lists(st.sampled_from((0, 0, 0, 1, 2, 130)), min_size=30, max_size=30)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash to compare with")
@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        _PLAIN,
        st.lists(_PIECES, max_size=12).map("".join),
        st.lists(st.lists(_PIECES, max_size=4).map(lambda words: "pytest " + " ".join(words)), max_size=3).map(
            "\n".join
        ),
        st.text(st.characters(max_codepoint=127), max_size=20).map("pytest ".__add__),
    ),
    _STATUSES,
    st.sampled_from((None, "bash", "sh")),
)
def test_what_is_plain_is_what_bash_does(
    programs: Path, tmp_path_factory: pytest.TempPathFactory, script: str, statuses: list[int], shell: str | None
) -> None:
    chains = plain_commands(script)
    if chains is None or not {words[0] for chain in chains for _, words in chain} <= {
        "pytest",
        "ruff",
        "true",
        "false",
    }:
        return
    folder = tmp_path_factory.mktemp("run")
    (folder / "script").write_bytes(script.replace("\r\n", "\n").encode() + b"\n")
    (folder / "log").touch()
    argv = find_shell(shell).command(str(folder / "script"))
    env = {"PATH": f"{programs}:/usr/bin:/bin", "LOG": str(folder / "log"), "STATUSES": " ".join(map(str, statuses))}
    done = subprocess.run(argv, cwd=programs, env=env, capture_output=True, check=False)
    called = [entry.split("\0")[:-1] for entry in (folder / "log").read_text().split("\n\0")[:-1]]

    commands: list[list[str]] = []

    def run(words: list[str]) -> int:
        if words[0] in ("true", "false"):
            return int(words[0] == "false")
        commands.append(words)
        return statuses[len(commands) - 1]

    assert run_plainly(chains, run) == done.returncode
    assert called == commands


@pytest.mark.parametrize(
    "name", ["BASH_ENV", "BASH_FUNC_pytest%%", "SHELLOPTS", "BASHOPTS", "ENV", "PWD", "LD_PRELOAD", "a-b", "é", ""]
)
def test_variables_that_a_shell_heeds_are_left_to_a_shell(name: str) -> None:
    assert not leaves_alone(["CI", name])


def test_other_variables_change_nothing() -> None:
    assert leaves_alone(["CI", "PATH", "HOME", "GITHUB_ENV", "DEPLOY_TOKEN", "PYTHONPATH"])


def test_without_a_shell_there_is_no_pipefail() -> None:
    assert find_shell(None).words == ("bash", "-e", "{0}")
    assert find_shell("bash").words == ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "{0}")


def test_of_a_command_line_of_ones_own_nothing_is_known() -> None:
    for name in ("bash {0}", "/usr/bin/bash -x {0}", "sh -c {0}"):
        assert find_shell(name).family == ""
    assert find_shell("python").family == ""


def test_other_shells_are_named() -> None:
    with pytest.raises(NotSimulated, match="pwsh"):
        find_shell("pwsh")
    with pytest.raises(NotSimulated, match="perl"):
        find_shell("perl {0}")
    with pytest.raises(WorkflowError, match="Invalid shell option"):
        find_shell("zsh")
    with pytest.raises(WorkflowError, match="Invalid shell option"):
        find_shell("bash '{0}")
