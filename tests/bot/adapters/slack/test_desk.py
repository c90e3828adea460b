"""A case as a thread in the desk's channel: two officers, one in Slack and one in the console, and a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.merging import Merging
from bot.message import Attachment, Inbound, Place
from bot.render.sayings import apart
from dialogs.words import say
from tests.bot.adapters.slack.colleagues import ANA, BEN, ROOM, Office, office, until
from tests.bot.adapters.slack.faults import refuses
from tests.bot.adapters.slack.member import shown
from tests.bot.adapters.slack.workspace import Workspace

NOTED = ("plan.pdf", b"%PDF-1.4", "note: our plan")
"""A file with a note."""
EXE = ("plan.exe", b"MZ\x90\x00" + bytes(64), "see")


@pytest.fixture(params=["socket", "call"])
async def desk(request: Any, workspace: Workspace, data_folder: Path) -> AsyncIterator[Office]:
    async with office(workspace, data_folder, socket=request.param == "socket") as made:
        yield made
        assert workspace.refused == []


async def test_a_whole_case(desk: Office) -> None:
    """A person asks for somebody, an officer answers from Slack, a colleague acts in the console in between, and the
    officer gives the case back; everybody reads everything once, in order."""
    case = await desk.waits("ada")
    assert len(desk.roots()) == 1
    root = shown(desk.roots()[0])
    assert case.code in root
    assert "a person is wanted · nobody" in root
    assert "Lionfish" in "\n".join(desk.thread())
    await desk.later()
    assert await desk.writes(desk.ana, "Hello, I am Ana. What does the catch look like?")
    assert "What does the catch look like?" in (await desk.heard("ada"))[-1]
    assert "with an officer · Ana" in shown(desk.roots()[0])
    await desk.says("ada", "It fell by half since 2020")
    assert desk.thread()[-1].endswith("It fell by half since 2020")
    ben = await desk.account("", "Ben")
    console = await desk.browser(ben)
    page = await console.get(f"/case/{case.code}")
    assert "What does the catch look like?" in page.text
    seen = str((await desk.case("ada")).acts)
    await console.post(f"/case/{case.code}/note", text="We had this in Tonga", key="n1", seen=seen)
    await console.post(f"/case/{case.code}/reply", text="Do you keep records?", key="r1", seen=seen)
    await desk.settled()
    assert desk.thread()[-2].startswith("Ben wrote a note")
    assert "Ben replied to the person" in desk.thread()[-1]
    assert "Do you keep records?" in desk.thread()[-1]
    await desk.says("ada", "We do, since 2015")
    await desk.later()
    assert await desk.writes(desk.ana, "note: ask Tonga for their method")
    assert await desk.writes(desk.ana, "Please send them")
    assert await desk.presses(desk.ana, "hand-back")
    assert "given back to the assistant" in shown(desk.roots()[0])
    history = [step.kind for step in await desk.service.storage.desk.history(case.id) if step.by]
    assert history == ["reply", "note", "reply", "note", "reply", "hand-back"]
    heard = "\n".join(await desk.heard("ada"))
    assert [heard.count(words) for words in ("the catch look like?", "keep records?", "send them")] == [1, 1, 1]
    assert "Tonga" not in heard
    thread = "\n".join(desk.thread())
    assert [thread.count(words) for words in ("by half since 2020", "Do you keep records?", "since 2015")] == [1, 1, 1]
    assert "Please send them" not in thread, "what a colleague wrote stands there already"
    assert len(desk.roots()) == 1


async def test_words_that_crossed_a_reply_are_marked(desk: Office) -> None:
    """Who answers before the person's last words have stood there for long is told so at once, in Slack as at the
    console; the words bear it in the thread, where they stand once; the person is not left thinking they were read."""
    case = await desk.waits("ada")
    await desk.later()
    await desk.says("ada", "Two people are hurt")
    assert await desk.writes(desk.ana, "How large is the catch?")
    assert desk.whispered(desk.ana) == [say("slack.desk.crossed", "en")]
    marked = [line for line in desk.thread() if "Two people are hurt" in line]
    assert [say("console.crossed", "en", name="Ana") in line for line in marked] == [True]
    assert "has waited since" in shown(desk.roots()[0])
    told = "\n".join(await desk.heard("ada")).partition("How large is the catch?")[2]
    assert say("say.desk-crossed", "en", name=apart("Ana")) in told
    console = await desk.browser(await desk.account("", "Ben"))
    assert say("console.crossed_alert", "en") in (await console.get(f"/case/{case.code}")).text
    await desk.later(5)
    assert await desk.writes(desk.ana, "A doctor is on the way")
    assert desk.whispered(desk.ana) == [say("slack.desk.crossed", "en")]
    assert "has waited since" not in shown(desk.roots()[0])
    assert say("console.crossed_alert", "en") not in (await console.get(f"/case/{case.code}")).text


async def test_words_the_thread_shows_only_later_have_crossed(desk: Office) -> None:
    """They stand below the reply, and say so; however often Slack delivers it, the person is told once."""
    await desk.waits("ada")
    await desk.later()
    desk.workspace.faults["chat.postMessage"] = [refuses("ratelimited", 429, retry_after="1")]
    await desk.says("ada", "Two people are hurt")
    assert await desk.writes(desk.ana, "How large is the catch?")
    await asyncio.sleep(1.1)
    await desk.settled()
    marked = [line for line in desk.thread() if "Two people are hurt" in line]
    assert [say("console.crossed", "en", name="Ana") in line for line in marked] == [True]
    assert "\n".join(await desk.heard("ada")).count("may not yet have read your last message") == 1


async def test_lines_that_wait_stand_in_one_post(desk: Office) -> None:
    """A channel takes one post a second: what was said while it took none stands in one, in order, each line by
    itself; the first message is brought up to date with it."""
    case = await desk.waits("ada")
    await desk.later()
    first = len(desk.posts())
    ben = await desk.account("", "Ben")
    desk.workspace.faults["chat.postMessage"] = [refuses("ratelimited", 429, retry_after="1")]
    for number in range(4):
        await desk.service.at_desk().note(ben, case.id, f"note {number}", key=f"n{number}")
    await desk.service.at_desk().take(ben, case.id, seen=case.acts, key="t1")
    await desk.settled()
    await until(lambda: any("took the case over" in line for line in desk.thread()))
    posts = desk.posts()[first:]
    assert [f"note {number}" in line for number, line in enumerate(posts[-1][:4])] == [True] * 4
    assert "Ben took the case over" in posts[-1][4]
    await until(lambda: "with an officer · Ben" in shown(desk.roots()[0]))
    await desk.settled()
    assert len([line for line in desk.thread() if "note 0" in line]) == 1


async def test_a_redelivery_acts_once(desk: Office) -> None:
    """Slack tells again what it told: the person hears it once, and so do notes and buttons."""
    case = await desk.waits("ada")
    await desk.later()
    for text in ("Good morning", "note: a test"):
        await desk.writes(desk.ana, text)
        assert await desk.ana.repeats()
    await desk.presses(desk.ana, "take")
    assert await desk.ana.repeats()
    await desk.settled()
    assert "\n".join(await desk.heard("ada")).count("Good morning") == 1
    history = [step.kind for step in await desk.service.storage.desk.history(case.id) if step.by]
    assert history == ["reply", "note", "take"]


async def test_nothing_is_sent_past_a_colleague(desk: Office) -> None:
    """Who wrote while a colleague acted is told so, alone, and nothing goes to the person; the same message, changed
    once the thread was read, goes."""
    case = await desk.waits("ada")
    await desk.later()
    ben = await desk.account("", "Ben")
    await desk.service.at_desk().reply(ben, case.id, "I am Ben", seen=case.acts, key="b1")
    assert await desk.writes(desk.ana, "I am Ana")
    assert desk.whispered(desk.ana)[-1].startswith("Nothing of yours was sent. Meanwhile: Ben replied to the person")
    assert "I am Ana" not in "\n".join(await desk.heard("ada"))
    assert desk.workspace.whispers[-1]["thread_ts"] == desk.roots()[0]["ts"]
    await desk.later()
    assert await desk.ana.edits("I am Ana too", channel=ROOM)
    await desk.settled()
    assert "I am Ana too" in (await desk.heard("ada"))[-1]
    assert "takes the place" not in (await desk.heard("ada"))[-1]


async def test_what_came_a_moment_ago_was_not_read(desk: Office) -> None:
    """A colleague's line that stood there for a second holds a reply up; one that stood there for a minute does not."""
    case = await desk.waits("ada")
    await desk.later()
    ben = await desk.account("", "Ben")
    acts = desk.service.at_desk()
    now = await acts.take(ben, case.id, seen=case.acts, key="b1")
    await desk.later(1.0)
    await desk.writes(desk.ana, "too quick")
    assert "Ben took the case over" in desk.whispered(desk.ana)[-1]
    await desk.later(60.0)
    await desk.writes(desk.ana, "read it")
    assert "read it" in (await desk.heard("ada"))[-1]
    assert now.acts + 1 == (await desk.case("ada")).acts


