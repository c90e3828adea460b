"""The desk's channel when Slack, or its channel, has a bad day: nothing lost, nothing twice, and somebody is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.adapters.slack import desk as slack_desk
from bot.adapters.slack import desk_staff
from bot.adapters.slack.desk_calls import DeskCalls
from tests.bot.adapters.slack.colleagues import ANA, ROOM, Office, office, until
from tests.bot.adapters.slack.faults import Answer, done, half, refuses, resets, says
from tests.bot.adapters.slack.member import Member, lines_of, shown
from tests.bot.adapters.slack.workspace import BOT, Workspace


@pytest.fixture
async def desk(workspace: Workspace, data_folder: Path) -> AsyncIterator[Office]:
    async with office(workspace, data_folder) as made:
        yield made


def ours(desk: Office) -> list[str]:
    """All lines that we wrote in the channel, in order, each as it begins."""
    posts = [m for m in desk.workspace.messages.get(ROOM, []) if m["user"] == BOT]
    return [line.splitlines()[0] for m in posts for line in (lines_of(m) if m.get("thread_ts") else [shown(m)])]


@pytest.mark.parametrize("then", [says(503), resets, half, refuses("internal_error")], ids=range(4))
@pytest.mark.parametrize("carried_out", [True, False])
async def test_what_may_have_arrived_is_looked_for(desk: Office, then: Answer, carried_out: bool) -> None:
    """The first message and a reply, each of which Slack took or not without saying so: each stands there once."""
    fault = done(desk.workspace, then) if carried_out else then
    desk.workspace.faults["chat.postMessage"] = [fault]
    await desk.waits("ada")
    await until(lambda: len(ours(desk)) >= 3 and not desk.workspace.faults["chat.postMessage"])
    desk.workspace.faults["chat.postMessage"] = [fault]
    await desk.later()
    await desk.presses(desk.ana, "take")
    await desk.says("ada", "It fell by half")
    await until(lambda: "PersonIt fell by half" in ours(desk))
    assert len(ours(desk)) == len(set(ours(desk)))
    assert len(desk.roots()) == 1
    assert await desk.service.storage.uncertain() == []


@pytest.mark.parametrize("carried_out", [True, False])
async def test_what_may_have_arrived_is_erased_as_well(desk: Office, carried_out: bool) -> None:
    """Slack took a post, or not, and did not say so; before it was looked for, the person had everything erased."""
    case = await desk.waits("ada")
    await desk.later()
    fault = done(desk.workspace, says(503)) if carried_out else says(503)
    desk.workspace.faults["chat.postMessage"] = [fault]
    await desk.says("ada", "It fell by half")
    assert ("fell by half" in str(desk.workspace.messages[ROOM])) == carried_out
    await desk.says("ada", "delete everything")
    await desk.says("ada", "yes")
    await until(lambda: len(ours(desk)) == 1 and "erased" in shown(desk.roots()[0]))
    assert shown(desk.roots()[0]).startswith(case.code)
    assert await desk.service.storage.uncertain() == []


@pytest.mark.parametrize("carried_out", [True, False])
async def test_a_thread_that_may_have_begun_is_erased_as_well(desk: Office, carried_out: bool) -> None:
    """The same of a first message: where it stands it says that all was erased; none begins for that."""
    fault = done(desk.workspace, says(503)) if carried_out else says(503)
    desk.workspace.faults["chat.postMessage"] = [fault]
    await desk.waits("ada")
    assert len(desk.roots()) == carried_out
    await desk.says("ada", "delete everything")
    await desk.says("ada", "yes")
    await until(lambda: any(name == "conversations.history" for name, _ in desk.workspace.calls))
    await until(lambda: [shown(m).splitlines()[1][:16] for m in desk.roots()] == ["Everything about"] * carried_out)
    await desk.settled()
    assert "Lionfish" not in str([{**m, "before": None} for m in desk.workspace.messages.get(ROOM, [])])
    assert len(desk.roots()) == carried_out


async def test_a_product_that_looks_for_nothing_is_found(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above fails for one that posts again whatever may be there."""

    async def nowhere(*_: object) -> str:
        return ""

    monkeypatch.setattr(DeskCalls, "posted", nowhere)
    desk.workspace.faults["chat.postMessage"] = [done(desk.workspace, says(503))]
    await desk.waits("ada")
    await until(lambda: len(desk.roots()) == 2)


