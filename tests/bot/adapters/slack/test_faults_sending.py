"""What goes wrong while we send, and the promise it could break: a table, and a check that broken products fail."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from structlog.testing import capture_logs

from bot.adapters.slack import adapter, calls, refusals
from bot.adapters.slack.draw import Drawn
from bot.channel import Undeliverable
from bot.message import Outbound, Place
from tests.bot.adapters.conformance import until
from tests.bot.adapters.slack.faults import Answer, Promise, done, half, hangs, refuses, resets, says
from tests.bot.adapters.slack.scene import Scene, staged
from tests.bot.adapters.slack.workspace import ALICE, BOB, Workspace

POST, UPDATE, OPEN = "chat.postMessage", "chat.update", "conversations.open"
ROOM, BYTES, SHARE = "files.getUploadURLExternal", "upload", "files.completeUploadExternal"
JSON = "application/json"


@dataclass(frozen=True)
class Fault:
    """One way a call goes wrong, once."""

    name: str
    method: str
    shows: Answer | Callable[[Workspace], Answer]
    """How Slack's server shows it; made for the workspace where it needs it."""
    risk: Promise
    becomes: Literal["later", "uncertain", "undeliverable", "blocked"]
    """What the message becomes in the table."""
    rest: float = 0.0
    """Seconds for which exactly this conversation is left alone; 0: some back-off."""
    told: str = ""
    """The event in the log for the operator."""
    carried: bool = False
    """Slack did what was asked, whatever it answered."""

    def __str__(self) -> str:
        return self.name


def lost(then: Answer) -> Callable[[Workspace], Answer]:
    return lambda workspace: done(workspace, then)


def refused_us(code: str) -> Fault:
    return Fault(code, POST, refuses(code), "the operator is told", "later", told="slack_refused_us")


def given_up(code: str) -> Fault:
    return Fault(code, POST, refuses(code), "order", "undeliverable", told="slack_refused")


def gone(code: str) -> Fault:
    return Fault(code, POST, refuses(code), "nothing lost", "blocked", told="place_blocked")


def perhaps(name: str, shows: Answer | Callable[[Workspace], Answer], *, carried: bool = False) -> Fault:
    return Fault(name, POST, shows, "nothing twice", "uncertain", told="send_failed", carried=carried)


POSTS = [
    Fault("429 with a time", POST, refuses("ratelimited", 429, retry_after="30"), "others not delayed", "later", 30.0),
    Fault("429 without one", POST, refuses("ratelimited", 429), "nothing lost", "later", refusals.WAIT),
    Fault("429 with words", POST, refuses("ratelimited", 429, retry_after="soon"), "nothing lost", "later", 5.0),
    Fault("429 for ages", POST, refuses("ratelimited", 429, retry_after="9" * 9), "nothing lost", "later", 3_600.0),
    Fault("429 in HTML", POST, says(429, "<html>", retry_after="2"), "nothing lost", "later", 2.0),
    Fault("ratelimited as 200", POST, refuses("ratelimited"), "nothing lost", "later", refusals.WAIT),
    perhaps("500", says(500)),
    perhaps("502 in HTML", says(502, "<html>Bad Gateway</html>", content_type="text/html")),
    perhaps("503", says(503)),
    perhaps("500 after it was done", lost(says(500)), carried=True),
    perhaps("internal_error", refuses("internal_error")),
    perhaps("fatal_error after it was done", lost(refuses("fatal_error")), carried=True),
    perhaps("a hang", hangs),
    perhaps("a hang after it was done", lost(hangs), carried=True),
    perhaps("half an answer", half),
    perhaps("half an answer after it was done", lost(half), carried=True),
    perhaps("a reset", resets),
    perhaps("a reset after it was done", lost(resets), carried=True),
    perhaps("an answer that is no JSON", says(200, "{", content_type=JSON)),
    perhaps("an answer that is no object", says(200, "[1]", content_type=JSON)),
    perhaps("an answer of nothing", says(200, b"")),
    perhaps("an answer without the message", says(200, '{"ok": true}', content_type=JSON)),
    *(refused_us(code) for code in ("invalid_auth", "token_revoked", "token_expired", "account_inactive",
                                    "missing_scope", "ekm_access_denied", "team_added_to_org")),
    *(given_up(code) for code in ("channel_not_found", "is_archived", "not_in_channel", "msg_too_long",
                                  "msg_blocks_too_long", "invalid_blocks", "no_text", "restricted_action",
                                  "of_next_year")),
    *(gone(code) for code in ("user_not_found", "user_disabled", "is_inactive", "messages_tab_disabled")),
]  # fmt: skip