async def test_ones_own_acts_hold_nobody_up(desk: Office) -> None:
    """Three messages and a button within a second are all done, in their order."""
    await desk.waits("ada")
    await desk.later()
    for text in ("one", "two", "three"):
        await desk.writes(desk.ana, text)
    await desk.presses(desk.ana, "take")
    await desk.writes(desk.ana, "four")
    assert desk.whispered(desk.ana) == []
    heard = [text for text in await desk.heard("ada") if any(word in text for word in ("one", "two", "three", "four"))]
    assert [word in text for word, text in zip(("one", "two", "three", "four"), heard[-4:], strict=True)] == [True] * 4


async def test_a_button_acts_on_what_it_showed(desk: Office) -> None:
    """A root that was drawn before a colleague acted takes nothing from them."""
    case = await desk.waits("ada")
    await desk.later()
    ben = await desk.account("", "Ben")
    await desk.service.at_desk().take(ben, case.id, seen=case.acts, key="b1")
    await desk.presses(desk.ana, "take")
    assert "Ben took the case over" in desk.whispered(desk.ana)[-1]
    assert (await desk.case("ada")).assignee == ben.id
    await desk.presses(desk.ana, "take")
    assert "with an officer · Ana" in shown(desk.roots()[0])


async def test_a_correction_is_a_new_line(desk: Office) -> None:
    """The person has the first words; what follows says that it takes their place, and no change is no news."""
    case = await desk.waits("ada")
    await desk.later()
    await desk.writes(desk.ana, "Ten per cent")
    await desk.ana.edits("Twelve per cent", channel=ROOM)
    await desk.settled()
    assert "Twelve per cent" in (await desk.heard("ada"))[-1]
    assert await desk.ana.repeats()
    await desk.ana.edits("Twelve per cent", channel=ROOM)
    await desk.ana.edits("note: twelve per cent", channel=ROOM)
    await desk.settled()
    heard = "\n".join(await desk.heard("ada"))
    assert [heard.count(words) for words in ("Ten per cent", "Twelve per cent")] == [1, 1]
    assert "a note does not take them back" in desk.whispered(desk.ana)[-1]
    history = await desk.service.storage.desk.history(case.id)
    assert [step.kind for step in history if step.by] == ["reply", "correct", "note"]


