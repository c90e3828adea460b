"""In a thread of a channel: what is for us without a mention is heard, what is not is nowhere, and people are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.happening import Said
from bot.adapters.slack.settings import SCOPES
from bot.message import Place
from dialogs.words import say
from tests.bot.adapters.slack.conftest import Drawer, Parked, over_socket, settings
from tests.bot.adapters.slack.faults import refuses, resets, says
from tests.bot.adapters.slack.member import shown
from tests.bot.adapters.slack.payloads import event, read
from tests.bot.adapters.slack.talker import Talker, talking
from tests.bot.adapters.slack.workspace import ALICE, BOB, BOT, GENERAL, TEAM, Workspace

PROBLEM = "Lionfish eat our reef fish in Fiji"
ONLY_MENTIONS = say("slack.mention", "en")


@pytest.fixture(params=["socket", "call"])
async def talker(request: Any, workspace: Workspace, parked: Parked, data_folder: Path) -> AsyncIterator[Talker]:
    async with talking(workspace, parked, data_folder, socket=request.param == "socket") as talker:
        yield talker


async def begun(talker: Talker) -> str:
    """Alice has told her problem by mentioning us, and we may keep it; the time of her message."""
    thread = await talker.member.mentions(GENERAL, PROBLEM)
    await talker.answered()
    assert await talker.member.taps("pick|yes", GENERAL)
    await talker.answered()
    await talker.reads(GENERAL)
    return thread


async def kept(talker: Talker, thread: str, user: str = ALICE) -> list[tuple[str, str]]:
    """What is on disk of somebody's words in a thread, with their kinds."""
    storage = talker.service.storage
    stored = await storage.find("slack", f"{TEAM}:{GENERAL}", f"{thread}/{user}")
    rows = await storage.transcript(stored.conversation) if stored else ()
    return [(row.kind, row.text) for row in rows if row.direction == "in" and row.kind in ("text", "edit")]


async def test_who_began_a_thread_goes_on_without_a_mention(talker: Talker) -> None:
    """Each further line is an answer, the bot answers in the thread, and nowhere is a mention asked for."""
    thread = await begun(talker)
    assert await talker.member.says("Two villages lost half of their catch since 2020", thread=thread, channel=GENERAL)
    await talker.answered()
    assert await talker.reads(GENERAL)
    assert (await kept(talker, thread))[-1] == ("text", "Two villages lost half of their catch since 2020")
    answers = [message for message in talker.member.workspace.messages[GENERAL] if message["user"] == BOT]
    assert {message["thread_ts"] for message in answers} == {thread}
    assert not [message for message in answers if ONLY_MENTIONS in shown(message)]


async def test_a_file_in_ones_own_thread_is_heard(talker: Talker) -> None:
    """A file needs no mention either."""
    thread = await begun(talker)
    content = b"%PDF-1.7 count\n%%EOF"
    await talker.member.uploads("count.pdf", content, "application/pdf", thread=thread, channel=GENERAL)
    await talker.answered()
    assert "count.pdf" in await talker.reads(GENERAL)


async def test_what_a_mention_said_can_be_changed(talker: Talker) -> None:
    """A change of the mention, and of a line, corrects the answer, as in a direct message."""
    thread = await begun(talker)
    member = talker.member
    assert await member.edits("Lionfish eat our reef fish in Tonga", thread, GENERAL, mention=True)
    await talker.answered()
    assert await member.says("Two vilages lost half of their catch", thread=thread, channel=GENERAL)
    await talker.answered()
    assert await member.edits("Two villages lost half of their catch", channel=GENERAL)
    await talker.answered()
    edits = [text for kind, text in await kept(talker, thread) if kind == "edit"]
    assert edits == ["Lionfish eat our reef fish in Tonga", "Two villages lost half of their catch"]
    assert "Fiji → Tonga" in await talker.reads(GENERAL)


async def test_what_others_say_is_nowhere(talker: Talker) -> None:
    """Lines of others in somebody's thread, their changes, and lines outside threads: not answered, and not kept."""
    thread = await begun(talker)
    alice = await kept(talker, thread)
    seen = len(talker.member.workspace.messages[GENERAL])
    talker.member.user = BOB
    assert await talker.member.says("I saw that too", thread=thread, channel=GENERAL)
    assert await talker.member.edits("I saw that as well", channel=GENERAL)
    assert await talker.member.says("Lunch?", channel=GENERAL)
    await talker.answered()
    assert await kept(talker, thread, BOB) == []
    assert await kept(talker, thread) == alice
    assert len(talker.member.workspace.messages[GENERAL]) == seen + 2, "somebody was answered"