async def test_a_reply_to_a_thread_we_do_not_know_yet(desk: Office) -> None:
    """Slack took the first message and did not say so: what is written under it is not acknowledged until we know."""
    desk.workspace.faults["chat.postMessage"] = [done(desk.workspace, says(503))]
    desk.workspace.faults["conversations.history"] = [says(503)] * 2
    await desk.waits("ada")
    assert len(desk.roots()) == 1
    desk.ana.way.patience = 0.5  # type: ignore[attr-defined]
    root = desk.roots()[0]["ts"]
    assert not await desk.ana.says("Good morning", thread=root, channel=ROOM)
    desk.workspace.faults["conversations.history"].clear()
    await until(lambda: len(ours(desk)) >= 3)
    assert await desk.ana.repeats()
    await desk.settled()
    assert "Good morning" in (await desk.heard("ada"))[-1]


async def test_a_thread_that_nobody_knows_any_more(desk: Office) -> None:
    """Of another installation, or of before a backup: whoever writes there is told."""
    await desk.waits("ada")
    stray = {"ts": desk.workspace.ts(), "user": BOT, "text": "of another time"}
    desk.workspace.posted(ROOM, stray)
    assert await desk.ana.says("Good morning", thread=stray["ts"], channel=ROOM)
    assert desk.whispered(desk.ana) == ["There is no such page or case, or the person had it erased."]


async def test_too_fast_is_later(desk: Office) -> None:
    """What Slack asks to wait for waits, in order."""
    desk.workspace.faults["chat.postMessage"] = [refuses("ratelimited", 429, retry_after="1")] * 2
    await desk.waits("ada")
    await until(lambda: len(ours(desk)) >= 3)
    assert ours(desk)[0].startswith("Lionfish")