async def test_an_earlier_message_is_corrected_as_well(desk: Office) -> None:
    """Where more was said since, the line names no last reply."""
    await desk.waits("ada")
    await desk.later()
    await desk.writes(desk.ana, "Ten per cent")
    first = desk.workspace.messages[ROOM][-1]["ts"]
    await desk.writes(desk.ana, "And the nets?")
    await desk.ana.edits("Twelve per cent", ts=first, channel=ROOM)
    await desk.settled()
    assert "This takes the place of what I wrote before: Twelve per cent" in (await desk.heard("ada"))[-1]


async def test_a_deletion_takes_nothing_back(desk: Office) -> None:
    """The thread says so, once, and what was never sent is not spoken of."""
    await desk.waits("ada")
    await desk.later()
    await desk.writes(desk.ana, "Ten per cent")
    heard = await desk.heard("ada")
    await desk.deletes(desk.ana)
    assert await desk.ana.repeats()
    await desk.settled()
    assert [line for line in desk.thread() if "deleted" in line] == [
        "Ana deleted a message in this thread. The person has it; nothing was taken back."
    ]
    await desk.writes(desk.ana, "note: a thought")
    await desk.deletes(desk.ana)
    assert desk.thread()[-1] == "Ana deleted a note in this thread. It stays in the history of the case."
    assert await desk.heard("ada") == heard
    await desk.writes(desk.member("U0STRANGER"), "not ours")
    await desk.deletes(desk.member("U0STRANGER"))
    assert len([line for line in desk.thread() if "deleted" in line]) == 2