async def test_a_mention_that_comes_later_than_its_lines(talker: Talker) -> None:
    """Slack could not deliver the mention and repeats it later: what was said after it is heard then, in its order."""
    member, way = talker.member, talker.member.way
    held: list[tuple[str, dict[str, Any]]] = []

    class Keeps:
        """Slack, which did not get through with the first thing it had to tell."""

        async def call(self, kind: str, payload: dict[str, Any], attempt: int = 0) -> tuple[bool, dict[str, Any]]:
            if not held:
                held.append((kind, payload))
                return True, {}
            return await way.call(kind, payload, attempt)

    member.way = Keeps()
    thread = await member.mentions(GENERAL, PROBLEM)
    for words in ("Two villages", "300 families"):
        assert await member.says(words, thread=thread, channel=GENERAL)
    await talker.answered()
    assert await kept(talker, thread) == []
    for _ in range(2):
        assert (await way.call(*held[0], attempt=1))[0]
        await talker.answered()
        assert [text for _, text in await kept(talker, thread)] == [PROBLEM, "Two villages", "300 families"]


@pytest.mark.parametrize("words", [f"<@{BOB}> what do you think?", "<!here> who has the count?"])
async def test_a_line_to_somebody_else_is_theirs(workspace: Workspace, words: str) -> None:
    """In one's own thread too, a line that turns to somebody else is not for us."""
    line = {"channel": "C1", "channel_type": "channel", "thread_ts": "1355517500.000001"}
    assert read(event(**line, text=words)) is None
    assert isinstance(read(event(**line, text=f"Ask <@{BOB}> for the count")), Said)


@pytest.mark.parametrize("channel", ["channel", "group", "mpim"])
def test_every_kind_of_channel_has_threads(channel: str) -> None:
    """What is said to us by name comes as a mention, and is no line; what stands in no thread is none."""
    line = {"channel": "C1", "channel_type": channel, "thread_ts": "1355517500.000001"}
    found = read(event(**line, text="300 families"))
    assert isinstance(found, Said)
    assert found.inbound.place == Place("slack", "T061EG9R6:C1", "1355517500.000001/U2147483697")
    assert found.after == "C1:1355517500.000001"
    assert read(event(**line, text="<@U0LAN0Z89> 300 families")) is None
    assert read(event(**{**line, "thread_ts": "1355517523.000005"}, text="the first message")) is None
    assert read(event(**line, bot_id="B1")) is None


async def test_in_a_thread_of_somebody_else_a_mention_is_asked_for(talker: Talker) -> None:
    """There each line may be for the others: only mentions are heard, and each question says so."""
    member = talker.member
    root = member.workspace.posted(GENERAL, {"user": BOB, "text": "What about the reef?", "ts": member.workspace.ts()})
    await member.mentions(GENERAL, PROBLEM, thread=root["ts"])
    await talker.answered()
    assert ONLY_MENTIONS in await talker.reads(GENERAL)
    assert await member.says("That is what I think", thread=root["ts"], channel=GENERAL)
    await talker.answered()
    assert [text for _, text in await kept(talker, root["ts"])] == [PROBLEM]


async def test_a_workspace_may_leave_out_what_shows_threads(
    workspace: Workspace, parked: Parked, data_folder: Path
) -> None:
    """Without those scopes nothing of a thread comes but mentions: the service runs, and each question says so."""
    workspace.scopes = ",".join(SCOPES)
    async with talking(workspace, parked, data_folder, socket=True) as talker:
        await talker.member.mentions(GENERAL, PROBLEM)
        await talker.answered()
        assert ONLY_MENTIONS in await talker.reads(GENERAL)
        await talker.says(PROBLEM)
        assert ONLY_MENTIONS not in await talker.reads()


@pytest.mark.parametrize("fields", [{"ts": "now"}, {"text": 7}, {"user": "../x"}, {"channel": 7}], ids=str)
async def test_of_what_people_say_to_each_other_nothing_is_put_aside(
    workspace: Workspace, drawer: Drawer, parked: Parked, fields: dict[str, Any]
) -> None:
    """What cannot be read is kept for developers, but never what may have been said to somebody else."""
    line = {"channel": "C1", "channel_type": "channel", "thread_ts": "1355517500.000001", "text": "our secret"}
    envelope = {"envelope_id": "e1", "type": "events_api", "payload": event(**{**line, **fields})}

    async def accept(_: object) -> bool:
        raise AssertionError("this is for nobody here")

    async with over_socket(workspace, SlackAdapter(settings(workspace, socket=True), drawer, parked), accept):
        assert await workspace.tell(envelope) == {"envelope_id": "e1"}
    assert parked.kept == []


async def test_a_wish_to_talk_in_private_outlives_everything(
    workspace: Workspace, parked: Parked, data_folder: Path
) -> None:
    """Slack opens no direct message, and the service is stopped: what was said in the thread is answered later."""
    workspace.faults["conversations.open"] = [says(500), resets, refuses("ratelimited", 429, retry_after="9999")]
    async with talking(workspace, parked, data_folder, socket=False) as talker:
        await talker.member.mentions(GENERAL, PROBLEM)
        await talker.answered()
        assert await talker.member.taps("private", GENERAL)
        await talker.answered()
        assert workspace.messages.get(talker.member.channel, []) == []
    workspace.faults.clear()
    async with talking(workspace, parked, data_folder, socket=False) as talker:
        await talker.answered()
        assert PROBLEM in await talker.reads()
