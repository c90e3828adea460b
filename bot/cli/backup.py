"""`needs backup`: a copy of everything, taken while the service runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import progress
from bot.cli.faults import Fault
from bot.cli.start import settings

app = typer.Typer(rich_markup_mode=None)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, on another disk if possible.")],
) -> None:
    """Copy database and keys to a new folder, also while the service runs; to restore, serve from the copy."""
    from storage.backup import back_up

    read = settings()
    if read.database_url:
        raise Fault("the database is on a Postgres server: copy it with pg_dump, and *.key of the data folder by hand")
    with progress.shown("Copying the database") as advance:
        made = back_up(read.data_dir, folder, advance)
    typer.echo(
        f"{made.folder} written: {made.conversations} conversations, {made.requests} requests, "
        f"{made.size / 1e6:.1f} MB.\nTo restore: NEEDS_DATA_DIR={made.folder} needs serve"
    )