async def test_a_case_is_closed_with_a_reason(desk: Office) -> None:
    """The window asks why; the person reads it, the thread shows it, and what is written then goes nowhere."""
    case = await desk.waits("ada")
    await desk.later()
    assert await desk.presses(desk.ana, "close")
    assert "errors" in await desk.sends_off(desk.ana, "   ")
    assert await desk.sends_off(desk.ana, "Solved by telephone") == {}
    assert await desk.ana.repeats()
    assert "Solved by telephone" in "\n".join(await desk.heard("ada"))
    assert desk.thread()[-1].startswith("Ana closed the case")
    assert "\nover\n" in shown(desk.roots()[0])
    await desk.writes(desk.ana, "one thing more")
    assert desk.whispered(desk.ana)[-1] == "The case is closed. Open it again first."
    assert await desk.presses(desk.ana, "reopen")
    await desk.writes(desk.ana, "one thing more")
    assert "one thing more" in (await desk.heard("ada"))[-1]
    assert [step.kind for step in await desk.service.storage.desk.history(case.id)].count("close") == 1


async def test_a_window_that_a_colleague_outpaced_keeps_the_reason(desk: Office) -> None:
    """It stays open with the words, and says what happened meanwhile."""
    case = await desk.waits("ada")
    await desk.later()
    await desk.presses(desk.ana, "close")
    ben = await desk.account("", "Ben")
    await desk.service.at_desk().reply(ben, case.id, "Wait", seen=case.acts, key="b1")
    told = await desk.sends_off(desk.ana, "Solved")
    assert told["response_action"] == "errors"
    assert "Ben replied to the person" in told["errors"]["why"]
    assert (await desk.case("ada")).hold == "desk"


async def test_only_people_of_the_desk_work_here(desk: Office) -> None:
    """Strangers, guests from elsewhere with a colleague's address, roles without the right and whoever was removed are
    told, alone; nothing reaches the person."""
    await desk.waits("ada")
    await desk.later()
    before = await desk.heard("ada")
    stranger, guest, bot, reader = (desk.member(user) for user in ("U0STR", "U0GUEST", "U0UNSURE", "U0READ"))
    email = {"profile": {"email": "ana@desk.example"}}
    desk.workspace.profiles |= {
        "U0GUEST": {**email, "team_id": "T0ELSE", "is_stranger": True},
        "U0UNSURE": {**email, "is_email_confirmed": False},
    }
    await desk.account("U0READ", "Rea", "reader")
    for who in (stranger, guest, bot, reader):
        assert await desk.writes(who, "let me in")
        assert await desk.presses(who, "take")
        assert await desk.presses(who, "close")
    assert "only people with an account at the desk" in desk.whispered(stranger)[0]
    assert [len(desk.whispered(who)) for who in (stranger, guest, bot, reader)] == [3, 3, 3, 3]
    assert desk.whispered(reader)[0] == "Your role does not include this."
    assert desk.workspace.windows == []
    await desk.writes(desk.ana, "I am Ana")
    storage = desk.service.storage.desk
    ana = await storage.account_of("ana@desk.example")
    assert ana
    await storage.remove_account(ana.id, ana.id, desk.service.mind.clock())
    await desk.writes(desk.ana, "still here")
    assert "only people with an account" in desk.whispered(desk.ana)[0]
    after = await desk.heard("ada")
    assert [text for text in after[len(before) :] if "let me in" in text or "still here" in text] == []
    assert [one["user"] for name, one in desk.workspace.calls if name == "users.info"].count(ANA) == 1


