"""`needs deliveries`: what got stuck between us and the platforms, and what somebody at the desk decides about it.

Looking works beside a running service. Deciding writes: on a data folder the service is stopped for it, on Postgres it
goes on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from dialogs.keys import Json
    from storage.port import BlockedPlace, ParkedPayload, Storage, UncertainSend

app = typer.Typer(rich_markup_mode=None)
deliveries = typer.Typer(
    help="What got stuck between us and the platforms: look, and decide.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(deliveries, name="deliveries")

ALL = "all"

WHY = {
    "interrupted": "the service stopped in the middle",
    "Uncertain": "the platform did not confirm it",
    "TimeoutError": "the platform did not answer",
}
"""What the table says of a send, in words; other faults stand as they are called."""

Which = Annotated[list[str], typer.Argument(metavar="NUMBER... | all", help="As `needs deliveries list` shows them.")]
Lines = Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")]
Texts = Annotated[bool, typer.Option("--text", help="Show also what the messages say.")]


@dataclass(frozen=True, slots=True)
class Stuck:
    """Everything there is to decide or to know."""

    uncertain: Sequence[UncertainSend]
    unread: Sequence[ParkedPayload]
    blocked: Sequence[BlockedPlace]

    def __bool__(self) -> bool:
        return bool(self.uncertain or self.unread or self.blocked)


@deliveries.command(name="list")
def show(jsonl: Lines = False, text: Texts = False) -> None:
    """List what may not have arrived, what could not be read, and who wants nothing from us."""
    import asyncio

    logs("error")
    found = asyncio.run(_look())
    if jsonl:
        for row in rows(found, text=text):
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    typer.echo("\n".join(page(found, text=text)))


@deliveries.command()
def arrived(which: Which) -> None:
    """It arrived: a message of the first list is not listed any more, and never sent again."""
    _decide(which, _uncertain, lambda storage, id: storage.arrived(id), "{} settled.")


@deliveries.command()
def resend(which: Which) -> None:
    """Send it again, knowing that it may then be there twice: when the service runs, or at its next start."""
    _decide(which, _uncertain, lambda storage, id: storage.send_again(id), "{} will be sent again.")


@deliveries.command()
def reread(which: Which) -> None:
    """Read what could not be read with the program as it is now; what is read is answered from the next start on."""
    from bot.cli.rereading import read_again

    _decide(which, _unread, read_again, "{} read; answered from the next start of the service on.")


@deliveries.command()
def drop(which: Which) -> None:
    """Forget what could not be read, before its two weeks are over."""
    _decide(which, _unread, lambda storage, id: storage.drop_payload(id), "{} dropped.")


def rows(found: Stuck, *, text: bool) -> Iterator[dict[str, Json]]:
    """An object for each, of the kinds "uncertain", "unread" and "blocked"; with `text`, what messages say."""
    from bot.wire import read_outbound

    for send in found.uncertain:
        where: dict[str, Json] = {"channel": send.channel, "conversation": send.conversation, "code": send.code}
        said: dict[str, Json] = {"text": read_outbound(send.body).text} if text else {}
        yield {"kind": "uncertain", "number": send.message, **where, "since": _when(send.at), "why": send.why, **said}
    for payload in found.unread:
        what: dict[str, Json] = {"why": payload.why, "bytes": payload.size}
        yield {"kind": "unread", "number": payload.id, "channel": payload.channel, "since": _when(payload.at), **what}
    for place in found.blocked:
        where = {"channel": place.channel, "conversation": place.conversation, "code": place.code}
        yield {"kind": "blocked", **where, "since": _when(place.at), "waiting": place.waiting}


def page(found: Stuck, *, text: bool) -> Iterator[str]:
    """The same for people."""
    from bot.codes import masked
    from bot.wire import read_outbound

    if not found:
        yield "Nothing is stuck."
    if found.uncertain:
        yield "May not have arrived: ask, then `needs deliveries arrived` or `needs deliveries resend`"
    for send in found.uncertain:
        yield _line(
            send.message, send.channel, _case(send.code, send.conversation), send.at, WHY.get(send.why, send.why)
        )
        if text:
            yield from (f"        {line}" for line in masked(read_outbound(send.body).text).splitlines())
    if found.unread:
        yield "Could not be read: after an upgrade `needs deliveries reread`, or `needs deliveries drop`"
    for payload in found.unread:
        yield _line(payload.id, payload.channel, f"{payload.size} bytes", payload.at, payload.why)
    if found.blocked:
        yield "Want nothing from us, until they write again"
    for place in found.blocked:
        waiting = f"{place.waiting} messages wait"
        yield _line("", place.channel, _case(place.code, place.conversation), place.at, waiting)


def _decide(
    which: Iterable[str],
    listed: Callable[[Storage], Awaitable[Sequence[int]]],
    act: Callable[[Storage, int], Awaitable[bool]],
    done: str,
) -> None:
    """Do it with each; says how many it was done with, and ends with 1 when it was not all that were named."""
    import asyncio

    logs("error")

    async def all_of_them() -> tuple[int, list[int]]:
        async with _opened(read_only=False) as storage:
            ids = await listed(storage) if ALL in which else [_number(word) for word in which]
            left = [id for id in dict.fromkeys(ids) if not await act(storage, id)]
            return len(set(ids)) - len(left), left

    count, left = asyncio.run(all_of_them())
    typer.echo(done.format(count))
    if left:
        typer.echo(f"needs: left as they are: {', '.join(map(str, left))}; see `needs deliveries list`", err=True)
        sys.exit(1)


async def _look() -> Stuck:
    async with _opened(read_only=True) as storage:
        return await stuck(storage)


async def stuck(storage: Storage) -> Stuck:
    """All that is stuck now."""
    return Stuck(await storage.uncertain(), await storage.parked_payloads(), await storage.blocked_places())


async def _uncertain(storage: Storage) -> Sequence[int]:
    return [send.message for send in await storage.uncertain()]


async def _unread(storage: Storage) -> Sequence[int]:
    return [payload.id for payload in await storage.parked_payloads()]


@asynccontextmanager
async def _opened(*, read_only: bool) -> AsyncIterator[Storage]:
    from storage import open_storage

    storage = await open_storage(settings().database, read_only=read_only)
    try:
        yield storage
    finally:
        await storage.close()


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 19):
        raise Fault(f"{word!r} is no number of a delivery; `needs deliveries list` shows them, {ALL!r} means each")
    return int(word)


def _line(number: int | str, channel: str, what: str, at: float, why: str) -> str:
    return f"{number:>6}  {channel:<9} {what:<18} {_when(at)}  {why}"


def _case(code: str, conversation: int) -> str:
    return code or f"conversation {conversation}"


def _when(at: float) -> str:
    import datetime as dt

    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