async def test_a_closed_channel_holds_everything(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Archived, or without us: the log says once what to do, people are served, the console goes on; once it is open
    everything stands there, once and in order."""
    monkeypatch.setattr(slack_desk, "REST", 0.2)
    desk.workspace.rooms[ROOM]["is_archived"] = True
    with capture_logs() as logged:
        await desk.waits("ada")
        await desk.says("bo", "I want to talk to a person")
        await asyncio.sleep(0.5)
        told = [one["what_to_do"] for one in logged if one["event"] == "slack_desk_shut"]
        assert told == ["the channel is archived: open it again, or name another one"]
    assert ours(desk) == []
    assert "talk to a person" not in "\n".join(await desk.heard("ada"))
    desk.workspace.rooms[ROOM]["is_archived"] = False
    await until(lambda: len(desk.roots()) == 2 and len(ours(desk)) >= 5)
    await desk.settled()
    assert len(ours(desk)) >= 5
    desk.workspace.members[ROOM].discard(BOT)
    await desk.says("ada", "and the nets are empty")
    await asyncio.sleep(0.5)
    desk.workspace.members[ROOM].add(BOT)
    await until(lambda: any("nets are empty" in line for line in ours(desk)))


async def test_whoever_cannot_be_known_now_is_heard_later(desk: Office) -> None:
    """Slack does not say who writes: the event is not acknowledged, and what it repeats acts once."""
    await desk.waits("ada")
    await desk.later()
    desk.workspace.faults["users.info"] = [says(503)]
    desk.ana.way.patience = 0.5  # type: ignore[attr-defined]
    assert not await desk.writes(desk.ana, "Good morning")
    assert "Good morning" not in "\n".join(await desk.heard("ada"))
    assert await desk.ana.repeats()
    assert await desk.ana.repeats()
    await desk.settled()
    assert "\n".join(await desk.heard("ada")).count("Good morning") == 1


async def test_an_address_is_remembered_while_slack_is_away(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again after a while; where Slack does not answer what it said before still holds."""
    await desk.waits("ada")
    await desk.later()
    monkeypatch.setattr(desk_staff, "LASTS", 0.0)
    await desk.writes(desk.ana, "one")
    desk.workspace.faults["users.info"] = [says(503)]
    await desk.writes(desk.ana, "two")
    assert "two" in (await desk.heard("ada"))[-1]
    desk.workspace.profiles[ANA] = {"profile": {"email": "ana@elsewhere.example"}}
    await desk.writes(desk.ana, "three")
    assert "only people with an account" in desk.whispered(desk.ana)[-1]


async def test_who_cannot_be_told_is_told_later(desk: Office) -> None:
    """That nothing was sent is never lost: the event is acknowledged once whoever wrote it knows."""
    await desk.waits("ada")
    await desk.later()
    stranger = desk.member("U0STR")
    desk.workspace.faults["chat.postEphemeral"] = [says(503)]
    desk.ana.way.patience = 0.5  # type: ignore[attr-defined]
    assert not await desk.writes(stranger, "hello")
    assert await stranger.repeats()
    assert len(desk.whispered(stranger)) == 1


async def test_a_missing_scope_is_said_to_whoever_writes(desk: Office) -> None:
    """And to who runs the service, in the log; nothing goes to the person."""
    await desk.waits("ada")
    await desk.later()
    before = await desk.heard("ada")
    desk.workspace.faults["users.info"] = [refuses("missing_scope")]
    with capture_logs() as logged:
        assert await desk.writes(desk.ana, "Good morning")
    assert [one["what_to_do"] for one in logged if one["event"] == "slack_refused_us"]
    assert desk.whispered(desk.ana) == [
        "That did not work, and nothing was done. Please try again, or use the console."
    ]
    assert await desk.heard("ada") == before


async def test_a_window_that_came_too_late_is_said(desk: Office) -> None:
    """Slack opens one within three seconds only."""
    await desk.waits("ada")
    await desk.later()
    desk.workspace.faults["views.open"] = [refuses("expired_trigger_id")]
    assert await desk.presses(desk.ana, "close")
    assert desk.whispered(desk.ana)[-1].startswith("That did not work")


async def test_what_is_logged_names_nobody(desk: Office) -> None:
    """No words, no names, no addresses."""
    with capture_logs() as logged:
        await desk.waits("ada")
        await desk.later()
        await desk.writes(desk.ana, "Canary in the reply")
        await desk.writes(desk.member("U0STR"), "Canary of a stranger")
        await desk.says("ada", "Canary of the person")
    told = str(logged)
    assert [word for word in ("Canary", "ana@", "Ana", "elsewhere", "Lionfish") if word in told] == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("channel_not_found", "could not be"),
        ("fatal_error", "may not"),
        ("user_disabled", "until they write again"),
    ],
)
async def test_a_reply_that_did_not_arrive_is_said(desk: Office, code: str, told: str) -> None:
    """The person is in Slack too, and cannot be reached: the thread says so, once, with the words."""
    alice = Member(desk.workspace, desk.ana.way, desk.slack)
    for text in ("Lionfish eat our reef fish in Fiji", "yes", "I want to talk to a person"):
        assert await alice.says(text)
        await desk.settled()
    await desk.later()
    assert await desk.writes(desk.ana, "Good morning")
    desk.workspace.spared = {ROOM}
    desk.workspace.faults["chat.postMessage"] = [refuses(code)]
    assert await desk.writes(desk.ana, "Is anybody there?")
    await desk.settled()
    await until(lambda: any(told in line for line in ours(desk)))
    await desk.settled()
    assert len([line for line in ours(desk) if told in line]) == 1
    assert "Is anybody there?" in desk.thread()[-1]


async def test_a_fault_of_ours_ends_no_conversation(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One look that fails is said in one line without a word of anybody's, and the next look is taken."""
    looked = asyncio.Event()
    looks = iter((KeyError("a word of somebody's"), None))

    async def round() -> None:
        if fault := next(looks, None):
            raise fault
        looked.set()

    monkeypatch.setattr("bot.adapters.slack.desk_keeper.PAUSE", 0.0)
    monkeypatch.setattr(desk.threads._keeper, "round", round)
    with capture_logs() as logs:
        keeping = asyncio.create_task(desk.threads._keeper.run())
        try:
            async with asyncio.timeout(10):
                await looked.wait()
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
    assert [entry["error"] for entry in logs if entry["event"] == "slack_desk_round_failed"] == ["KeyError"]
    assert "somebody" not in str(logs)