async def test_what_cannot_be_sent_is_said(desk: Office) -> None:
    """Nothing at all, too much, and files that are too big or of no kind we take: each a sentence to whoever wrote it,
    and nothing to the person."""
    await desk.waits("ada")
    await desk.later()
    before = await desk.heard("ada")
    root = desk.roots()[0]["ts"]
    await desk.writes(desk.ana, "note:  ")
    await desk.writes(desk.ana, "x" * 8_001)
    for name, content, words in (("big.pdf", b"%PDF" + bytes(11 << 20), "see"), EXE, NOTED):
        await desk.ana.uploads(name, content, "application/pdf", words, thread=root, channel=ROOM)
    await desk.settled()
    assert desk.whispered(desk.ana)[:2] == [
        "Nothing was written.",
        "That is too long: at most 8000 characters. Your words are kept.",
    ]
    assert desk.whispered(desk.ana)[2].startswith("“big.pdf” was not taken")
    assert desk.whispered(desk.ana)[3].startswith("“plan.exe")
    assert desk.whispered(desk.ana)[4].startswith("Nothing was kept: a note holds words alone.")
    assert await desk.heard("ada") == before
    await desk.writes(desk.ana, "y" * 7_900)
    assert "".join(await desk.heard("ada")).count("y" * 1_000) >= 7


async def test_colleagues_talk_among_themselves(desk: Office) -> None:
    """What stands in no thread of a case, what turns to somebody, and what mentions us goes to no person; the desk's
    channel has no conversation with the assistant."""
    case = await desk.waits("ada")
    await desk.later()
    before = await desk.heard("ada")
    await desk.ana.says("lunch?", channel=ROOM)
    lunch = desk.workspace.messages[ROOM][-1]["ts"]
    await desk.ana.says("at one", thread=lunch, channel=ROOM)
    await desk.ana.mentions(ROOM, "what can you do?")
    root = desk.roots()[0]["ts"]
    plain = {"type": "message", "user": ANA, "ts": desk.workspace.ts(), "thread_ts": root, "channel": ROOM}
    await desk.ana._event({**plain, "text": f"<@{BEN}> can you look?", "channel_type": "group"})
    await desk.settled()
    assert await desk.heard("ada") == before
    history = await desk.service.storage.desk.history(case.id)
    assert [step.kind for step in history if step.by] == ["note"]
    assert await desk.service.storage.find("slack", f"T01DESK:{ROOM}", f"{lunch}/{ANA}") is None
    assert len(desk.roots()) == 1


async def test_a_draft_is_not_the_desks_to_read(desk: Office) -> None:
    """Of a question that was kept the thread has the question; what the person tells the assistant before an officer
    comes, and after the case was given back, stands in no thread."""
    await desk.says("ada", "who won the football match last night?")
    assert desk.thread() == ["A question was kept for the deskwho won the football match last night?"]
    await desk.says("ada", "Sargassum is on our beaches")
    await desk.later()
    await desk.writes(desk.ana, "That is none of ours")
    await desk.says("ada", "What is, then?")
    await desk.presses(desk.ana, "hand-back")
    await desk.says("ada", "Lionfish eat our reef fish")
    shown = "\n".join(desk.thread())
    assert "What is, then?" in shown
    assert "Sargassum" not in shown
    assert "Lionfish" not in shown


