"""How commands are read and how their help looks: typer's classes, tuned for a fast start and for beginners."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

AFTER_DASHES = "prodtutor.after_dashes"
"""Key in the context's `meta`: the words after `--`."""


class _AsTyped:
    """Leaves what was typed as it is.

    All our values are text or lists of text. Typer's own conversion would import pydantic, which costs more than
    everything else that `prodtutor list` does.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ARG002
        if value is None and (param.multiple or param.nargs == -1):
            return ()
        return value


def _leave_values_alone(params: list[Any]) -> list[Any]:
    for param in params:
        param._runtime_param = _AsTyped()  # what typer keeps once it has been made; see test_imports
    return params


class Command(TyperCommand):
    """A command; the words after `--` are kept apart when it takes some."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, with `--help`, which is made late."""
        return _leave_values_alone(super().get_params(ctx))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Examples stand line by line."""
        if self.epilog:
            with formatter.section("Examples"):
                for line in self.epilog.strip().splitlines():
                    formatter.write(f"  {line.strip()}\n")


class CommandWithProgram(Command):
    """A command such as `run 4 -- uv lock`: what follows `--` is another program's and is not parsed."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta[AFTER_DASHES] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- COMMAND...]"]


class Group(TyperGroup):
    """A group whose help lists its commands under headings, in the order in which they are needed."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, with `--help`, which is made late."""
        return _leave_values_alone(super().get_params(ctx))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        headings: dict[str, list[tuple[str, str]]] = {}
        width = max((len(name) for name in self.commands), default=0)
        for name, command in self.commands.items():
            if not command.hidden:
                heading = getattr(command, "rich_help_panel", None) or "Commands"
                short = command.get_short_help_str(limit=200)
                headings.setdefault(heading, []).append((f"{name:<{width}}", short))
        for heading, rows in headings.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
