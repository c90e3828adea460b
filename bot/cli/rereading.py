"""What a platform delivered and nobody could read, read by the program as it is now: for `needs deliveries reread`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.adapters.payload import Malformed, decoded
from bot.inbox import Inbox

if TYPE_CHECKING:
    from bot.message import Inbound
    from storage.port import ParkedPayload, Storage


async def read_again(storage: Storage, id: int) -> bool:
    """Accept what it says, as of the time it came, and drop it; False: it is not there, or says nothing to us still.

    Twice is harmless: what was accepted is recognised by the platform's own ids.
    """
    payload = next((one for one in await storage.parked_payloads() if one.id == id), None)
    body = await storage.payload(id)
    if payload is None or body is None:
        return False
    try:
        inbound = _said(payload, body)
    except Malformed as error:
        typer.echo(f"needs: {id}: {error}", err=True)
        return False
    if inbound is None:
        typer.echo(f"needs: {id}: nothing that a person said to us; drop it", err=True)
        return False
    await Inbox(storage, lambda _: None).accept(inbound)
    return await storage.drop_payload(id)


def _said(payload: ParkedPayload, body: bytes) -> Inbound | None:
    match payload.channel:
        case "slack":
            from bot.adapters.slack.parked import said

            return said(body, payload.at)
        case "telegram":
            from bot.adapters.telegram.parse import Heard, parse

            found = parse(decoded(body), payload.at)
            return found.inbound if isinstance(found, Heard) else None
        case _:
            return None