OPENS = [
    *(Fault(f"{OPEN}: {name}", OPEN, shows, "nothing lost", "later")
      for name, shows in (("500", says(500)), ("a reset", resets), ("a hang", hangs), ("half an answer", half),
                          ("an answer without a channel", says(200, '{"ok": true}', content_type=JSON)),
                          ("internal_error", refuses("internal_error")))),
    Fault(f"{OPEN}: 429", OPEN, refuses("ratelimited", 429, retry_after="30"), "nothing lost", "later", 30.0),
    Fault(f"{OPEN}: token_revoked", OPEN, refuses("token_revoked"), "the operator is told", "later",
          told="slack_refused_us"),
    Fault(f"{OPEN}: user_disabled", OPEN, refuses("user_disabled"), "nothing lost", "blocked", told="place_blocked"),
    Fault(f"{OPEN}: refused", OPEN, refuses("method_not_supported_for_channel_type"), "order", "undeliverable",
          told="slack_refused"),
]  # fmt: skip
"""What can go wrong before there is a channel of direct messages: whoever asked for one in a thread, from Home or by
the command waits for no less than that."""

FILES = [
    *(Fault(f"{step}: {name}", step, shows, "nothing lost", "later")
      for step in (ROOM, BYTES) for name, shows in (("500", says(500)), ("a reset", resets), ("a hang", hangs))),
    Fault(f"{ROOM}: half an answer", ROOM, half, "nothing lost", "later"),
    Fault(f"{ROOM}: an answer of nothing", ROOM, says(200, b""), "nothing lost", "later"),
    Fault(f"{ROOM}: 429", ROOM, refuses("ratelimited", 429, retry_after="30"), "nothing lost", "later", 30.0),
    Fault(f"{ROOM}: refused", ROOM, refuses("file_uploads_disabled"), "order", "undeliverable", told="slack_refused"),
    Fault(f"{BYTES}: 429", BYTES, says(429), "nothing lost", "later"),
    Fault(f"{BYTES}: 413", BYTES, says(413), "order", "undeliverable", told="send_failed"),
    Fault(f"{SHARE}: 429", SHARE, refuses("ratelimited", 429, retry_after="30"), "nothing twice", "later", 30.0),
    Fault(f"{SHARE}: 500 after it was done", SHARE, lost(says(500)), "nothing twice", "uncertain", told="send_failed",
          carried=True),
    Fault(f"{SHARE}: a reset", SHARE, resets, "nothing twice", "uncertain", told="send_failed"),
    Fault(f"{SHARE}: refused", SHARE, refuses("file_not_found"), "order", "undeliverable", told="slack_refused"),
    Fault(f"{SHARE}: token_revoked", SHARE, refuses("token_revoked"), "the operator is told", "later",
          told="slack_refused_us"),
]  # fmt: skip

MOMENTS = [
    Fault("update: 429", UPDATE, refuses("ratelimited", 429, retry_after="30"), "nothing twice", "later", 30.0),
    Fault("update: 500", UPDATE, says(500), "nothing lost", "later"),
    Fault("update: 500 after it was done", UPDATE, lost(says(500)), "nothing twice", "later", carried=True),
    Fault("update: a reset after it was done", UPDATE, lost(resets), "nothing twice", "later", carried=True),
    Fault("update: a hang", UPDATE, hangs, "nothing lost", "later"),
    Fault("update: invalid_auth", UPDATE, refuses("invalid_auth"), "the operator is told", "later",
          told="slack_refused_us"),
]  # fmt: skip

