"""Programs of the learner's, run on a real interpreter as `python script.py` runs them."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from prodtutor.checkkit import SubjectDied, SubjectTimeout
from prodtutor.checkkit.host import interpreter

SCRIPTS = {
    "plain": "import sys; print('out'); print('err', file=sys.stderr)",
    "status": "import sys; sys.exit(7)",
    "text": "import sys; sys.exit('went wrong')",
    "none": "raise SystemExit",
    "large": "import sys; sys.exit(256 + 3)",
    "exit": "exit(4)",
    "quit": "quit()",
    "raises": "def f():\n    return 1 / 0\nf()",
    "caused": "try:\n    int('x')\nexcept ValueError as e:\n    raise RuntimeError('why') from e",
    "syntax": "def f(:\n    pass",
    "interrupt": "raise KeyboardInterrupt",
    "dies": "import os; os._exit(9)",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "atexit": "import atexit; atexit.register(print, 'late'); print('early')",
    "thread": "import threading; threading.Timer(0, print, ['from a thread']).start()",
    "hook": "import sys\nsys.excepthook = lambda t, e, tb: print(t.__name__, e, tb.tb_frame.f_code.co_name)\n1 / 0",
    "main": "print(__name__, __doc__, __spec__, __package__, sorted(globals()))",
    "pickle": "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)",
    "own": "import sys; print(sys.modules['__main__'].__dict__ is globals(), 'json' in sys.modules)",
    "stdin": "print(input() + '!')",
    "unicode": "print('ü€\\U0001f600')",
    "future": "import sys; print(sys.flags.isolated, (lambda x: 1).__annotations__)",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass A:\n    b: int\nprint(A(1))",
    "unraisable": "class A:\n    def __del__(self):\n        raise ValueError('x')\nA()",
    "recursion": "def f(n):\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as e:\n    print(e)",
}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_run_is_what_python_does(make: Any, tmp_path: Path, name: str) -> None:
    """Compared with the interpreter itself, started with the same flags on the same file."""
    file = f"{name}_.py"
    subject = make({file: SCRIPTS[name]})
    ours = subject.run(file, stdin="typed\n")
    (tmp_path / file).write_text(SCRIPTS[name])
    flags = ["-I", "-B", "-X", "utf8"] if name in ("exit", "quit", "own") else ["-I", "-S", "-B", "-X", "utf8"]
    theirs = subprocess.run(
        [interpreter(), *flags, file], cwd=tmp_path, input=b"typed\n", capture_output=True, check=False
    )
    out, err = (data.decode().replace(str(tmp_path), str(subject.root)) for data in (theirs.stdout, theirs.stderr))
    assert (ours.status, _without_addresses(ours.err)) == (theirs.returncode, _without_addresses(err))
    if name != "own":
        assert ours.out == out
    else:
        assert ours.out.startswith("True")


def _without_addresses(text: str) -> str:
    return re.sub("0x[0-9a-f]+", "0x", text)


def test_arguments_environment_and_folder(make: Any) -> None:
    text = textwrap.dedent(
        """
        import os, sys, json
        print(json.dumps([sys.argv, dict(os.environ), os.getcwd(), sys.path[0], __file__]))
        """
    )
    import json

    subject = make({"deep/show.py": text})
    run = subject.run("deep/show.py", "--api", 3, env={"SHOP": "1"})
    argv, env, cwd, first, file = json.loads(run.out)
    root = subject.root
    assert argv == ["deep/show.py", "--api", "3"]
    assert (cwd, first, file) == (str(root), str(root / "deep"), str(root / "deep/show.py"))
    assert env.pop("SHOP") == "1"
    assert {name for name in env if not name.startswith(("LC_", "__CF"))} <= {
        "PATH",
        "HOME",
        "LANG",
        "TMPDIR",
        "TEMP",
        "TMP",
        "SYSTEMROOT",
        "USERPROFILE",
    }
    elsewhere = subject.run("deep/show.py", cwd=root / "deep")
    assert json.loads(elsewhere.out)[2] == str(root / "deep")


def test_modules_can_be_run(make: Any) -> None:
    subject = make({"shop/__init__.py": "", "shop/__main__.py": "import sys; print(__name__, sys.argv[1:])"})
    assert subject.run("-m", "shop", "x").out == "__main__ ['x']\n"
    failing = make({"shop.py": "1 / 0"}).run("-m", "shop")
    assert failing.status == 1
    assert "launch" not in failing.err
    assert "program.py" not in failing.err


def test_a_missing_script_says_so(make: Any) -> None:
    run = make({}).run("absent.py")
    assert run.status == 2
    assert "can't open file" in run.err


def test_a_learners_module_may_shadow_ours(make: Any) -> None:
    subject = make(
        {"app.py": "import json, guard; print(json.MINE, guard.MINE)", "json.py": "MINE=1", "guard.py": "MINE=2"}
    )
    assert subject.run("app.py").out == "1 2\n"


def test_a_program_that_does_not_end(make: Any) -> None:
    with pytest.raises(SubjectTimeout, match=r"app.py was still running after 0.3 s"):
        make({"app.py": "import threading; threading.Event().wait()"}).run("app.py", timeout=0.3)


def test_too_much_output_is_a_limit(make: Any) -> None:
    subject = make({"app.py": "while True: print('x' * 1000)"}, output_bytes=50_000)
    with pytest.raises(SubjectDied, match=r"^app.py was stopped: it printed more than") as caught:
        subject.run("app.py")
    assert caught.value.limit == "output_bytes"
    run = subject.run("app.py", over_limit=True)
    assert (run.limit, len(run.out), run.status != 0) == ("output_bytes", 50_000, True)
