"""Accept what a person sent: one insert, one commit, then the adapter may acknowledge."""

from __future__ import annotations

from collections.abc import Callable

from bot import attachments, linking
from bot.message import Inbound, Place
from storage.port import Arrival, Pending, Receipt, Storage, Stored


class Inbox:
    """The way in. `wake` gets every newly stored message, so that a turn need not be looked for.

    `ahead` may get it while it is being stored, with the receipt as it will be: something to think about meanwhile.
    """

    def __init__(
        self,
        storage: Storage,
        wake: Callable[[Pending], None],
        ahead: Callable[[Pending, Receipt], None] = lambda _, __: None,
    ) -> None:
        self._storage = storage
        self._wake = wake
        self._ahead = ahead

    async def accept(self, inbound: Inbound) -> bool:
        """True once the message is on disk for the first time; False for a redelivery.

        Raises:
            StorageUnavailable: it was not saved; the adapter must not acknowledge.
        """
        arrival = _arrival(inbound)

        def foretold(receipt: Receipt) -> None:
            if receipt.new:
                self._ahead(_pending(inbound.place, arrival, receipt), receipt)

        receipt = await self._storage.accept(arrival, foretold)
        if receipt.new:
            self._wake(_pending(inbound.place, arrival, receipt))
        return receipt.new


def _pending(place: Place, arrival: Arrival, receipt: Receipt) -> Pending:
    return Pending(
        message=receipt.message,
        conversation=receipt.conversation,
        position=receipt.position,
        kind=arrival.kind,
        text=arrival.text,
        tap=arrival.tap,
        language=arrival.language,
        at=arrival.at,
        about=arrival.about,
        attachments=arrival.attachments,
        channel=arrival.channel,
        seen=_new(place, receipt) if receipt.position == 1 else None,
    )


def _arrival(inbound: Inbound) -> Arrival:
    """As it is stored. A secret is kept as its digest alone, and of what was said among others nothing is kept."""
    kind, text = inbound.kind, inbound.text
    if kind in ("text", "edit") and (typed := linking.TYPED.fullmatch(text)):
        kind, text = "link", typed[1]
    if kind == "link":
        text = linking.stored_key(text)
    if kind == "group":
        text = ""
    return Arrival(
        channel=inbound.place.channel,
        chat=inbound.place.chat,
        thread=inbound.place.thread,
        delivery_id=inbound.delivery_id,
        message_id=inbound.message_id,
        kind=kind,
        text=text,
        tap=inbound.tap,
        language=inbound.language,
        at=inbound.at,
        about=inbound.about,
        attachments=attachments.written(inbound.attachments),
        contents=inbound.contents,
    )


def _new(place: Place, receipt: Receipt) -> Stored:
    """A conversation that begins with this message, as it would be read."""
    return Stored(
        receipt.conversation,
        place.channel,
        place.chat,
        place.thread,
        state="",
        token=0,
        asked_at=0,
        request="",
        following=receipt.position,
    )
