"""`needs serve`: the web chat and every channel that is set up, until stopped."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import Fault
from bot.cli.start import collect_seldom, keep_what_is_loaded, logs, settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import Service

app = typer.Typer(rich_markup_mode=None)

NEARBY = 20
"""How many ports after the usual one are tried when nobody chose one."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen, instead of NEEDS_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="On which port, instead of NEEDS_PORT.")] = None,
    demo: Annotated[bool | None, typer.Option(help="Show invented examples or not, instead of NEEDS_DEMO.")] = None,
) -> None:
    """Serve the web chat, and every channel that is set, until Ctrl-C.

    The database and the search index are made or brought up to date first.
    """
    import asyncio

    read = settings(host=host, port=port, demo=demo)
    logs(read.log_level)
    collect_seldom()
    try:
        asyncio.run(_serve(read))
    except (KeyboardInterrupt, asyncio.CancelledError):
        typer.echo("\nStopped. Everything that was accepted is saved.")


async def _serve(read: Settings) -> None:
    import asyncio
    import signal

    from bot import wiring

    if (running := asyncio.current_task()) is not None:
        for stop in (signal.SIGINT, signal.SIGTERM):  # Also where Ctrl-C was ignored by whoever started us.
            asyncio.get_running_loop().add_signal_handler(stop, running.cancel)
    async with wiring.open_service(read) as service:
        service.settings = on_free_port(read)
        beside = wiring.channels(service, _off)
        await _prepare(service)
        if beside:
            typer.echo(f"Starting beside the web chat: {', '.join(adapter.name.title() for adapter in beside)}.")
        site = wiring.web(service, lambda address: ready(read, address), beside)
        await service.serve(site, *beside, refused=_off)


def _off(channel: str, what_to_do: str) -> None:
    """A channel is not served; the others are."""
    typer.echo(f"needs: {channel.title()} is off. {what_to_do}", err=True)


async def _prepare(service: Service) -> None:
    """Build what is missing of the search index; a service without search is better than none."""
    from bot.cli import progress
    from knowledge.port import KnowledgeUnavailable

    try:
        with progress.shown("Building the search index") as advance:
            await service.prepare(advance)
    except KnowledgeUnavailable as fault:
        typer.echo(f"needs: serving without search: {fault}", err=True)


def ready(read: Settings, address: str) -> None:
    """The service can be reached there: say so, after the one pause that nobody notices yet."""
    keep_what_is_loaded()
    lines = [f"The needs desk is open at {address}", f"Data: {read.data_dir.resolve()}. Ctrl-C stops it."]
    if read.shows_examples:
        lines.append("Demonstration: invented examples are shown, and labelled.")
    if read.unset:
        lines.append(f"Not set yet: {', '.join(read.unset)}; see `needs doctor` and docs/settings.md.")
    typer.echo("\n".join(lines))


def on_free_port(read: Settings) -> Settings:
    """The settings with a port that is free now: the one set, or else the next after the usual one.

    Raises:
        Fault: the port that was set is taken, or none nearby is free.
    """
    tried = [read.port] if read.port_given else range(read.port, read.port + NEARBY)
    free = next((port for port in tried if is_free(read.host, port)), None)
    if free is None:
        raise Fault(
            f"port {read.port} on {read.host} is taken or not allowed; stop what uses it, or set NEEDS_PORT to another"
        )
    if free != read.port:
        typer.echo(f"Port {read.port} is taken by another program; using {free}.")
    return read.model_copy(update={"port": free})


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError:
        return False
    return True
