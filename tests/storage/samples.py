"""Small values for the storage tests, and how to play a turn."""

from __future__ import annotations

from dataclasses import replace

from storage.port import Arrival, DocumentRow, NewRequest, Post, Receipt, Ring, Secret, Storage, TurnWrite

NOON = 1_760_000_000.0
"""Seconds since the epoch; the tests' clock stands still."""


def arrival(chat: str = "ada", n: int = 1, *, text: str = "the reef is dying", at: float = NOON) -> Arrival:
    """The n-th message of a chat."""
    return Arrival("web", chat, "", f"delivery-{n}", f"message-{n}", "text", text, language="en", at=at)


def turn(receipt: Receipt, token: int = 0, *posts: Post) -> TurnWrite:
    """An answer to a message; one post that asks when none are given."""
    answer = posts or (Post('{"text": "Where is it?"}', asks=True),)
    return TurnWrite(receipt.conversation, token, receipt.message, '{"phase": "asking"}', answer, at=NOON + 1)


async def answered(
    storage: Storage, chat: str = "ada", n: int = 1, *, at: float = NOON, text: str = "hello"
) -> Receipt:
    """A message that came in and was answered."""
    receipt = await storage.accept(arrival(chat, n, at=at, text=text))
    stored = await storage.read(receipt.conversation)
    await storage.write(turn(receipt, stored.token))
    return receipt


def request(code: str = "REEF-27") -> NewRequest:
    return NewRequest(code, "request", '{"problem": "lionfish"}', "BS", "Lionfish", "en", "desk", NOON)


def document(id: str = "doc-1", *, owner: int | None = None) -> DocumentRow:
    return DocumentRow(
        id,
        "practice",
        "en",
        "Lionfish derby",
        "Fishers caught them.",
        "a report",
        "2015",
        ("BS", "JM"),
        "public",
        owner,
    )


def secret(hash: str = "5e" * 32, *, expires: float = NOON + 60) -> Secret:
    return Secret(hash, "resume", expires)


def full(receipt: Receipt, token: int = 0) -> TurnWrite:
    """A turn that writes into every table."""
    return replace(
        turn(receipt, token),
        request=request(),
        documents=(document("request:REEF-27", owner=receipt.conversation),),
        secrets=(secret(),),
        notes=(("query", '{"question": "who pays?"}'),),
        rings=(Ring("request", "REEF-27", "en", "Lionfish", "BS", "Department of Fisheries"),),
    )
