"""Code made of a text is seen whatever the spelling; what Python makes for honest programs is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodtutor.checkkit import current as current_module
from prodtutor.checkkit.code_from_text import Made, code_from_text
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.subject import Subject

TEXT = '''TEXT = """
import sys
def main():
    for word in sys.argv[1:]:
        print(word)
main()
"""
'''


@pytest.fixture
def found(
    tmp_path: Path, server: ForkServer | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., list[Made]]]:
    """found(program, other=text) is what is found when `app.py` runs with the argument `x`."""
    stage, scratch = tmp_path / "stage", tmp_path / "scratch"
    stage.mkdir()
    scratch.mkdir()
    monkeypatch.setattr(current_module, "_current", Current(stage, {}, scratch, server=server))
    made: list[Subject] = []

    def ask(program: str, **others: str) -> list[Made]:
        for name, text in {"app": program, **others}.items():
            (stage / f"{name}.py").write_text(text, encoding="utf-8")
        made.append(Subject(current_module.current()))
        return list(code_from_text(made[-1], "app.py", "x"))

    yield ask
    for subject in made:
        subject.close()


@pytest.mark.parametrize(
    ("program", "how"),
    [
        ("exec(TEXT)", "compile"),
        ("run = exec\nrun(TEXT, {'__name__': '__main__'})", "compile"),
        ("import builtins\ngetattr(builtins, 'ex' + 'ec')(TEXT)", "compile"),
        ("eval('print(1)')", "compile"),
        (
            "code = compile(TEXT, __file__, 'exec')\n(lambda: 0).__class__(code, {'__builtins__': __builtins__})()",
            "compile",
        ),
        ("import ast\ncompile(ast.parse(TEXT), __file__, 'exec')", "compile"),
        ("import code\ncode.InteractiveInterpreter({}).runsource(TEXT, 'x', 'exec')", "compile"),
        ("import timeit\ntimeit.timeit(TEXT, number=1)", "compile"),
        ("import pathlib\npathlib.Path('new.py').write_text(TEXT)\nimport new", "import"),
        ("import pathlib, runpy\npathlib.Path('new.txt').write_text(TEXT)\nrunpy.run_path('new.txt')", "import"),
        ("import subprocess, sys\nsubprocess.call([sys.executable, '-B', '-c', TEXT, 'x'])", "process"),
        ("import marshal\nmarshal.loads(marshal.dumps((lambda: 0).__code__))", "marshal"),
    ],
)
def test_code_in_a_text_is_seen(found: Callable[..., list[Made]], program: str, how: str) -> None:
    seen = found(f"from source import TEXT\n{program}\n", source=TEXT)
    assert [made.how for made in seen][:1] == [how]
    assert seen[0].file == "app.py"
    assert seen[0].line in range(2, 5)


HONEST = """
import ast, collections, dataclasses, enum, json, subprocess, sys, typing
from other import Point
import package.inner

@dataclasses.dataclass(order=True)
class One:
    number: int = 0
    names: list = dataclasses.field(default_factory=list)

Two = collections.namedtuple("Two", "a b")

class Three(typing.NamedTuple):
    a: "int"

class Four(enum.Enum):
    A = 1

typing.get_type_hints(Three)
ast.literal_eval("[1, 2]")
subprocess.run([sys.executable, "-c", "print(1)"])
subprocess.run([sys.executable, "other.py"])
print(One(), Two(1, 2), Three(1), Point(1), sys.argv)
if __name__ == "__main__":
    sys.exit(3)
"""


def test_an_honest_program_may_use_all_of_python(found: Callable[..., list[Made]], tmp_path: Path) -> None:
    (tmp_path / "stage" / "package").mkdir()
    (tmp_path / "stage" / "package" / "inner.py").write_bytes("\ufeffNAME = 'ü'\r\nOTHER = 2\r\n".encode())
    other = "import dataclasses\n\n\n@dataclasses.dataclass\nclass Point:\n    x: int\n"
    assert found(HONEST, other=other) == []


@pytest.mark.parametrize("program", ["import os\nos._exit(1)", "1 / 0", "raise KeyboardInterrupt", "def", "input()"])
def test_however_it_ends_nothing_is_made_up(found: Callable[..., list[Made]], program: str) -> None:
    assert found(program) == []


def test_a_program_that_does_not_end_says_nothing(
    found: Callable[..., list[Made]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Subject.__init__, "__defaults__", (0.3,))
    assert found("while True: pass") == []
