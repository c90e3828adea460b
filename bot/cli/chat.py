"""`needs chat`: the conversation in this terminal, or over a pipe."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(rich_markup_mode=None)

REMEMBERED = "terminal"
"""The file in the data folder that names the conversation to go on with."""


@app.command()
def chat(
    new: Annotated[bool, typer.Option("--new", help="Begin a new conversation instead of going on.")] = False,
    language: Annotated[str, typer.Option(help="Language of the first words (fr); else the terminal's.")] = "",
    files: Annotated[
        Path | None,
        typer.Option(help="Put what the help desk sent you into this folder, and stop.", file_okay=False),
    ] = None,
) -> None:
    """Talk here, as on the web page; lines may also come through a pipe, one message each."""
    import asyncio

    from bot.adapters import keyboard

    read = settings()
    if files is not None:
        logs("error")
        for path in _laid(asyncio.run(_received(read, conversation(read.data_dir))), files):
            typer.echo(path)
        return
    logs("critical" if keyboard.present() else "error")  # Nothing may stand between the lines of a conversation.
    asyncio.run(_talk(read, conversation(read.data_dir, new=new), language or spoken_here()))


async def _talk(read: Settings, chat: str, language: str) -> None:
    from bot import wiring
    from bot.adapters import keyboard
    from bot.adapters.terminal import Terminal

    async with wiring.open_service(read) as service:
        terminal = Terminal(
            keyboard.attached(),
            service.settled,
            chat=chat,
            language=language,
            site=read.public_url or f"http://{read.host}:{read.port}",
            greets=keyboard.present(),
        )
        await service.serve(terminal)


async def _received(read: Settings, chat: str) -> list[tuple[str, bytes]]:
    """What the desk sent to this conversation, by name, oldest first."""
    from bot import wiring
    from bot.adapters.terminal import Terminal

    async with wiring.open_service(read) as service:
        stored = await service.storage.find(Terminal.name, chat)
        kept = await service.storage.desk_files(stored.conversation) if stored else ()
        return [(file.name, await service.storage.file(file.id) or b"") for file in kept]


def _laid(files: Sequence[tuple[str, bytes]], folder: Path) -> Iterator[Path]:
    """Where they lie now; what lay there before is left alone."""
    from bot.filenames import distinct

    folder.mkdir(parents=True, exist_ok=True)
    names = [path.name for path in folder.iterdir()]
    for name, data in files:
        names.append(distinct(name, names))
        (path := folder / names[-1]).write_bytes(data)
        yield path


def conversation(folder: Path, *, new: bool = False) -> str:
    """The conversation this folder's terminal goes on with; a new one at first, or when asked for."""
    remembered = folder / REMEMBERED
    if not new and remembered.exists() and (name := remembered.read_text(encoding="utf-8").strip()):
        return name
    name = secrets.token_hex(8)
    folder.mkdir(parents=True, exist_ok=True)
    remembered.write_text(name, encoding="utf-8")
    return name


def spoken_here() -> str:
    """The language the terminal is set to, of those that have a catalogue; English when it says nothing."""
    from dialogs.words import spoken

    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return spoken(next((name for name in named if name), "").partition(".")[0])
