"""A file as `ruff format` writes it."""

from __future__ import annotations

from prodtutor.checking.syntax import parse
from prodtutor.errors import UsageProblem
from prodtutor.workspace.formatting import formatted, is_python


def tidy(file: str, text: str) -> str:
    """The text of a Python file, formatted. Nothing is written. Raises UsageProblem when it cannot be."""
    if not is_python(file):
        raise UsageProblem("Not Python", f"{file} is not a Python file: Ruff formats those only.")
    try:
        parse(text, file)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f"line {line}" if line else "the file"
        raise UsageProblem(
            "Not formatted", f"{file}: {where} cannot be read as Python yet.", "Mend that line first."
        ) from None
    return formatted([text.encode()])[0].decode()
