"""Messages that announce an answer which takes long: whoever answers takes them away, also after a death."""

from __future__ import annotations

from dataclasses import dataclass

from storage.connection import Connection
from storage.port import Announced
from storage.work import alone

_PLACE = "channel = ? AND chat = ? AND thread = ?"


@dataclass(frozen=True, slots=True)
class Named:
    """One message of a channel's."""

    channel: str
    at: Announced


@alone("sent")
def keep(db: Connection, named: Named) -> None:
    place = (named.channel, named.at.chat, named.at.thread)
    db.run(f"UPDATE conversation SET moment = ? WHERE {_PLACE}", (named.at.remote, *place))  # noqa: S608 - ours


@alone("sent")
def claim(db: Connection, named: Named) -> bool:
    place = (named.channel, named.at.chat, named.at.thread)
    taken = f"UPDATE conversation SET moment = '' WHERE {_PLACE} AND moment = ?"  # noqa: S608 - ours
    return bool(db.run(taken, (*place, named.at.remote)))


@alone(None)
def left(db: Connection, channel: str) -> list[Announced]:
    rows = db.rows(
        "SELECT chat, thread, moment FROM conversation WHERE channel = ? AND moment <> '' ORDER BY id", (channel,)
    )
    return [Announced(*row) for row in rows]
