"""A learner's Ruff configuration is tried out as it stands, and leads nowhere outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prodtutor.checkkit import CheckMistake
from prodtutor.checkkit import current as current_module
from prodtutor.checkkit import ruff_config as module
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.ruff_config import ConfigProblem, Reported, RuffConfig
from prodtutor.processes import Limits

DIRTY = {"a.py": "import os\n", "deep/b.py": "x = None\ny = x == None\n"}
MESSY = {"a.py": "x = 'one'\n"}
SELECT = '[lint]\nselect = ["F401", "E711"]\n'


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def _config(scratch: Path, **files: str) -> RuffConfig:
    return RuffConfig({name.replace("__", "."): text.encode() for name, text in files.items()}, scratch)


def _codes(scratch: Path, **files: str) -> list[str]:
    config = _config(scratch, **files)
    found = sorted(reported.code for reported in config.check(DIRTY))
    assert list(scratch.iterdir()) == []
    return found


def _problem(scratch: Path, **files: str) -> str:
    with pytest.raises(ConfigProblem) as caught:
        _config(scratch, **files).check(DIRTY)
    assert list(scratch.iterdir()) == []
    return str(caught.value)


def test_findings_carry_file_code_line_and_message(scratch: Path) -> None:
    found = _config(scratch, ruff__toml=SELECT).check(DIRTY)
    assert sorted(found, key=lambda r: r.file) == [
        Reported("a.py", "F401", 1, "`os` imported but unused"),
        Reported("deep/b.py", "E711", 2, "Comparison to `None` should be `cond is None`"),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"ruff__toml": SELECT},
        {"__ruff__toml": SELECT},
        {"pyproject__toml": SELECT.replace("[lint]", "[tool.ruff.lint]")},
        {"pyproject__toml": '[tool.ruff]\nselect = ["F401", "E711"]\n'},  # as it was written before there was `lint`
        {"ruff__toml": SELECT, "pyproject__toml": "[tool.ruff.lint]\nselect = []\n"},
        {"__ruff__toml": SELECT, "ruff__toml": "[lint]\nselect = []\n"},
        {"ruff__toml": SELECT, "pyproject__toml": "no toml at all ["},
    ],
)
def test_the_file_is_found_where_ruff_looks(scratch: Path, files: dict[str, str]) -> None:
    assert _codes(scratch, **files) == ["E711", "F401"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"setup__cfg": "[ruff]\n"},
        {"pyproject__toml": "[tool.black]\n"},
        {"pyproject__toml": "tool = 3\n"},
        {"deep/ruff.toml": SELECT},
    ],
)
def test_without_a_configuration_it_says_so(scratch: Path, files: dict[str, str]) -> None:
    if files == {"pyproject__toml": "tool = 3\n"}:
        assert "cannot be read as TOML 1.0" in _problem(scratch, **files)
    else:
        assert _problem(scratch, **files) == "there is no Ruff configuration in your folder"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('exclude = ["*.py"]\n' + SELECT, []),
        ('exclude = ["deep"]\n' + SELECT, ["F401"]),
        ('include = ["mine.py"]\n' + SELECT, []),
        (SELECT + 'exclude = ["a.py"]\n', ["E711"]),
        (SELECT + 'per-file-ignores = { "*" = ["ALL"] }\n', []),
        ("fix = true\nunsafe-fixes = true\n" + SELECT, ["E711", "F401"]),
        ('output-format = "github"\nshow-fixes = true\n' + SELECT, ["E711", "F401"]),
        ("respect-gitignore = true\nforce-exclude = true\n" + SELECT, ["E711", "F401"]),
    ],
)
def test_settings_work_as_they_would_for_a_colleague(scratch: Path, text: str, left: list[str]) -> None:
    assert _codes(scratch, ruff__toml=text) == left


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('required-version = "==0.1.0"\n', "does not match the running version"),
        ('ignore = ["NOPE9"]\n', "Unknown rule selector `NOPE9`"),
        ("lime-length = 3\n", "unknown field `lime-length`"),
        ('line-length = "long"\n', "Ruff refuses your ruff.toml"),
        ("[[[\n", "cannot be read as TOML 1.0"),
        ("x = " + "[" * 5000 + "\n", "ruff.toml"),
        ("#" * 300_000 + "\n", "larger than 256 KB"),
        ("extend = 3\n", "Ruff refuses your ruff.toml"),
    ],
)
def test_what_ruff_refuses_is_told(scratch: Path, text: str, said: str) -> None:
    found = _problem(scratch, ruff__toml=text + SELECT)
    assert said in found
    assert str(scratch) not in found
    assert "expected one of" not in found


def test_a_file_may_extend_files_of_the_folder(scratch: Path) -> None:
    files = {
        "ruff__toml": 'extend = "./team/../team/base.toml"\n[lint]\nextend-select = ["E711"]\n',
        "team/base__toml": 'extend = "pyproject.toml"\n',
        "team/pyproject__toml": '[tool.ruff.lint]\nselect = ["F401"]\n',
    }
    assert _codes(scratch, **files) == ["E711", "F401"]
    assert _config(scratch, **files).chooses_rules


@pytest.mark.parametrize(
    "target",
    [
        *(
            "/etc/passwd",
            "../ruff.toml",
            "a/../../ruff.toml",
            "~/ruff.toml",
            "~root/x",
            "$HOME/x.toml",
            "${HOME}/x.toml",
        ),
        *("C:/x.toml", "..\\\\x.toml", "c:x.toml"),
    ],
)
def test_nothing_outside_is_read(scratch: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "ruff.toml").write_text('"secret of the machine"', encoding="utf-8")
    found = _problem(scratch, ruff__toml=f'extend = "{target}"\n' + SELECT)
    assert "does not have that file" in found
    assert "secret" not in found
    assert "root:" not in found


def test_chains_of_files_end(scratch: Path) -> None:
    assert "not in your folder" in _problem(scratch, ruff__toml='extend = "base.toml"\n')
    assert "itself" in _problem(scratch, ruff__toml='extend = "b.toml"\n', b__toml='extend = "ruff.toml"\n')
    many = {f"b{n}__toml": f'extend = "b{n + 1}.toml"\n' for n in range(20)}
    assert "more than 10 times" in _problem(scratch, ruff__toml='extend = "b0.toml"\n', **many)


def test_nothing_outside_is_written(scratch: Path, tmp_path: Path) -> None:
    before = sorted(os.walk(tmp_path))
    text = f'cache-dir = "{tmp_path}/cache"\nsrc = ["{tmp_path}/src", "/"]\nfix = true\n'
    assert _codes(scratch, ruff__toml=text + SELECT) == ["E711", "F401"]
    assert _config(scratch, ruff__toml=text + SELECT).formatted(MESSY) == {"a.py": 'x = "one"\n'}
    assert sorted(os.walk(tmp_path)) == before


def test_too_much_is_told(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LIMITS", Limits(output_bytes=10))
    assert "Ruff was stopped with your ruff.toml: it printed more than" in _problem(scratch, ruff__toml=SELECT)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", 'x = "one"\n'),
        ("[format]\ndocstring-code-format = true\n", 'x = "one"\n'),
        ('[format]\nquote-style = "single"\n', "x = 'one'\n"),
        ('[format]\nexclude = ["*.py"]\n', "x = 'one'\n"),
    ],
)
def test_the_formatter_obeys_the_configuration(scratch: Path, text: str, left: str) -> None:
    assert _config(scratch, ruff__toml=text).formatted(MESSY) == {"a.py": left}
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (SELECT, True),
        ('select = ["F"]\n', True),
        ("", False),
        ("[lint]\nselect = []\n", False),
        ('[lint]\nextend-select = ["F"]\n', False),
        ("lint = 3\n", False),
    ],
)
def test_whether_rules_are_chosen(scratch: Path, text: str, chosen: bool) -> None:
    assert _config(scratch, ruff__toml=text).chooses_rules is chosen


def test_settings_are_found_where_they_stand(scratch: Path) -> None:
    files = {
        "ruff__toml": 'extend = "base.toml"\nline-length = 100\nformat = 3\n',
        "base__toml": 'line-length = 80\n[format]\nquote-style = "single"\n[lint.isort]\nsplit = 1\n',
    }
    found = _config(scratch, **files).settings("line-length", "format.quote-style", "lint.isort.split", "lint.a.b.c")
    assert found == {"line-length": 100, "format.quote-style": "single", "lint.isort.split": 1}


def test_the_learners_python_files_are_there_as_they_wrote_them(scratch: Path) -> None:
    config = RuffConfig({"ruff.toml": SELECT.encode(), "a.py": b"import os  # noqa\r\n", "b.txt": b"x"}, scratch)
    assert config.python_files == {"a.py": "import os  # noqa\r\n"}
    assert config.check(config.python_files) == ()


@pytest.mark.parametrize("where", ["mine.py", "src/mine.py"])
def test_modules_of_the_folder_are_known_as_ruff_knows_them_without_a_configuration(scratch: Path, where: str) -> None:
    files = {"a.py": "import os\n\nimport mine\n\nprint(os, mine)\n", where: ""}
    assert _config(scratch, ruff__toml='lint.select = ["I"]\n').check(files) == ()


def test_names_of_chosen_files_stay_inside(scratch: Path) -> None:
    with pytest.raises(CheckMistake):
        _config(scratch, ruff__toml=SELECT).check({"../a.py": ""})


def test_the_learners_own_is_the_one_as_it_was_written(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    current = Current(scratch, {"ruff.toml": SELECT.encode()}, scratch)
    monkeypatch.setattr(current_module, "_current", current)
    assert RuffConfig.of_the_learner().name == "ruff.toml"