REPLACED = ("message_not_found", "cant_update_message", "edit_window_closed")
"""Refusals of a change that a new message makes good."""


@pytest.fixture
async def scene(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(calls, "TOTAL", 1.5)
    async with staged(workspace, tmp_path) as scene:
        yield scene


async def check(scene: Scene, fault: Fault) -> None:
    """One person is answered twice while the first call goes wrong, another once: all promises, whatever the risk."""
    workspace = scene.workspace
    file = fault.method in (ROOM, BYTES, SHARE)
    await scene.answered(ALICE, Outbound("first", file="request.docx" if file else ""), Outbound("second"))
    await scene.answered(BOB, Outbound("other"))
    if fault.method == UPDATE:
        await scene.adapter.working(scene.place(ALICE), 1.0)
        assert scene.waits(ALICE)
    workspace.spared.add(workspace.direct(BOB))
    shows: Any = fault.shows
    workspace.faults[fault.method] = [shows(workspace) if fault.carried else shows]
    with capture_logs() as events:
        sending = asyncio.create_task(scene.flush())
        await until(lambda: scene.sees(BOB) == ["other"])
        assert fault.shows is not hangs or not sending.done(), "another waited for the one who hangs"
        await sending
        assert workspace.faults[fault.method] == [], "the fault was never met"
        await settle(scene, fault)
    told = {event["event"] for event in events if event["log_level"] in ("warning", "error")}
    assert not fault.told or fault.told in told, "the operator is not told"
    assert not scene.waits(ALICE), "one moment stands for ever"
    before = scene.sees(ALICE)
    await scene.flush(later=10_000.0)
    assert scene.sees(ALICE) == before, "sent again"
    assert scene.sees(BOB) == ["other"]


async def settle(scene: Scene, fault: Fault) -> None:
    """What the table and the screen say right after it, and in the end."""
    arrived = ["first"] if fault.carried else []
    match fault.becomes:
        case "later":
            assert scene.sees(ALICE) == arrived, "out of order, or lost"
            assert await scene.statuses(ALICE) == ["queued", "queued"]
            if fault.rest:
                await scene.flush(later=fault.rest - 0.1)
                assert scene.sees(ALICE) == arrived, "too early"
            await scene.flush(later=0.2 if fault.rest else 1_000.0)
            assert scene.sees(ALICE) == ["first", "second"]
            assert await scene.statuses(ALICE) == ["sent", "sent"]
        case "uncertain":
            assert scene.sees(ALICE) == [*arrived, "second"]
            assert await scene.statuses(ALICE) == ["uncertain", "sent"]
            assert len(await scene.storage.uncertain()) == 1
        case "undeliverable":
            assert scene.sees(ALICE) == ["second"]
            assert await scene.statuses(ALICE) == ["undeliverable", "sent"]
        case "blocked":
            await scene.flush(later=1_000.0)
            assert scene.sees(ALICE) == [], "somebody who wants nothing is written to"
            assert [place.waiting for place in await scene.storage.blocked_places()] == [2], "nobody can see it"
            await scene.writes(ALICE)
            assert list(await scene.storage.blocked_places()) == []
            await scene.flush()
            assert scene.sees(ALICE) == ["first", "second"]


@pytest.mark.parametrize("fault", [*POSTS, *OPENS, *FILES, *MOMENTS], ids=str)
async def test_a_fault_breaks_no_promise(scene: Scene, fault: Fault) -> None:
    """Nothing lost, nothing twice, in order; others are not delayed; who runs the service is told."""
    await check(scene, fault)


@pytest.mark.parametrize("code", REPLACED)
async def test_what_cannot_be_changed_is_written_anew(scene: Scene, code: str) -> None:
    """Somebody took "one moment" away, or Slack will not have it changed: the answer is a new message, once."""
    await scene.answered(ALICE, Outbound("first"), Outbound("second"))
    await scene.adapter.working(scene.place(ALICE), 1.0)
    scene.workspace.faults[UPDATE] = [refuses(code)]
    await scene.flush()
    assert scene.sees(ALICE) == ["first", "second"]
    assert await scene.statuses(ALICE) == ["sent", "sent"]


async def test_no_answer_overtakes_one_moment(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is there while "one moment" is on its way: it waits, lest the next one be put above it."""
    may, post = asyncio.Event(), scene.adapter._calls.post

    async def slowly(channel: str, thread: str, drawn: Drawn) -> str:
        if "One moment" in drawn.text:
            await may.wait()
        return await post(channel, thread, drawn)

    monkeypatch.setattr(scene.adapter._calls, "post", slowly)
    announcing = asyncio.create_task(scene.adapter.working(scene.place(ALICE), 1.0))
    await scene.answered(ALICE, Outbound("first"), Outbound("second"))
    sending = asyncio.create_task(scene.flush())
    await asyncio.sleep(0.05)
    assert scene.sees(ALICE) == []
    may.set()
    await asyncio.gather(announcing, sending)
    await scene.answered(ALICE, Outbound("third"))
    await scene.flush()
    assert scene.sees(ALICE) == ["first", "second", "third"]
    assert not scene.waits(ALICE)


async def test_a_file_takes_one_moment_away(scene: Scene) -> None:
    """No text can become a file, and what follows it stands below it."""
    await scene.adapter.working(scene.place(ALICE), 1.0)
    await scene.answered(ALICE, Outbound("first", file="request.docx"), Outbound("second"))
    await scene.flush()
    await scene.adapter.settled()
    assert scene.sees(ALICE) == ["first", "second"]
    assert not scene.waits(ALICE)


async def test_a_server_that_is_not_there(workspace: Workspace, tmp_path: Path) -> None:
    """Nothing left: everything waits, and arrives in order once Slack is back."""
    good, workspace.address = workspace.address, "http://127.0.0.1:1"
    async with staged(workspace, tmp_path) as scene:
        await scene.answered(ALICE, Outbound("first"), Outbound("second"))
        await scene.flush()
        assert await scene.statuses(ALICE) == ["queued", "queued"]
        scene.adapter._calls._client.base_url = f"{good}/api/"
        await scene.flush(later=1_000.0)
        assert scene.sees(ALICE) == ["first", "second"]


class GivesUp(Undeliverable):
    """As `TooFast` would be if nobody waited."""

    def __init__(self, seconds: float) -> None:
        super().__init__(str(seconds))


async def no_second_try(self: Any, place: Place, channel: str, drawn: Drawn) -> str:
    if spot := await self._moments.take(place):
        return str(await self._calls.update(*spot, drawn))
    return str(await self._calls.post(channel, place.thread, drawn))


@contextlib.asynccontextmanager
async def careless(*_: object) -> AsyncIterator[None]:
    """Repeats whatever went wrong."""
    async with refusals.repeatable():
        yield


BROKEN: dict[str, tuple[object, str, object]] = {
    "500 after it was done": (calls, "faults", careless),
    "a reset after it was done": (calls, "faults", careless),
    f"{SHARE}: 500 after it was done": (calls, "faults", careless),
    "429 with a time": (refusals, "TooFast", GivesUp),
    "429 without one": (refusals, "WAIT", 0.0),
    "token_revoked": (refusals, "OUR_FAULT", {}),
    "user_disabled": (refusals, "GONE", frozenset[str]()),
    f"{ROOM}: 500": (calls, "repeatable", refusals.faults),
    f"{OPEN}: 500": (calls, "repeatable", refusals.faults),
    "update: 429": (adapter.SlackAdapter, "_replace_or_post", no_second_try),
}
"""By fault, what is broken in the product: the check of that fault must fail then."""


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_product_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The checks above can fail: each of these changes to the product makes one do so."""
    fault = next(fault for fault in [*POSTS, *OPENS, *FILES, *MOMENTS] if fault.name == name)
    monkeypatch.setattr(*BROKEN[name])
    with pytest.raises(AssertionError):
        await check(scene, fault)
