"""The way in and the way out: every error becomes one clear sentence and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from prodtutor.cli.paper import Paper, leave_quietly, prepare_streams, reader_is_gone
from prodtutor.errors import CannotJudge, ExitStatus, Interrupted, ProdtutorError, UsageProblem
from prodtutor.settings import Settings, load_settings


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status. Never raises, never shows a traceback."""
    prepare_streams()
    try:
        status = _invoke(list(arguments))
        _flush()
    except KeyboardInterrupt:
        return _show(Interrupted("Stopped", "Stopped."), arguments)
    except ProdtutorError as error:
        return _show(error, arguments)
    except typer.TyperException as error:
        return _show(_usage(error), arguments)
    except typer.Abort:
        return _show(Interrupted("Stopped", "Stopped."), arguments)
    except Exception as error:  # noqa: BLE001  (the last line of defence: it is logged, and a sentence is shown)
        if isinstance(error, OSError) and reader_is_gone(error):
            leave_quietly()
            return ExitStatus.DONE
        return _show(_unexpected(error), arguments)
    return status


def _invoke(arguments: list[str]) -> int:
    from prodtutor.cli.app import command

    try:
        status = command().main(args=arguments, prog_name="prodtutor", standalone_mode=False)
    except SystemExit as left:  # typer leaves this way when the reader of the help has gone
        status = left.code
    return int(status) if isinstance(status, int) else ExitStatus.DONE


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _show(error: ProdtutorError, arguments: Sequence[str]) -> int:
    """Say what went wrong: as JSON on standard output if that was asked for, else to standard error."""
    paper = Paper(_settings())
    try:
        if _wants_json(arguments) and error.status in (ExitStatus.USAGE, ExitStatus.CANNOT_JUDGE):
            paper.json(error_json(error))
        elif isinstance(error, Interrupted):
            paper.aside(error.message)
        else:
            paper.aside(f"{error.title}: {error.message}" + (f" {error.hint}" if error.hint else ""), "bad")
    except (OSError, ValueError):  # nobody can be told: a full disk behind `>`, a closed stream
        leave_quietly()
    return error.status


def error_json(error: ProdtutorError) -> dict[str, object]:
    """The object that stands for the answer when there is none."""
    return {"schema": 1, "error": {"title": error.title, "message": error.message, "hint": error.hint}}


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether `--json` was among our own arguments (and not among those of a program after `--`)."""
    before = list(arguments)
    if "--" in before:
        before = before[: before.index("--")]
    return "--json" in before


def _usage(error: typer.TyperException) -> UsageProblem:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "prodtutor"
    return UsageProblem("Not understood", error.format_message(), f"See `{path} --help`.")


def _unexpected(error: Exception) -> CannotJudge:
    """A sentence for an error that should not have happened; the traceback goes into the log."""
    import logging

    from prodtutor.log import start_log

    settings = _settings()
    log = start_log(settings.log)
    logging.getLogger("prodtutor.cli").critical("unexpected error", exc_info=error)
    kind = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        what = f"the system refused something ({error.strerror}{f': {error.filename}' if error.filename else ''})."
    else:
        what = f"prodtutor met an error that should not happen ({kind})."
    where = (
        f"The log could not be written either ({settings.log})."
        if log.failed
        else f"What is known about it is in {settings.log}."
    )
    return CannotJudge("Something broke", what, where)


def _settings() -> Settings:
    """The settings, or the nearest thing to them when the environment itself is what is wrong."""
    try:
        return load_settings()
    except ProdtutorError:
        import tempfile
        from pathlib import Path

        nowhere = Path(tempfile.gettempdir()) / "prodtutor"
        return Settings(home=nowhere, state=nowhere)
