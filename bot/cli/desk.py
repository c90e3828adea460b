"""`needs desk`: who works at the desk, and cases that were kept elsewhere; also beside a running service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.caselist import Brought
    from bot.settings import Settings
    from storage.desk.port import Account
    from storage.port import Storage

app = typer.Typer(rich_markup_mode=None)
desk = typer.Typer(help="Who works at the desk.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(desk, name="desk")

_WRONG = {
    "email": "that is no e-mail address",
    "name": "give the name colleagues and requesters see, with --name; at most 80 characters",
    "role": "--role is lead, officer, facilitator, focal-point or reader",
}


@desk.command()
def invite(
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    name: Annotated[str, typer.Option(help="What colleagues and requesters read.")],
    role: Annotated[str, typer.Option(help="lead, officer, facilitator, focal-point or reader.")] = "officer",
    language: Annotated[str, typer.Option(help="Of their pages, as fr; when not given, their browser's.")] = "",
) -> None:
    """Print a link that opens an account at the desk: once, within seven days. A password of before no longer opens.

    The first account is made this way; a lead invites the others in the console.
    """
    import asyncio

    logs("error")
    read = settings()
    account, path = asyncio.run(_invite(read, email, name, role, language))
    base = read.public_url or f"http://{read.host}:{read.port}"
    typer.echo(f"For {account.name} ({account.role}), once, within seven days:\n{base}{path}")


@desk.command()
def people() -> None:
    """List who works at the desk: number, role, whether they have set a password, name and address; tabs between."""
    import asyncio

    logs("error")
    for account in asyncio.run(_people(settings())):
        state = "joined" if account.password else "invited"
        typer.echo(f"{account.id}\t{account.role}\t{state}\t{account.name}\t{account.email}")


@desk.command(name="import")
def bring(
    file: Annotated[Path, typer.Argument(help="A list of open cases, .csv or .xlsx; see `needs desk template`.")],
    by: Annotated[str, typer.Option(help="Address of who brings them, an officer or a lead.")],
) -> None:
    """Open the cases of a list, each once; nothing is opened while anything in it is wrong."""
    import asyncio

    logs("error")
    brought = asyncio.run(_bring(settings(), file, _table(file), by))
    typer.echo(f"{brought.opened} cases opened, {brought.known} were here already.")


@desk.command()
def template(
    file: Annotated[Path, typer.Argument(help="Where to write it: a name that ends in .csv or .xlsx.")],
) -> None:
    """Write a list of cases to fill in: its head and an example."""
    from bot import caselist, sheets

    try:
        content = sheets.written(file.name, caselist.template())
        with file.open("xb") as new:
            new.write(content)
    except sheets.BadSheet as error:
        raise Fault(str(error)) from error
    except FileExistsError as error:
        raise Fault(f"{str(file)!r} is there already; name another file") from error
    except OSError as error:
        raise Fault(f"{str(file)!r} cannot be written ({error.strerror}); name another file") from error
    typer.echo(f"{file} written; take the example out before you bring it in.")


def _table(file: Path) -> Sequence[Sequence[str]]:
    from bot import sheets

    try:
        return sheets.rows(file.name, file.read_bytes())
    except OSError as error:
        raise Fault(f"{str(file)!r} cannot be read ({error.strerror}); name a .csv or .xlsx file") from error
    except sheets.BadSheet as error:
        raise Fault(f"{str(file)!r}: {error}") from error


async def _bring(read: Settings, file: Path, table: Sequence[Sequence[str]], by: str) -> Brought:
    import time

    from bot import caselist
    from bot.desk import Refused

    async with _writing(read) as storage:
        officer = await storage.desk.account_of(by)
        if officer is None:
            raise Fault(f"nobody at the desk has the address {by!r}; `needs desk people` lists them")
        try:
            found = caselist.entries(table, await storage.desk.accounts(), time.time())
            entries = [one for one in found if isinstance(one, caselist.Entry)]
            if wrong := [caselist.explained(one) for one in found if isinstance(one, caselist.Problem)]:
                raise Fault("\n".join([f"nothing was opened; {len(wrong)} cells are wrong:", *wrong]))
            return await caselist.bring(storage.desk, officer, entries)
        except caselist.BadColumns as error:
            raise Fault(f"{str(file)!r}: {error}") from error
        except Refused as error:
            raise Fault(f"{by} may not open cases; an officer or a lead may") from error


async def _invite(read: Settings, email: str, name: str, role: str, language: str) -> tuple[Account, str]:
    import time

    from bot.console.invitations import Unusable, invite
    from dialogs.words import AVAILABLE
    from storage.desk.port import View

    if language and language not in AVAILABLE:
        raise Fault(f"no language {language!r}; there are {', '.join(AVAILABLE)}")
    now = time.time()
    async with _writing(read) as storage:
        try:
            done = await invite(storage.desk, email, name, role, now=now, languages=(language,) if language else ())
        except Unusable as error:
            raise Fault(_WRONG[error.why]) from error
        await storage.desk.saw(View(None, f"invited {done.account.id}", None, now))
    return done.account, done.path


async def _people(read: Settings) -> Sequence[Account]:
    from storage import open_storage

    storage = await open_storage(read.database, read_only=True)
    try:
        return await storage.desk.accounts()
    finally:
        await storage.close()


@asynccontextmanager
async def _writing(read: Settings) -> AsyncIterator[Storage]:
    """The database: made when there is none, shared with a service that runs."""
    from storage import open_beside, open_storage
    from storage.port import FolderInUse

    try:
        storage = await open_storage(read.database)
    except FolderInUse:
        storage = await open_beside(read.database)
    try:
        yield storage
    finally:
        await storage.close()
