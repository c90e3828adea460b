"""The command `needs`. Each sub-command is a file beside this one; only the one that is called gets imported."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

COMMANDS = {
    "chat": "chat",
    "serve": "serve",
    "doctor": "doctor",
    "knowledge": "knowledge",
    "form": "form",
    "db": "db",
    "deliveries": "deliveries",
    "backup": "backup",
    "desk": "desk",
    "export": "case",
    "replay": "case",
    "understand": "batch",
    "coach": "batch",
    "search": "batch",
    "converse": "batch",
    "eval": "evaluation",
    "brief": "brief",
}
"""Which file has a command. A first prompt within 0.8 s leaves no time to import the others."""


def main() -> None:
    """Run one command; faults an operator can mend end with one sentence on stderr and exit code 1, Ctrl-C with 130."""
    from bot.cli.faults import explained

    with explained():
        program(sys.argv[1] if len(sys.argv) > 1 else "")(prog_name="needs")


def program(called: str) -> typer.Typer:
    """The command line, with the called command alone when there is such a command, else with all."""
    files = [COMMANDS[called]] if called in COMMANDS else list(dict.fromkeys(COMMANDS.values()))
    app = typer.Typer(
        help="A chat assistant that helps countries say what they need.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_nothing)
    for name in files:
        app.add_typer(import_module(f"bot.cli.{name}").app)
    return app


def _nothing() -> None:
    """A chat assistant that helps countries say what they need."""