async def test_an_erasure_empties_the_thread(desk: Office) -> None:
    """What we posted of somebody's words leaves Slack; the first message says so, and names nothing but the code."""
    case = await desk.waits("ada")
    await desk.later()
    await desk.writes(desk.ana, "note: about lionfish")
    await desk.says("ada", "Lionfish again")
    assert "Lionfish" in str([m for m in desk.workspace.messages[ROOM] if m["user"] == "U0BOT"])
    await desk.says("ada", "delete everything")
    await desk.says("ada", "yes")
    await desk.settled()
    ours = [m for m in desk.workspace.messages[ROOM] if m["user"] == "U0BOT"]
    assert len(ours) == 1
    assert shown(ours[0]) == (
        f"{case.code}\nEverything about this case was erased. What colleagues wrote in this thread is theirs to delete."
    )


async def test_cases_that_were_open_before(desk: Office) -> None:
    """Each open case gets one thread, however it began and whatever was done before; a closed one gets none."""
    ana = await desk.service.storage.desk.account_of("ana@desk.example")
    assert ana
    acts = desk.service.at_desk()
    letter = await acts.open(ana, "Sargassum on the beach", key="o1", text="Dear colleagues, we need help")
    over = await acts.open(ana, "Done long ago", key="o2")
    await acts.close(ana, over.id, "solved", seen=over.acts, key="c2")
    await desk.settled()
    assert len(desk.roots()) == 1
    root = shown(desk.roots()[0])
    assert "Sargassum on the beach" in root
    assert "Give it back" not in root
    assert desk.thread() == ["Ana opened the caseDear colleagues, we need help"]
    await desk.later()
    await desk.writes(desk.ana, "Hello")
    assert "cannot be reached from here" in desk.whispered(desk.ana)[-1]
    assert letter.acts == (await desk.service.storage.desk.case(letter.id)).acts


async def test_what_is_long_is_cut_with_a_word(desk: Office) -> None:
    """Slack would refuse it; the console has all of it, and nothing is read as a mark of Slack's."""
    await desk.waits("ada")
    await desk.later()
    await desk.writes(desk.ana, "Tell me all")
    await desk.says("ada", "<!channel> *bold* " + "word " * 3_000)
    assert desk.thread()[-1].endswith("There is more; the rest stands in the console.")
    assert "<!channel> *bold*" in desk.thread()[-1]
    assert "&lt;!channel&gt;" in desk.workspace.messages[ROOM][-1]["text"]


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ar", "ru", "zh"])
async def test_the_thread_speaks_the_desks_language(workspace: Workspace, data_folder: Path, language: str) -> None:
    """That of most people who may reply; whoever is told something alone is told it in their own."""
    async with office(workspace, data_folder) as desk:
        await desk.account("U0BEN", "Ben", language=language)
        await desk.account("", "Cleo", language=language)
        await desk.waits("ada")
        await desk.later()
        root = desk.roots()[0]
        assert {part["action_id"] for block in root["blocks"] for part in block["elements"] if "action_id" in part} == {
            "desk-take",
            "desk-hand-back",
            "desk-close",
        }
        assert "What you write" not in shown(root)
        await desk.presses(desk.member("U0BEN"), "close")
        assert desk.workspace.windows[-1]["view"]["title"]["text"] != "Close the case"
        await desk.writes(desk.ana, "note: ")
        assert desk.whispered(desk.ana) == ["Nothing was written."]
        assert workspace.refused == []


async def test_files_go_both_ways(desk: Office) -> None:
    """An officer's file follows their words to the person; the thread names the files of the person."""
    await desk.waits("ada")
    await desk.later()
    root = desk.roots()[0]["ts"]
    await desk.ana.uploads("guide.pdf", b"%PDF-1.4 guide", "application/pdf", "Please read", thread=root, channel=ROOM)
    await desk.settled()
    assert await desk.ana.repeats()
    await desk.settled()
    heard = await desk.heard("ada")
    assert "Please read" in heard[-2]
    assert "guide.pdf" in heard[-1]
    assert "\n".join(heard).count('"file":"guide.pdf"') == 1
    file = Attachment("f1", "catch.pdf", "application/pdf", 9)
    place, at = Place("web", "ada"), desk.service.mind.clock()
    contents = (("f1", b"%PDF-1.4 "),)
    await desk.inbox.accept(Inbound(place, "d-f", "m-f", "", at=at, attachments=(file,), contents=contents))
    await desk.settled()
    assert desk.thread()[-1] == "Person\n📎 catch.pdf"


