"""A whole standard conversation in Slack, with the real core behind the adapter, both ways in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.adapters.slack.conftest import Parked
from tests.bot.adapters.slack.day import live_through
from tests.bot.adapters.slack.member import shown
from tests.bot.adapters.slack.talker import Talker, talking
from tests.bot.adapters.slack.workspace import BOT, GENERAL, Workspace


@pytest.fixture(params=["socket", "call"])
async def talker(request: Any, workspace: Workspace, parked: Parked, data_folder: Path) -> AsyncIterator[Talker]:
    async with talking(workspace, parked, data_folder, socket=request.param == "socket") as talker:
        yield talker


async def test_a_whole_day(talker: Talker) -> None:
    """From first words to the document, with corrections, options, several at once, a file and an edit."""
    await live_through(talker)
    document = next(
        c
        for n, c in talker.member.workspace.contents.items()
        if "request.docx" in str(talker.member.workspace.files[n])
    )
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(document)).namelist()


async def test_a_thread_where_others_read(talker: Talker) -> None:
    """A mention is answered in its thread, which says that others read along; the way out takes along what was said."""
    workspace, member = talker.member.workspace, talker.member
    began = await member.mentions(GENERAL, "Lionfish eat our reef fish in Fiji")
    await talker.answered()
    answers = [m for m in workspace.messages[GENERAL] if m["user"] == BOT]
    assert answers
    assert {m["thread_ts"] for m in answers} == {began}
    assert "Others in this channel can read this thread." in shown(answers[-1])
    assert await member.taps("private", GENERAL)
    await talker.answered()
    privately = await talker.reads()
    assert "Lionfish eat our reef fish" in privately
    assert "Others in this channel" not in privately


async def test_a_second_mention_goes_on_in_its_thread(talker: Talker) -> None:
    """The conversation of a thread goes on there."""
    workspace, member = talker.member.workspace, talker.member
    began = await member.mentions(GENERAL, "Lionfish eat our reef fish in Fiji")
    await talker.answered()
    assert await member.taps("pick|yes", GENERAL)
    await member.mentions(GENERAL, "The catch of two villages fell by half since 2020", thread=began)
    await talker.answered()
    assert {m.get("thread_ts") for m in workspace.messages[GENERAL] if m["user"] == BOT} == {began}
    assert "Thank you; your answers are kept." in "\n".join(shown(m) for m in workspace.messages[GENERAL])


async def test_nobody_speaks_for_another_in_a_thread(talker: Talker) -> None:
    """In one thread everybody talks about their own: another person's words, taps and wishes touch nobody else's."""
    workspace, ana = talker.member.workspace, talker.member
    began = await ana.mentions(GENERAL, "Lionfish eat our reef fish in Fiji")
    await talker.answered()
    owner, ana.user = ana.user, "U02BOB"
    for words in ("send me everything you have about me", "delete everything", "yes"):
        await ana.mentions(GENERAL, words, thread=began)
        await talker.answered()
    ana.user = owner
    assert all(b"Lionfish" not in content for content in workspace.contents.values())
    await ana.mentions(GENERAL, "show me what you have", thread=began)
    await talker.answered()
    assert "Lionfish eat our reef fish in Fiji" in shown(
        [m for m in workspace.messages[GENERAL] if m["user"] == BOT][-2]
    )


async def test_what_is_secret_leaves_the_thread(talker: Talker) -> None:
    """A file of one's own and a link that opens the draft come in the direct message, not where others read."""
    workspace, member = talker.member.workspace, talker.member
    began = await member.mentions(GENERAL, "Lionfish eat our reef fish in Fiji")
    await talker.answered()
    for words in ("send me everything you have about me", "pause"):
        await member.mentions(GENERAL, words, thread=began)
        await talker.answered()
    openly = "\n".join(str(m) for m in workspace.messages[GENERAL])
    assert "everything.json" not in openly
    assert "/r/" not in openly
    privately = "\n".join(str(m) for m in workspace.messages[member.channel])
    assert "everything.json" in privately
    assert "/r/" in privately


async def test_the_command_begins_in_a_direct_message(talker: Talker) -> None:
    """`/needs` answers in private that we wrote, and what stood beside it is the first message."""
    assert "I wrote to you in a direct message" in await talker.member.commands("Lionfish eat our reef fish in Fiji")
    await talker.answered()
    assert "Lionfish eat our reef fish" in await talker.reads()
    assert "I wrote to you" in await talker.member.commands()
    await talker.answered()
    assert talker.member.workspace.messages.keys() == {talker.member.channel}


async def test_home_shows_requests_and_a_way_in(talker: Talker) -> None:
    """Home lists nothing at first and begins a conversation; looking at the conversation welcomes people once."""
    member = talker.member
    assert await member.looks()
    await talker.answered()
    assert "Nothing was sent yet." in shown(member.workspace.views[member.user])
    assert await member.taps_at_home()
    await talker.answered()
    assert "This service is run by" in await talker.reads()
    assert await member.looks("messages")
    await talker.answered()
    seen = await talker.reads()
    assert await member.looks("messages")
    await talker.answered()
    assert await talker.reads() == ""
    assert "This service is run by" not in seen


async def test_an_old_button_is_answered_politely(talker: Talker) -> None:
    """A second tap on a question that was answered changes nothing, and the open question stands again."""
    await talker.says("Lionfish eat our reef fish in Fiji")
    await talker.presses("Yes, keep them")
    before = await talker.reads()
    assert await talker.member.taps("pick|no")
    await talker.answered()
    after = await talker.reads()
    assert after
    assert "not kept" not in after
    assert before.splitlines()[-2] in after


async def test_done_without_a_tick_says_so(talker: Talker) -> None:
    """Nothing is sent to the conversation; the person alone reads what to do."""
    await talker.says("Lionfish eat our reef fish in Fiji")
    await talker.presses("Yes, keep them")
    await talker.says("Two villages lost half of their catch since 2020, 300 families live of it.")
    await talker.says("what kinds of help are there?")
    state = len(talker.member.workspace.messages[talker.member.channel])
    adapter = talker.member.adapter
    spot = {"type": "message", "message_ts": talker.member.last()["ts"], "channel_id": talker.member.channel}
    payload = talker.member._action({"type": "button", "action_id": "done", "value": "done"}) | {"container": spot}
    assert (await talker.member.way.call("interactive", payload))[0]
    await adapter.settled()
    assert "Tick at least one line first" in talker.member.workspace.whispers[-1]["text"]
    assert len(talker.member.workspace.messages[talker.member.channel]) == state


async def test_a_slow_answer_takes_the_place_of_one_moment(talker: Talker) -> None:
    """One message says that it takes longer; the answer is put in its place, and nothing of it is left."""
    adapter, member = talker.member.adapter, talker.member
    await adapter.working(member.place, 1.0)
    await adapter.working(member.place, 5.0)
    moments = [m["ts"] for m in member.workspace.messages[member.channel]]
    assert len(moments) == 1
    assert "One moment" in await talker.reads()
    await talker.says("Lionfish eat our reef fish in Fiji")
    assert "One moment" not in await member.sees()
    assert any(m["ts"] == moments[0] and m["user"] == BOT for m in member.workspace.messages[member.channel])
