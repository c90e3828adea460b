"""`needs db`: bring the database up to date, or write a migration after a change to storage/tables.py."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.start import settings

app = typer.Typer(rich_markup_mode=None)
db = typer.Typer(help="The database: migrations.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(db, name="db")


@db.command()
def upgrade() -> None:
    """Bring the database up to date; `serve` and `chat` do so by themselves."""
    from storage import migrate

    typer.echo(f"The database has version {migrate.upgrade(settings().database)}.")


@db.command()
def revision(
    message: Annotated[str, typer.Argument(help="What is true after it, in a few words.")],
) -> None:
    """Write a migration from the last version to what storage/tables.py says now; for developers."""
    from storage import migrate

    typer.echo(f"Written: {migrate.revision(message)}. Read it before you commit it.")