async def test_cases_that_are_one_keep_their_threads(desk: Office) -> None:
    """What the person of the one says stands in their own thread, and a reply there goes to them alone; whoever works
    on the whole sees what was done for the part."""
    first, second = await desk.waits("ada"), await desk.waits("bo")
    await desk.later()
    ana = await desk.service.storage.desk.account_of("ana@desk.example")
    assert ana
    merging = Merging(desk.service.storage.desk, desk.service.wake, clock=desk.service.mind.clock)
    await merging.merge(ana, second, first, key="m1")
    await desk.later()
    await desk.says("bo", "The same here")
    theirs = desk.roots()[1]
    assert desk.thread(theirs)[-1].endswith("The same here")
    assert "The same here" not in "\n".join(desk.thread())
    await desk.later()
    assert await desk.ana.says("We know, Bo", thread=theirs["ts"], channel=ROOM)
    await desk.settled()
    assert "We know, Bo" in (await desk.heard("bo"))[-1]
    assert "We know, Bo" not in "\n".join(await desk.heard("ada"))
    assert desk.thread()[-1] == f"Ana replied to the person · {second.code}We know, Bo"
    assert f"{second.code}: with an officer · Ana" in shown(desk.roots()[0])
    await desk.later()
    await desk.writes(desk.ana, "We know, Ada")
    assert "We know, Ada" in (await desk.heard("ada"))[-1]
    assert desk.whispered(desk.ana) == []


async def test_a_call_nobody_took_up_rings_the_whole_channel(desk: Office) -> None:
    """It stands in the thread, and in the channel as well; other lines stand in the thread alone."""
    await desk.waits("ada")
    assert await desk.service.at_desk().ring_again(0.0) == 1
    await desk.settled()
    assert desk.thread()[-1] == "Nobody took the case up; the desk was called again"
    loudly = [said.get("reply_broadcast") for name, said in desk.workspace.calls if name == "chat.postMessage"]
    assert [bool(one) for one in loudly] == [False] * (len(loudly) - 1) + [True]


async def test_what_is_left_out_leaves_the_thread(desk: Office) -> None:
    """An exact place that the person has left out stands in no post any more, and in no file of ours."""
    await desk.waits("ada")
    await desk.says("ada", "Poachers take the eggs, the nest is 200 m behind the chapel of Falealupo")
    assert "Falealupo" in "\n".join(desk.thread())
    await desk.says("ada", "yes")
    await desk.settled()
    assert "Falealupo" not in str([{**m, "before": None} for m in desk.workspace.messages[ROOM]])
    assert "Poachers take the eggs" in "\n".join(desk.thread())


async def test_what_a_colleague_quoted_leaves_the_thread(desk: Office) -> None:
    """The person leaves out an exact place that a note at the console repeats: our post of it goes without."""
    await desk.waits("ada")
    await desk.says("ada", "Poachers take the eggs, the nest is 200 m behind the chapel of Falealupo")
    ben = await desk.account("", "Ben")
    case, console = await desk.case("ada"), await desk.browser(ben)
    await console.get(f"/case/{case.code}")
    note = "Ask a ranger: the nest is 200 m behind the chapel of Falealupo"
    await console.post(f"/case/{case.code}/note", text=note, key="n1", seen=str(case.acts))
    await desk.settled()
    assert note in "\n".join(desk.thread())
    await desk.says("ada", "yes")
    await desk.settled()
    assert "Falealupo" not in str([{**m, "before": None} for m in desk.workspace.messages[ROOM]])
