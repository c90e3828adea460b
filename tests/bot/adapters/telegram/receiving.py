"""What can go wrong with what Telegram tells us, as rows: fetched, or by its calls of us"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channel import Misconfigured
from bot.message import Option
from tests.bot.adapters.telegram.conftest import until
from tests.bot.adapters.telegram.desk import BOB, Desk, Promise, Row
from tests.bot.adapters.telegram.sending import page
from tests.bot.adapters.telegram.server import ALICE, TOKEN, Telegram, refusal
from tests.bot.adapters.telegram.wire import Broken, Response

LOST, TWICE, ORDER, OTHERS, TOLD = Promise

Check = Callable[[Desk], Awaitable[None]]


def _goes_on(how: Broken | Response, event: str = "telegram_unreachable", *, after: bool = False) -> Check:
    """Fetching fails twice while somebody writes: it is said so, and everything is heard once, in order."""

    async def check(desk: Desk) -> None:
        desk.telegram.fail("getUpdates", how, 2, after=after)
        await desk.hears("one")
        await desk.telegram.writes("two")
        await until(lambda: len(desk.gate.new) == 2)
        await until(lambda: not any(desk.telegram.faults.values()))
        await desk.hears("three")
        assert desk.gate.texts() == ["one", "two", "three"]
        assert desk.logged(event)
        assert TOKEN not in repr(desk.events)

    return check


async def _told_to_wait(desk: Desk) -> None:
    clock = asyncio.get_running_loop().time
    desk.telegram.fail("getUpdates", refusal(429, "Too Many Requests: retry after 1", retry_after=1))
    await desk.hears("one")
    await until(lambda: not any(desk.telegram.faults.values()))
    asked, count = clock(), desk.telegram.count("getUpdates")
    await until(lambda: desk.telegram.count("getUpdates") > count)
    assert clock() - asked > 0.9
    await desk.hears("two")


async def _webhook_elsewhere(desk: Desk) -> None:
    desk.telegram.webhook = {"url": "https://elsewhere.example/", "secret_token": ""}
    await until(lambda: desk.logged("telegram_taken"))
    desk.telegram.webhook = {}
    await desk.hears("one")
    assert all(event["what_to_do"] for event in desk.events if event["event"] == "telegram_taken")


async def _token_taken(desk: Desk) -> None:
    desk.telegram.tokens.clear()
    await until(desk.receiving.done)
    _says_what_to_do(desk, "BotFather")


async def _gave_up(desk: Desk) -> None:
    _says_what_to_do(desk, "BotFather")


async def _not_called(desk: Desk) -> None:
    _says_what_to_do(desk, "NEEDS_TELEGRAM_WEBHOOK")


def _says_what_to_do(desk: Desk, word: str) -> None:
    assert desk.receiving.done()
    error = desk.receiving.exception()
    assert isinstance(error, Misconfigured)
    assert word in str(error)
    assert TOKEN not in f"{error!r}{desk.events!r}"


async def _late_start(desk: Desk) -> None:
    await desk.hears("one")
    assert [event["event"] for event in desk.events].count("telegram_unreachable") == 5


async def _unsaved(desk: Desk) -> None:
    desk.gate.broken = True
    update = await desk.telegram.writes("one")
    await desk.telegram.writes("two")
    await until(lambda: desk.telegram.delivered.get(update["update_id"], 0) > 3)
    await until(lambda: "not saved" in desk.telegram.screen())
    assert desk.telegram.confirmed <= update["update_id"]
    assert set(desk.telegram.hook_status) <= {503}
    desk.gate.broken = False
    await until(lambda: len(desk.gate.new) == 2)
    assert sorted(desk.gate.texts()) == ["one", "two"]
    # For a message once, however often it was delivered; one that waits behind another was not even tried.
    assert desk.telegram.screen().count("not saved") <= 2
    assert desk.logged("storage_unavailable")


async def _shuffled(desk: Desk) -> None:
    made = [_update(desk, f"{chat} {n}", chat) for n in range(6) for chat in (ALICE, BOB)]
    pile = made * 3
    random.Random(7).shuffle(pile)
    for update in pile:
        await desk.telegram.again(update)
    await until(lambda: len(desk.gate.new) == len(made))
    await desk.hears("the end")
    assert sorted(desk.gate.texts()) == sorted([*(update["message"]["text"] for update in made), "the end"])
    assert desk.papers.parked == []


async def _numbers_jump_back(desk: Desk) -> None:
    for text in ("one", "two", "three"):
        await desk.hears(text)
    desk.telegram.number_from(5001)
    await desk.hears("four")
    desk.telegram.number_from(1001)
    await desk.hears("five")
    await desk.hears("six")
    assert desk.gate.texts() == ["one", "two", "three", "four", "five", "six"]
    await until(lambda: bool(desk.telegram.webhook) or desk.telegram.confirmed == 1003)


async def _changed_at_once(desk: Desk) -> None:
    """The dates of both changes are the same; delivered again each is what it was."""
    await desk.hears("one")
    number = next(iter(desk.telegram.chats[ALICE]))
    changes = [await desk.telegram.edits(number, text) for text in ("two", "three")]
    assert len({change["edited_message"]["edit_date"] for change in changes}) == 1
    for change in changes:
        await desk.telegram.again(change)
    await desk.hears("the end")
    assert [(inbound.kind, inbound.text) for inbound in desk.gate.new] == [
        ("text", "one"), ("edit", "two"), ("edit", "three"), ("text", "the end"),
    ]  # fmt: skip


async def _replayed(desk: Desk) -> None:
    desk.telegram.calls_by_itself = False
    day = [_update(desk, str(n), (ALICE, BOB)[n % 2]) for n in range(100)]
    for update in (*day, *day):
        assert await desk.telegram.call(update)
    assert desk.gate.texts() == [str(n) for n in range(100)]


async def _skewed(desk: Desk) -> None:
    desk.telegram.calls_by_itself = False
    for text, date in (("one", 4_102_444_800), ("two", 1), ("three", 2_000_000_000)):
        update = _update(desk, text)
        update["message"]["date"] = date
        assert await desk.telegram.call(update)
    assert desk.gate.texts() == ["one", "two", "three"]
    assert all(abs(inbound.at - time.time()) < 60 for inbound in desk.gate.new)


async def _poisoned(desk: Desk) -> None:
    good = [_update(desk, text) for text in ("one", "two", "three")]
    bad = _update(desk, "bad")
    bad["message"]["chat"] = {"id": "forty-two", "type": "private"}
    desk.telegram.updates += [good[0], bad, good[1]]
    await desk.telegram.again(good[2])
    await until(lambda: len(desk.gate.new) == 3)
    assert desk.gate.texts() == ["one", "two", "three"]
    assert len(desk.papers.parked) == 1
    assert desk.logged("telegram_update_put_aside")


async def _unheard_of(desk: Desk) -> None:
    desk.telegram.calls_by_itself = False
    for what in ({"thought": {"of": "a person"}}, {"message": None}, {}):
        assert await desk.telegram.call({"update_id": 5, **what})
    assert (desk.gate.new, desk.papers.parked) == ([], [])


async def _our_own_fault(desk: Desk) -> None:
    accept, desk.gate._inbox.accept = desk.gate._inbox.accept, _fails  # type: ignore[method-assign]  # a bug of ours
    await desk.telegram.writes("one")
    await until(lambda: len(desk.papers.parked) == 1)
    desk.gate._inbox.accept = accept  # type: ignore[method-assign]
    await desk.hears("two")
    assert desk.gate.texts() == ["two"]
    assert desk.logged("telegram_update_not_taken")
    assert json.loads(desk.papers.parked[0][0])["message"]["text"] == "one"


async def _fails(_: object) -> bool:
    raise RuntimeError("a fault of ours")


def _tap(how: Broken | Response, method: str = "answerCallbackQuery") -> Check:
    """What a tap shows fails; the tap itself counts once, and others are heard meanwhile."""

    async def check(desk: Desk) -> None:
        await desk.hears("hello")
        await desk.answer("Which?", options=[Option("Yes", "7|pick|yes"), Option("No", "7|pick|no")])
        await desk.flush()
        desk.telegram.fail(method, how)
        await desk.telegram.taps(desk.telegram.seen()[-1].message_id, "7|pick|yes")
        await desk.hears("hello", BOB)
        await until(lambda: desk.logged("telegram_errand_failed"))
        assert [inbound.tap for inbound in desk.gate.new if inbound.kind == "tap"] == ["7|pick|yes"]
        if method != "editMessageReplyMarkup":
            await until(lambda: "[✓ Yes]" in desk.telegram.screen())

    return check


def _update(desk: Desk, text: str, chat: int = ALICE) -> dict[str, Any]:
    return desk.telegram.update(message=desk.telegram.message(chat, text=text))


def _slow_start(telegram: Telegram) -> None:
    telegram.fail("getMe", "reset", 2)
    telegram.fail("getMe", page(502))
    telegram.fail("deleteWebhook", refusal(500, "Internal Server Error"), 2)


def _no_webhook(telegram: Telegram) -> None:
    telegram.fail("setWebhook", refusal(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook"))


def _polled_and_called(fault: str, shown: str, promise: Promise, check: Check) -> tuple[Row, Row]:
    return Row(fault, shown, promise, check), Row(f"{fault}, by webhook", shown, promise, check, webhook=True)


TAKEN = refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot is running")
OLD = refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")

ROWS = (
    Row("fetching: internal error", "500", LOST, _goes_on(refusal(500, "Internal Server Error"))),
    Row("fetching: bad gateway", "502 with a page", LOST, _goes_on(page(502))),
    Row("fetching: not found, says a proxy", "404 with a page", LOST, _goes_on(page(404))),
    Row("fetching: log in, says a proxy", "401 with a page", LOST, _goes_on(page(401))),
    Row("fetching: no answer", "silence", LOST, _goes_on("hang", after=True)),
    Row("fetching: half an answer", "updates cut in the middle", LOST, _goes_on("half", after=True)),
    Row("fetching: reset", "RST after the updates were read", LOST, _goes_on("reset", after=True)),
    Row("fetching: slow loris", "a byte every half second", LOST, _goes_on("slow", after=True)),
    Row("fetching: bad JSON", "200, cut", LOST, _goes_on(Response(200, b'{"ok":true,"result":[{'))),
    Row("fetching: no list", "200, ok, an object", LOST, _goes_on(Response(200, b'{"ok":true,"result":{}}'))),
    Row("fetching: no numbers", "updates without ids", LOST, _goes_on(Response(200, b'{"ok":true,"result":[{}, 1]}'))),
    Row("two fetch", "409, terminated by another", TOLD, _goes_on(TAKEN, "telegram_taken")),
    Row("webhook set elsewhere", "409, webhook is active", TOLD, _webhook_elsewhere),
    Row("fetching too fast", "429, retry_after 1", OTHERS, _told_to_wait),
    Row("token revoked", "401 when fetching", TOLD, _token_taken),
    Row("token wrong", "401 at the start", TOLD, _gave_up, lambda telegram: telegram.tokens.clear()),
    Row("address refused", "400, bad webhook", TOLD, _not_called, _no_webhook, webhook=True),
    Row("away at the start", "reset, 502 and 500 at the start", LOST, _late_start, _slow_start),
    *_polled_and_called("database away", "our own disk is full", LOST, _unsaved),
    *_polled_and_called("shuffled and repeated", "each three times, in any order", TWICE, _shuffled),
    *_polled_and_called("numbers jump back", "update ids that were used before", LOST, _numbers_jump_back),
    *_polled_and_called("a fault of ours", "the inbox raises", OTHERS, _our_own_fault),
    Row("changed twice at once", "two changes of one second, each delivered twice", LOST, _changed_at_once),
    Row("a day again", "a hundred updates, replayed", TWICE, _replayed, webhook=True),
    Row("clock skew", "dates of 1970 and 2100", ORDER, _skewed, webhook=True),
    Row("poisoned", "one that cannot be read among others", OTHERS, _poisoned),
    Row("unheard of", "kinds of update we do not know", OTHERS, _unheard_of, webhook=True),
    Row("late for a tap", "400, query is too old", LOST, _tap(OLD)),
    Row("no answer to a tap's end", "silence", OTHERS, _tap("hang")),
    Row("tapped message gone", "400, message to edit not found", LOST,
        _tap(refusal(400, "Bad Request: message to edit not found"), "editMessageReplyMarkup")),
)  # fmt: skip
