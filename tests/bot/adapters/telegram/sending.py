"""What can go wrong with a message of ours on its way to Telegram, as rows: each with what has to become of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from bot.adapters.telegram.request import LONGEST
from tests.bot.adapters.telegram.conftest import until
from tests.bot.adapters.telegram.desk import BOB, Desk, Promise, Row
from tests.bot.adapters.telegram.server import ALICE, refusal
from tests.bot.adapters.telegram.wire import Broken, Fault, Response

FIRST, SECOND, OTHER = "The first answer", "The second answer", "An answer to Bob"

LOST, TWICE, ORDER, OTHERS, TOLD = Promise


def page(status: int) -> Response:
    """What a proxy says of itself; it never heard of Telegram."""
    return Response(status, f"<html><title>{status}</title></html>".encode(), "text/html")


@dataclass(frozen=True, slots=True)
class Sending:
    """A fault of `sendMessage` to Alice, and what becomes of that message."""

    fault: str
    shown: str
    promise: Promise
    how: Broken | Response
    end: Literal["sent", "uncertain", "undeliverable", "blocked"]
    taken: bool = False
    """Telegram showed the message, and the answer alone went wrong."""
    rest: int = 0
    """Seconds for which Alice is left alone."""

    def row(self) -> Row:
        return Row(self.fault, self.shown, self.promise, self.check)

    async def check(self, desk: Desk) -> None:
        """It ends as it has to; Bob waits for nothing; what follows comes behind it; nobody reads anything twice."""
        await desk.hears("hello", ALICE)
        await desk.hears("hello", BOB)
        desk.telegram.fail("sendMessage", self.how, after=self.taken, chat=ALICE)
        await desk.answer(FIRST, SECOND, chat=ALICE)
        await desk.answer(OTHER, chat=BOB)
        await desk.flush()
        assert desk.read(BOB) == [OTHER]
        assert not any(desk.telegram.faults.values()), "the fault never happened"
        if self.rest:
            await desk.wait(self.rest - 1)
            assert desk.read(ALICE) == []
        await desk.wait(60)
        follows = "blocked" if self.end == "blocked" else "sent"
        assert await desk.became(ALICE) == [(FIRST, self.end), (SECOND, follows)]
        first = [FIRST] if self.taken or self.end == "sent" else []
        assert desk.read(ALICE) == [*first, *([SECOND] if follows == "sent" else [])]
        assert desk.read(BOB) == [OTHER]
        await self._told(desk)

    async def _told(self, desk: Desk) -> None:
        """Whoever runs the service can see what was not delivered, and why nothing is sent to somebody."""
        assert desk.logged("send_failed") == (self.end in ("uncertain", "undeliverable"))
        assert len(await desk.storage.uncertain()) == (self.end == "uncertain")
        if self.end != "blocked":
            return
        assert desk.logged("place_blocked")
        assert [note.kind for note in await desk.storage.notes()] == ["blocked"]
        await desk.hears("I am back")
        await desk.wait(5)
        assert desk.read(ALICE) == [FIRST, SECOND]


SENDING = (
    Sending("too fast", "429, retry_after 7", OTHERS, refusal(429, "Too Many Requests: retry after 7", retry_after=7),
            "sent", rest=7),
    Sending("too fast, no time named", "429 without retry_after", OTHERS, refusal(429, "Too Many Requests"), "sent",
            rest=5),
    Sending("too fast, says a proxy", "429 with a page", OTHERS, page(429), "sent", rest=5),
    Sending("internal error", "500 in Telegram's words", TWICE, refusal(500, "Internal Server Error"), "uncertain"),
    Sending("internal error after the effect", "500, and the message is there", TWICE,
            refusal(500, "Internal Server Error"), "uncertain", taken=True),
    Sending("bad gateway", "502 with a page", TWICE, page(502), "uncertain", taken=True),
    Sending("gateway timeout", "504 with a page", TWICE, page(504), "uncertain", taken=True),
    Sending("no answer", "the connection stays open, silent", TWICE, "hang", "uncertain", taken=True),
    Sending("slow loris", "a byte every half second", TWICE, "slow", "uncertain", taken=True),
    Sending("half an answer", "fewer bytes than announced", TWICE, "half", "uncertain", taken=True),
    Sending("a cut header", "the answer ends in its header", TWICE, "cut header", "uncertain", taken=True),
    Sending("reset", "RST in place of an answer", TWICE, "reset", "uncertain", taken=True),
    Sending("closed", "FIN in place of an answer", TWICE, "close", "uncertain", taken=True),
    Sending("not HTTP", "the banner of another service", TWICE, "no http", "uncertain"),
    Sending("an endless header", "200 kB of one header", TWICE, "too long", "uncertain"),
    Sending("bad JSON", "200, cut in the middle", TWICE, Response(200, b'{"ok":true,"resu'), "uncertain"),
    Sending("JSON of another kind", "200 with a list", TWICE, Response(200, b"[1, 2]"), "uncertain"),
    Sending("JSON of somebody else", "200 without `ok`", TWICE, Response(200, b'{"error": "log in"}'), "uncertain"),
    Sending("an empty result", "200, ok, null", TWICE, Response(200, b'{"ok":true,"result":null}'), "uncertain"),
    Sending("blocked", "403, blocked by the user", TOLD, refusal(403, "Forbidden: bot was blocked by the user"),
            "blocked"),
    Sending("deactivated", "403, user is deactivated", TOLD, refusal(403, "Forbidden: user is deactivated"), "blocked"),
    Sending("forbidden, says a proxy", "403 with a page", LOST, page(403), "uncertain"),
    Sending("not found, says a proxy", "404 with a page", LOST, page(404), "uncertain"),
    Sending("not parsed", "400, can't parse entities", ORDER,
            refusal(400, "Bad Request: can't parse entities: byte offset 3"), "undeliverable"),
    Sending("chat gone", "400, chat not found", ORDER, refusal(400, "Bad Request: chat not found"), "undeliverable"),
    Sending("chat moved", "400 with migrate_to_chat_id", ORDER,
            refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001), "undeliverable"),
    Sending("too large", "413", ORDER, refusal(413, "Request Entity Too Large"), "undeliverable"),
)  # fmt: skip


async def _away(desk: Desk) -> None:
    await desk.hears("hello")
    await desk.answer(FIRST, SECOND)
    await desk.telegram.leave()
    await desk.wait(3)
    assert [status for _, status in await desk.became()] == ["queued", "queued"]
    await desk.telegram.back()
    await desk.wait(60)
    assert desk.read() == [FIRST, SECOND]


async def _years(desk: Desk) -> None:
    await desk.hears("hello")
    desk.telegram.fail("sendMessage", refusal(429, "Too Many Requests", retry_after=999_999_999))
    await desk.answer(FIRST)
    await desk.flush()
    assert desk.read() == []
    desk.now += LONGEST
    await desk.wait(1)
    assert desk.read() == [FIRST]


async def _hangs(desk: Desk) -> None:
    await desk.hears("hello", ALICE)
    await desk.hears("hello", BOB)
    desk.telegram.fail("sendMessage", "hang", chat=ALICE)
    await desk.answer(FIRST, chat=ALICE)
    await desk.answer(OTHER, chat=BOB)
    sending = asyncio.create_task(desk.flush())
    try:
        await until(lambda: desk.read(BOB) == [OTHER])
        assert not sending.done()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _second_part(desk: Desk) -> None:
    await desk.hears("hello")
    parts = ["a" * 3000, "b" * 3000, "c" * 3000]
    busy = refusal(429, "Too Many Requests: retry after 2", retry_after=2)
    desk.telegram.faults["sendMessage"] = [Fault(busy, only=b"bbbb")]
    await desk.answer("\n\n".join(parts))
    await desk.wait(5)
    assert desk.read() == parts


async def _sign_gone(desk: Desk) -> None:
    await desk.hears("hello")
    await desk.adapter.working(desk.place(), 10)
    sign = desk.telegram.seen()[0].message_id
    del desk.telegram.chats[ALICE][sign]
    await desk.answer(FIRST)
    await desk.wait(2)
    assert desk.read() == [FIRST]
    assert any("message to edit not found" in refused for refused in desk.telegram.refused)


async def _sign_stays(desk: Desk) -> None:
    await desk.hears("hello")
    await desk.adapter.working(desk.place(), 10)
    await desk.answer(FIRST)
    await desk.telegram.leave()
    await desk.flush()
    await desk.telegram.back()
    await desk.wait(5)
    assert desk.read() == [FIRST]


async def _sign_half_rewritten(desk: Desk) -> None:
    """Nobody knows whether the answer took its place: it is written there once more, and not a second time below."""
    await desk.hears("hello")
    await desk.adapter.working(desk.place(), 10)
    desk.telegram.fail("editMessageText", "close")
    await desk.answer(FIRST)
    await desk.wait(2)
    await until(lambda: desk.read() == [FIRST])
    assert await desk.became() == [(FIRST, "uncertain")]


async def _sign_without_an_answer(desk: Desk) -> None:
    """Nothing follows: it goes by itself after a while."""
    await desk.hears("hello")
    await desk.adapter.working(desk.place(), 10)
    assert len(desk.read()) == 1
    await until(lambda: desk.read() == [])


async def _sign_at_the_end(desk: Desk) -> None:
    """The channel stops before there is an answer: it goes with it."""
    await desk.hears("hello")
    await desk.adapter.working(desk.place(), 10)
    desk.receiving.cancel()
    await until(lambda: desk.read() == [])


async def _sign_before_a_file(desk: Desk) -> None:
    await desk.hears("hello")
    await desk.adapter.working(desk.place(), 10)
    desk.telegram.fail("sendDocument", refusal(429, "Too Many Requests: retry after 2", retry_after=2))
    await desk.answer(FIRST, file="request.docx")
    await desk.wait(5)
    await until(lambda: desk.read() == [FIRST])
    assert desk.telegram.count("deleteMessage") == 1


async def _token_taken(desk: Desk) -> None:
    await desk.hears("hello")
    await desk.answer(FIRST)
    desk.telegram.tokens.clear()
    await desk.flush()
    assert await desk.became() == [(FIRST, "queued")]
    assert desk.logged("telegram_token_refused")
    assert "BotFather" in next(e["what_to_do"] for e in desk.events if e["event"] == "telegram_token_refused")


ROWS = (
    *(sending.row() for sending in SENDING),
    Row("out of reach", "nobody listens", LOST, _away),
    Row("too fast for years", "429, retry_after of 31 years", LOST, _years),
    Row("one chat hangs", "no answer for one chat, for minutes", OTHERS, _hangs, patience=60.0),
    Row("too fast in the middle", "429 for the second of three parts", TWICE, _second_part),
    Row("edited message gone", "400, message to edit not found", LOST, _sign_gone),
    Row("out of reach while editing", "nobody listens when a sign is to become the answer", ORDER, _sign_stays),
    Row("sign half rewritten", "closed before the answer when a sign is to become ours", TWICE, _sign_half_rewritten),
    Row("sign without an answer", "nothing follows a sign", OTHERS, _sign_without_an_answer),
    Row("sign at the end", "the channel stops after a sign", OTHERS, _sign_at_the_end),
    Row("too fast for a file", "429 for a file that follows a sign", ORDER, _sign_before_a_file),
    Row("token taken away", "401 to a call", TOLD, _token_taken, webhook=True),
)
