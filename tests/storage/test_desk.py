"""What the desk keeps, on every database we run on: who rings, who acts, who works there."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from storage import sqlite
from storage.desk.port import (
    Account,
    Act,
    Case,
    Change,
    Erasing,
    Merge,
    NewAccount,
    NewCase,
    NoCase,
    NotNow,
    Outpaced,
    Queue,
    Sought,
    View,
    case_document,
    case_of,
)
from storage.desk.way import Claim, NewLink
from storage.opening import open_beside, open_storage
from storage.port import CodeTaken, NewFile, Post, Receipt, Ring, Storage, StorageUnavailable, TurnWrite
from tests.storage.conftest import Opener
from tests.storage.samples import NOON, answered, arrival, full, request, turn

HELP = Ring("handoff", "MALO-0001", "fr", "Poissons-lions", "HT", body='{"reason": "asked"}')


async def rung(storage: Storage, *rings: Ring, chat: str = "ada", n: int = 1, at: float = NOON) -> Receipt:
    """A message whose turn rang."""
    receipt = await storage.accept(arrival(chat, n, at=at))
    stored = await storage.read(receipt.conversation)
    await storage.write(replace(turn(receipt, stored.token), rings=rings, at=at))
    return receipt


async def waiting(storage: Storage) -> Case:
    case = await storage.desk.case_of((await rung(storage, HELP)).conversation)
    assert case
    return case


async def officer(storage: Storage, email: str = "ana@desk.example") -> Account:
    return await storage.desk.invite(NewAccount(email, "Ana", "officer", f"invitation {email}", NOON + 60, NOON))


async def test_whoever_asks_for_a_person_waits_in_the_queue(storage: Storage) -> None:
    """The case holds what the desk needs to see at a glance, and its history begins."""
    case = await waiting(storage)
    assert (case.code, case.kind, case.hold, case.stage) == ("MALO-0001", "handoff", "waiting", "draft")
    assert (case.title, case.country, case.language, case.waiting_since) == ("Poissons-lions", "HT", "fr", NOON)
    (step,) = await storage.desk.history(case.id)
    assert (step.kind, step.by, step.body) == ("handoff", None, '{"reason": "asked"}')
    assert await storage.desk.queue(Queue()) == [case]


async def test_a_request_takes_the_open_case_over_and_a_second_one_is_another(storage: Storage) -> None:
    """One history from the first call for help to the request; its code is then the request's."""
    case = await waiting(storage)
    await rung(storage, Ring("request", "REEF-27", "fr", "Lionfish", "HT"), n=2)
    sent = await storage.desk.case(case.id)
    assert (sent.code, sent.kind, sent.stage, sent.title) == ("REEF-27", "request", "waiting", "Lionfish")
    await rung(storage, Ring("request", "REEF-28", "fr", "Sargassum", "HT"), n=3)
    other = await storage.desk.by_code("REEF-28")
    assert other
    assert other.id != case.id
    assert [step.kind for step in await storage.desk.history(case.id)] == ["handoff", "request"]


async def test_a_request_stands_where_its_case_stands(storage: Storage) -> None:
    """Kept once; a closed case keeps the state it was closed in, for when it is opened again."""
    receipt = await storage.accept(arrival())
    sent = replace(
        turn(receipt), request=request("REEF-27"), rings=(Ring("request", "REEF-27", "fr", "Lionfish", "HT"),)
    )
    await storage.write(sent)
    case = await storage.desk.by_code("REEF-27")
    assert case
    stages = []
    for number, change in enumerate(
        (Change(), Change(stage="triaged"), Change(hold="closed"), Change(hold="returned"))
    ):
        await storage.desk.act(Act(case.id, None, "stage", f"k{number}", None, NOON, change=change))
        stages += [row.stage for row in await storage.requests(receipt.conversation)]
    assert stages == ["waiting", "triaged", "closed", "triaged"]


async def test_a_question_does_not_rename_a_case(storage: Storage) -> None:
    """It stands in the history; what the case is about stays."""
    case = await waiting(storage)
    await rung(storage, Ring("query", "X-3", "fr", "Who pays?", "HT"), n=2)
    assert (await storage.desk.case(case.id)).title == "Poissons-lions"
    opened = await rung(storage, Ring("query", "X-4", "fr", "Who pays?", "HT"), chat="bo")
    found = await storage.desk.case_of(opened.conversation)
    assert found
    assert found.title == "Who pays?"


async def test_words_ring_only_where_a_case_is_open(storage: Storage) -> None:
    """They end a rest, and begin the waiting where nobody waited; without a case nothing is opened."""
    quiet = await rung(storage, Ring("words", "X-1", "en"), chat="bo")
    assert await storage.desk.case_of(quiet.conversation) is None
    case = await waiting(storage)
    rests = Change(waiting_since=0.0, snoozed_until=NOON + 99)
    await storage.desk.act(Act(case.id, None, "snooze", "k", None, NOON, change=rests))
    await rung(storage, Ring("words", "X-2", "fr"), n=2, at=NOON + 5)
    now = await storage.desk.case(case.id)
    assert (now.waiting_since, now.snoozed_until, now.code) == (NOON + 5, 0, "MALO-0001")


async def test_a_turn_may_have_several_things_to_tell(storage: Storage) -> None:
    """A file and words that came together are two entries of one case; redelivered, they stay two."""
    case = await waiting(storage)
    await rung(storage, Ring("file", "X-1", "fr", body='{"name": "a.pdf"}'), Ring("words", "X-2", "fr"), n=2)
    assert [step.kind for step in await storage.desk.history(case.id)] == ["handoff", "file", "words"]


async def test_the_desk_talks_about_one_case_at_a_time(storage: Storage) -> None:
    """Taking another case of a person ends the talk about the first, and words ring where the talk is."""
    ana, ben = await officer(storage), await officer(storage, "ben@desk.example")
    await rung(storage, Ring("request", "REEF-27", "fr", "Lionfish", "HT"))
    receipt = await rung(storage, Ring("request", "REEF-28", "fr", "Sargassum", "HT"), n=2)
    first, second = [await storage.desk.by_code(code) for code in ("REEF-27", "REEF-28")]
    assert first
    assert second
    takes = Change(hold="desk")
    await storage.desk.act(Act(second.id, ben.id, "take", "b", second.acts, NOON, change=takes))
    taken = await storage.desk.act(Act(first.id, ana.id, "take", "a", first.acts, NOON + 1, change=takes))
    assert taken.case.hold == "desk"
    left = await storage.desk.case(second.id)
    assert (left.hold, left.acts) == ("returned", second.acts + 2)
    assert [step.kind for step in await storage.desk.history(second.id)] == ["request", "take", "hand-back"]
    await rung(storage, Ring("words", "X-1", "fr"), n=3)
    assert [step.kind for step in await storage.desk.history(first.id)] == ["request", "take", "words"]
    found = await storage.desk.case_of(receipt.conversation)
    assert found
    assert found.code == "REEF-27"


async def test_what_waits_while_the_desk_talks_is_not_taken_back(storage: Storage) -> None:
    """The bot's words are, when the desk comes; a second reply leaves the first where it waits."""
    ana, receipt = await officer(storage), await storage.accept(arrival())
    await storage.write(replace(turn(receipt, 0, Post("of the bot")), rings=(HELP,)))
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    takes, calls = Change(hold="desk"), ("desk", "{}")
    first = await storage.desk.act(
        Act(case.id, ana.id, "reply", "a", case.acts, NOON, change=takes, call=calls, withdraw=True)
    )
    assert first.called
    stored = await storage.read(receipt.conversation)
    await storage.write(turn(first.called, stored.token, Post("of the desk")))
    await storage.desk.act(
        Act(case.id, ana.id, "reply", "b", first.case.acts, NOON, change=takes, call=calls, withdraw=True)
    )
    told = {row.text: row.status for row in await storage.transcript(receipt.conversation) if row.direction == "out"}
    assert told == {"of the bot": "withdrawn", "of the desk": "queued"}


async def test_whom_a_colleague_talked_with_waits_when_they_are_gone(storage: Storage) -> None:
    """Found by `unclaimed` like a call nobody took up; and the history says who removed the colleague."""
    ana, ben, case = await officer(storage), await officer(storage, "ben@desk.example"), await waiting(storage)
    takes = Change(assignee=ana.id, hold="desk", waiting_since=0.0)
    await storage.desk.act(Act(case.id, ana.id, "take", "a", case.acts, NOON, change=takes))
    newest = await storage.desk.newest()
    await storage.desk.remove_account(ana.id, ben.id, NOON + 5)
    left = await storage.desk.case(case.id)
    assert (left.assignee, left.hold, left.waiting_since) == (None, "waiting", NOON + 5)
    assert await storage.desk.unclaimed(NOON + 5) == [left]
    assert await storage.desk.newest() > newest
    last = (await storage.desk.history(case.id))[-1]
    assert (last.kind, last.by) == ("assign", ben.id)


async def test_whom_a_colleague_talked_with_waits_when_they_may_answer_no_more(storage: Storage) -> None:
    """Their account stays, in a role that answers nobody: their cases are nobody's, and the history says by whom."""
    ana, ben, case = await officer(storage), await officer(storage, "ben@desk.example"), await waiting(storage)
    takes = Change(assignee=ana.id, hold="desk", waiting_since=0.0)
    await storage.desk.act(Act(case.id, ana.id, "take", "a", case.acts, NOON, change=takes))
    await storage.desk.change_account(ana.id, "reader", "", ("en",), leaves=(ben.id, NOON + 5))
    left = await storage.desk.case(case.id)
    assert (left.assignee, left.hold, left.waiting_since) == (None, "waiting", NOON + 5)
    assert (await storage.desk.history(case.id))[-1].by == ben.id
    assert [one.role for one in await storage.desk.accounts()] == ["reader", "officer"]


async def test_the_desk_writes_nothing_about_a_case_that_was_erased(storage: Storage) -> None:
    """Neither note nor call: what was said about the person is gone, and a list brought again opens nothing anew."""
    ana = await officer(storage)
    opened = await storage.desk.open(NewCase("LETO-1111", ana.id, "list-1", NOON, "Sargassum", body='{"text": "told"}'))
    await storage.desk.make_link(
        NewLink("h", "confirm", "Marie", NOON + 60), Act(opened.id, ana.id, "link", "l", None, NOON)
    )
    receipt = await storage.accept(arrival())
    seen = tuple(await storage.desk.given("h", NOON))
    await storage.desk.claim(Claim("h", receipt.conversation, NOON, seen))
    late = await storage.desk.act(
        Act(opened.id, ana.id, "reply", "r", 2, NOON, change=Change(hold="desk"), call=("desk", "{}"))
    )
    assert late.called
    await storage.write(replace(turn(receipt, 0, Post("gone")), erase=True))
    with pytest.raises(NotNow):
        await storage.desk.act(Act(opened.id, ana.id, "note", "n", None, NOON))
    assert [(step.kind, step.body) for step in await storage.desk.history(opened.id)] == [("opened", "{}")]
    again = await storage.desk.open(NewCase("LETO-2222", ana.id, "list-1", NOON, "Sargassum"))
    assert (again.id, again.title, again.hold) == (opened.id, "", "closed")
    assert [row.kind for row in await storage.transcript(receipt.conversation) if row.status == "received"] == []


async def test_words_left_out_leave_the_case_too(storage: Storage) -> None:
    receipt = await rung(storage, Ring("query", "X-3", "fr", "Call 0601020304", body='{"question": "Call 0601020304"}'))
    following = await storage.accept(arrival(n=2))
    stored = await storage.read(following.conversation)
    await storage.write(replace(turn(following, stored.token), blots=(("0601020304", "…"),)))
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    assert case.title == "Call …"
    assert [step.body for step in await storage.desk.history(case.id)] == ['{"question": "Call …"}']


async def test_a_code_belongs_to_one_case(storage: Storage) -> None:
    """Whether it was given out by a turn or by an officer; nothing of the turn is written then."""
    ana = await officer(storage)
    await waiting(storage)
    receipt = await storage.accept(arrival("bo"))
    with pytest.raises(CodeTaken):
        await storage.write(replace(turn(receipt), rings=(HELP,)))
    assert (await storage.read(receipt.conversation)).token == 0
    with pytest.raises(CodeTaken):
        await storage.desk.open(NewCase("MALO-0001", ana.id, "k", NOON, "By letter"))


async def test_two_officers_cannot_act_without_seeing_each_other(storage: Storage) -> None:
    """The second learns what the first did, and nothing of theirs is done; of two at once one wins."""
    case, ana, ben = await waiting(storage), await officer(storage), await officer(storage, "ben@desk.example")
    acts = [
        Act(case.id, who.id, "take", f"k{who.id}", case.acts, NOON, change=Change(assignee=who.id, hold="desk"))
        for who in (ana, ben)
    ]
    outcomes = await asyncio.gather(*(storage.desk.act(act) for act in acts), return_exceptions=True)
    (late,) = [outcome for outcome in outcomes if isinstance(outcome, Outpaced)]
    held = await storage.desk.case(case.id)
    assert held.assignee == late.step.by
    assert [step.kind for step in await storage.desk.history(case.id)] == ["handoff", "take"]
    # A note is written beside whatever others do.
    assert (await storage.desk.act(Act(case.id, ben.id, "note", "n", None, NOON))).case.acts == held.acts


async def test_an_act_is_done_once(storage: Storage) -> None:
    """A form that is sent twice reaches the person once."""
    case, ana = await waiting(storage), await officer(storage)
    file = NewFile("guide.pdf", "application/pdf", "00", b"%PDF")
    reply = Act(case.id, ana.id, "reply", "k", case.acts, NOON, call=("desk", "Bonjour"), files=(file,))
    first, second = await storage.desk.act(reply), await storage.desk.act(reply)
    assert (first.new, second.new, second.called) == (True, False, None)
    assert first.called
    assert [row.message for row in await storage.pending()] == [first.called.message]
    assert [row.name for row in await storage.desk_files(first.called.conversation)] == ["guide.pdf"]
    assert await storage.files(first.called.conversation) == []


async def test_taking_over_takes_back_what_nobody_began_to_send(storage: Storage) -> None:
    """In the transaction of the act itself."""
    case = await waiting(storage)
    assert [due.conversation for due in await storage.due(["web"])] == [case.conversation]
    await storage.desk.act(Act(case.id, None, "take", "k", case.acts, NOON, withdraw=True))
    assert await storage.due(["web"]) == []
    assert case.conversation
    assert [row.status for row in await storage.transcript(case.conversation)] == ["handled", "withdrawn"]


async def test_what_the_desk_had_us_say_is_not_taken_back(storage: Storage) -> None:
    """A second reply, or whatever a colleague does next, takes no words that wait to be sent."""
    case = await waiting(storage)
    assert case.conversation
    first = await storage.desk.act(
        Act(case.id, None, "reply", "k", case.acts, NOON, call=("desk", "{}"), withdraw=True)
    )
    assert first.called
    stored = await storage.read(case.conversation)
    said = TurnWrite(case.conversation, stored.token, first.called.message, "", (Post("Bonjour"), Post("file")))
    await storage.write(said)
    await storage.desk.act(Act(case.id, None, "take", "k2", first.case.acts, NOON, withdraw=True))
    rows = [(row.text, row.status) for row in await storage.transcript(case.conversation) if row.direction == "out"]
    assert rows[-2:] == [("Bonjour", "queued"), ("file", "queued")]
    assert {status for _, status in rows[:-2]} == {"withdrawn"}


async def test_what_is_for_the_person_is_not_done_without_one(storage: Storage) -> None:
    """A case from a letter has no way to anybody; nothing of it is changed."""
    ana = await officer(storage)
    case = await storage.desk.open(NewCase("LETO-1111", ana.id, "k", NOON, "Sargassum"))
    with pytest.raises(NotNow, match="no-channel"):
        await storage.desk.act(Act(case.id, ana.id, "reply", "r", case.acts, NOON, addressed=True))
    assert await storage.desk.case(case.id) == case
    assert [step.kind for step in await storage.desk.history(case.id)] == ["opened"]


async def test_the_queue_is_in_order_of_waiting_and_can_be_narrowed(storage: Storage) -> None:
    """Who waits longest comes first, who waits for nothing last; closed and resting cases are left out."""
    ana = await officer(storage)
    for number, (chat, at) in enumerate([("ada", NOON + 2), ("bo", NOON + 1), ("cy", NOON + 3), ("di", NOON)], 1):
        await rung(storage, replace(HELP, code=f"MALO-000{number}"), chat=chat, at=at)
    ids = {case.code: case.id for case in await storage.desk.queue(Queue())}
    change = {"MALO-0001": Change(assignee=ana.id), "MALO-0002": Change(waiting_since=0.0)}
    change |= {"MALO-0003": Change(hold="closed"), "MALO-0004": Change(snoozed_until=NOON + 60)}
    for code, changed in change.items():
        await storage.desk.act(Act(ids[code], ana.id, "test", code, None, NOON, change=changed))

    async def codes(wanted: Queue) -> list[str]:
        return [case.code for case in await storage.desk.queue(replace(wanted, now=NOON))]

    assert await codes(Queue()) == ["MALO-0001", "MALO-0002"]
    assert await codes(Queue(snoozed=True)) == ["MALO-0004", "MALO-0001", "MALO-0002"]
    assert await codes(Queue(assignee=ana.id)) == ["MALO-0001"]
    assert await codes(Queue(assignee=0)) == ["MALO-0002"]
    assert await codes(Queue(hold=("closed",))) == ["MALO-0003"]
    assert await codes(Queue(code="malo-0002")) == ["MALO-0002"]
    assert await codes(Queue(country="FR")) == []
    assert await codes(Queue(limit=1, after=1)) == ["MALO-0002"]
    assert await codes(Queue(waiting=True)) == ["MALO-0001"]
    assert await codes(Queue(resting=True)) == ["MALO-0004"]
    counts = await storage.desk.counts(NOON, account=ana.id)
    assert (counts.open, counts.waiting, counts.unassigned, counts.snoozed, counts.mine) == (2, 1, 1, 1, 1)
    spread = await storage.desk.spread()
    assert (spread.countries, spread.languages) == ((("HT", 3),), (("fr", 3),))
    assert (spread.kinds, spread.teams) == ((("handoff", 3),), ())
    assert [case.code for case in await storage.desk.unclaimed(NOON + 2)] == ["MALO-0004", "MALO-0001"]


async def test_a_case_opened_by_hand_is_opened_once(storage: Storage) -> None:
    """From a letter or a telephone call; whoever opened it answers for it."""
    ana = await officer(storage)
    new = NewCase("LETO-1111", ana.id, "k", NOON, "Sargassum", "DM", institution="Ministry of Fisheries")
    case = await storage.desk.open(new)
    assert await storage.desk.open(replace(new, code="LETO-2222")) == case
    assert (case.assignee, case.hold, case.conversation, case.stage) == (ana.id, "desk", None, "draft")
    with pytest.raises(NoCase):
        await storage.desk.case(case.id + 1)


async def test_an_erasure_leaves_a_case_without_words(storage: Storage) -> None:
    """Code, dates and country stay; title, institution, history and the way to the person go."""
    receipt = await storage.accept(arrival())
    await storage.write(full(receipt))
    case = await storage.desk.by_code("REEF-27")
    assert case
    await storage.desk.act(Act(case.id, None, "note", "k", None, NOON, body='{"text": "spoke with Marie"}'))
    file = NewFile("guide.pdf", "application/pdf", "00", b"%PDF")
    sent = await storage.desk.act(Act(case.id, None, "reply", "f", None, NOON, call=("desk", "{}"), files=(file,)))
    assert sent.called
    assert len(await storage.desk_files(sent.called.conversation)) == 1
    stored = await storage.read(sent.called.conversation)
    await storage.write(replace(turn(Receipt(stored.conversation, sent.called.message, 0, True), stored.token)))
    leaving = await storage.accept(arrival(n=2))
    stored = await storage.read(leaving.conversation)
    await storage.write(replace(turn(leaving, stored.token, Post("gone")), erase=True))
    stub = await storage.desk.case(case.id)
    assert (stub.code, stub.country, stub.opened) == (case.code, case.country, case.opened)
    assert (stub.title, stub.institution, stub.language, stub.conversation) == ("", "", "", None)
    assert stub.hold == "closed"
    assert await storage.desk.history(case.id) == []
    assert await storage.desk_files(leaving.conversation) == []
    with pytest.raises(Outpaced):
        await storage.desk.act(Act(case.id, None, "reply", "k2", case.acts, NOON))


async def test_an_invitation_sets_one_password(storage: Storage) -> None:
    """It is spent by it, lapses by its date, and a new one takes the old password away."""
    ana = await officer(storage, "Ana@Desk.example ")
    assert (ana.email, ana.password) == ("ana@desk.example", "")
    assert await storage.desk.invited("invitation Ana@Desk.example ", NOON) == ana
    assert await storage.desk.invited("invitation Ana@Desk.example ", NOON + 61) is None
    assert await storage.desk.invited("", NOON) is None
    await storage.desk.set_password(ana.id, "hash")
    assert await storage.desk.invited("invitation Ana@Desk.example ", NOON) is None
    again = await storage.desk.account_of("ANA@desk.example")
    assert again
    assert again.password == "hash"
    assert (await officer(storage)).password == ""
    assert [account.id for account in await storage.desk.accounts()] == [ana.id]


async def test_a_session_ends_by_its_time_by_hand_and_with_the_account(storage: Storage) -> None:
    """A removed account opens nothing, and its cases belong to nobody."""
    ana, case = await officer(storage), await waiting(storage)
    await storage.desk.act(Act(case.id, ana.id, "take", "k", case.acts, NOON, change=Change(assignee=ana.id)))
    for session in ("one", "two"):
        await storage.desk.sign_in(session, ana.id, NOON, NOON + 60)
    assert await storage.desk.signed_in("one", NOON) == ana
    assert await storage.desk.signed_in("one", NOON + 61) is None
    await storage.desk.sign_out("one")
    assert await storage.desk.signed_in("one", NOON) is None
    await storage.desk.remove_account(ana.id, ana.id, NOON)
    assert await storage.desk.signed_in("two", NOON) is None
    assert await storage.desk.accounts() == []
    assert (await storage.desk.case(case.id)).assignee is None
    assert [step.name for step in await storage.desk.history(case.id)] == ["", "Ana", "Ana"]


async def test_whoever_came_in_otherwise_leaves_no_invitation_behind(storage: Storage) -> None:
    """By their organisation: the link in an old mail sets nobody a password any more."""
    ana = await officer(storage)
    await storage.desk.sign_in("one", ana.id, NOON, NOON + 60)
    assert await storage.desk.invited("invitation ana@desk.example", NOON) is None
    assert await storage.desk.join("invitation ana@desk.example", "hash", NOON) is None


async def test_failures_are_counted_until_somebody_signs_in(storage: Storage) -> None:
    ana = await officer(storage)
    assert await storage.desk.failed(ana.id, 1, 0.0)
    assert not await storage.desk.failed(ana.id, 1, 0.0)
    assert await storage.desk.failed(ana.id, 2, NOON + 900)
    locked = await storage.desk.account(ana.id)
    assert locked
    assert (locked.failures, locked.locked_until) == (2, NOON + 900)
    await storage.desk.sign_in("one", ana.id, NOON, NOON + 60)
    free = await storage.desk.account(ana.id)
    assert free
    assert (free.failures, free.locked_until) == (0, 0)


async def test_an_invitation_is_taken_up_once(storage: Storage) -> None:
    """Of two who open the link at once one gets in; neither an old one nor no invitation at all opens anything."""
    await officer(storage)
    key = "invitation ana@desk.example"
    assert await storage.desk.join(key, "late", NOON + 61) is None
    assert await storage.desk.join("", "none", NOON) is None
    joined = await asyncio.gather(*(storage.desk.join(key, f"hash {n}", NOON) for n in range(2)))
    (ana,) = [account for account in joined if account]
    assert await storage.desk.account_of("ana@desk.example") == ana
    assert ana.password in ("hash 0", "hash 1")


async def test_a_session_goes_on_while_somebody_is_there(storage: Storage) -> None:
    """Until the moment given, and never longer than it may last in all."""
    ana = await officer(storage)
    await storage.desk.sign_in("one", ana.id, NOON, NOON + 60)
    await storage.desk.prolong("one", NOON + 100, 150.0)
    assert await storage.desk.signed_in("one", NOON + 99) == ana
    await storage.desk.prolong("one", NOON + 200, 150.0)
    assert await storage.desk.signed_in("one", NOON + 149) == ana
    assert await storage.desk.signed_in("one", NOON + 151) is None


async def test_an_account_is_made_beside_the_service(tmp_path: Path) -> None:
    """One short write while another process holds the folder; never where no database of this version is."""
    with pytest.raises(StorageUnavailable, match="no database"):
        await open_beside(tmp_path)
    serving = await open_storage(tmp_path)
    try:
        beside = await open_beside(tmp_path)
        ana = await officer(beside)
        await beside.close()
        assert await serving.desk.account_of(ana.email) == ana
        await rung(serving, HELP)
    finally:
        await serving.close()


async def test_the_audit_log_says_who_saw_what(storage: Storage) -> None:
    """Newest first, of one case or of all."""
    ana, case = await officer(storage), await waiting(storage)
    await storage.desk.saw(View(ana.id, "queue", None, NOON))
    await storage.desk.saw(View(ana.id, "case", case.id, NOON + 1))
    assert [view.what for view in await storage.desk.views()] == ["case", "queue"]
    assert [view.at for view in await storage.desk.views(case.id)] == [NOON + 1]


async def test_a_bell_counts_what_happens(storage: Storage) -> None:
    """Whoever looks again only when the number grew misses nothing."""
    before = await storage.desk.newest()
    await answered(storage, "quiet")
    assert await storage.desk.newest() == before
    await waiting(storage)
    assert await storage.desk.newest() > before


async def test_the_audit_log_is_narrowed(storage: Storage) -> None:
    """By who, what with whomever it was done to, time, and passing over what was read."""
    ana, bo = await officer(storage), await officer(storage, "bo@desk.example")
    for number, (who, what) in enumerate(((ana, "invited 7"), (bo, "invited"), (ana, "invitedly"), (ana, "case"))):
        await storage.desk.saw(View(who.id, what, None, NOON + number))

    async def whats(**asked: float | str) -> list[str]:
        return [view.what for view in await storage.desk.views(**asked)]  # type: ignore[arg-type]  # as each test says

    assert await whats(what="invited") == ["invited", "invited 7"]
    assert await whats(account=ana.id) == ["case", "invitedly", "invited 7"]
    assert await whats(since=NOON + 1, until=NOON + 3) == ["invitedly", "invited"]
    assert await whats(limit=2, after=1) == ["invitedly", "invited"]
    assert await whats(account=bo.id, what="case") == []


async def test_cases_are_found_as_they_are_written(storage: Storage) -> None:
    """A piece of a code, or all words of title and institution in any size of letters of any script; the code first."""
    ana = await officer(storage)
    for code, title, institution in (
        ("REEF-0001", "Рыба-крылатка на рифах", "Министерство природы"),
        ("KUMA-0100", "100% of the _reef_ is lost!", "Ministry"),
        ("MALO-0027", "Reef and forest", "Institut de la Mer"),
    ):
        await storage.desk.open(NewCase(code, ana.id, code, NOON, title, institution=institution))

    async def codes(code: str = "", *words: str) -> list[str]:
        return [case.code for case in await storage.desk.sought(Sought(code, words))]

    assert await codes("0027") == ["MALO-0027"]
    assert (await codes("reef", "reef"))[0] == "REEF-0001"
    assert set(await codes("reef", "reef")) == {"REEF-0001", "KUMA-0100", "MALO-0027"}
    assert await codes("", "рыба-КРЫЛАТКА", "министерство") == ["REEF-0001"]
    assert await codes("", "reef", "mer") == ["MALO-0027"]
    assert await codes("", "100%") == ["KUMA-0100"]
    assert await codes("", "_reef_") == ["KUMA-0100"]
    assert await codes("", "lost!") == ["KUMA-0100"]
    assert await codes("%") == []
    assert await codes() == []


async def test_every_change_of_a_case_is_queued_for_the_index(storage: Storage) -> None:
    """In its own transaction; not what says nothing of what it is about, and never for a case that is not there."""
    ana, case = await officer(storage), await waiting(storage)

    async def queued() -> list[int | None]:
        jobs = await storage.index_jobs()
        await storage.index_done([job.id for job in jobs])
        assert all(job.document is None for job in jobs)
        assert all(job.document_id == case_document(case.id) and case_of(job.document_id) == job.case for job in jobs)
        return [job.case for job in jobs]

    assert await queued() == [case.id]
    await storage.desk.act(Act(case.id, ana.id, "note", "n", None, NOON))
    assert await queued() == []
    await storage.desk.act(Act(case.id, ana.id, "take", "t", None, NOON, change=Change(hold="desk")))
    assert await queued() == [case.id]
    assert await storage.desk.findable() == [case.id]
    assert [one.id for one in await storage.desk.cases([99, case.id, case.id])] == [case.id]
    last = await storage.accept(arrival("ada", 9))
    stored = await storage.read(last.conversation)
    assert list(await storage.codes_of(last.conversation)) == ["MALO-0001"]
    await storage.write(replace(turn(last, stored.token), erase=True))
    assert await queued() == [case.id]
    assert list(await storage.desk.findable()) == list(await storage.desk.cases([case.id])) == []
    assert await storage.desk.codes([case.id, 99]) == {case.id: "MALO-0001"}
    assert list(await storage.codes_of(last.conversation)) == []


async def test_who_signs_in_elsewhere_is_bound_to_one_account(storage: Storage) -> None:
    """Once, and for both; a new invitation and a removal let go."""
    ana, bo = await officer(storage), await officer(storage, "bo@desk.example")
    assert await storage.desk.account_at("https://sso", "ana") is None
    assert await storage.desk.bind(ana.id, "https://sso", "ana")
    assert await storage.desk.bind(ana.id, "https://sso", "ana")
    assert not await storage.desk.bind(ana.id, "https://sso", "another")
    assert not await storage.desk.bind(ana.id, "https://elsewhere", "ana")
    assert not await storage.desk.bind(bo.id, "https://sso", "ana")
    found = await storage.desk.account_at("https://sso", "ana")
    assert found
    assert found.id == ana.id
    await officer(storage)
    assert await storage.desk.bind(ana.id, "https://sso", "another")
    await storage.desk.remove_account(ana.id, ana.id, NOON)
    assert await storage.desk.account_at("https://sso", "another") is None
    assert not await storage.desk.bind(ana.id, "https://sso", "another")


async def test_words_that_are_left_out_leave_the_cases_too(storage: Storage) -> None:
    """Titles and history of that conversation alone."""
    case = await waiting(storage)
    await storage.desk.act(Act(case.id, None, "query", "q", None, NOON, body='{"question": "Poissons-lions?"}'))
    last = await storage.accept(arrival("ada", 9))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), blots=(("Poissons-lions", "[…]"),)))
    assert (await storage.desk.case(case.id)).title == "[…]"
    assert [step.body for step in await storage.desk.history(case.id)][-1] == '{"question": "[…]?"}'


async def test_one_list_brought_by_two_processes_opens_each_case_once(opener: Opener, dialect: str) -> None:
    """At the same moment, on Postgres, where several processes write: both are given the one case."""
    if dialect == "sqlite":
        return  # One process holds the folder.
    first, second = await opener(), await opener()
    try:
        ana = await officer(first)
        for number in range(20):
            news = [NewCase(f"LETO-{who}{number:03}", ana.id, f"list-{number}", NOON, "Sargassum") for who in (1, 2)]
            one, other = await asyncio.gather(first.desk.open(news[0]), second.desk.open(news[1]))
            assert one == other
        assert len(await first.desk.queue(Queue())) == 20
    finally:
        await first.close()
        await second.close()


async def test_the_database_itself_knows_one_case_for_a_key(opener: Opener, dialect: str, tmp_path: Path) -> None:
    """Whoever writes, and whatever they looked at before."""
    storage = await opener()
    ana = await officer(storage)
    cases = [await storage.desk.open(NewCase(f"LETO-{n}", ana.id, f"list-{n}", NOON, "Sargassum")) for n in (1, 2)]
    await storage.close()
    if dialect == "postgres":
        return  # The test above writes at the same moment.
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / sqlite.FILE)) as db:
        again = "UPDATE case_step SET once = 'list-1' WHERE kind = 'opened' AND desk_case = ?"
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(again, (cases[1].id,))


async def test_a_case_of_the_desk_is_erased_by_the_desk(storage: Storage) -> None:
    """Nothing is left but a stub and who did it; the thread in the team's chat is emptied; twice is once."""
    ana = await officer(storage)
    case = await storage.desk.open(NewCase("LETO-1111", ana.id, "k1", NOON, "Sargassum", body='{"text": "told"}'))
    await storage.desk.catch_up("C0DESK", [case.id], NOON)
    with pytest.raises(Outpaced):
        await storage.desk.erase(Erasing(case.id, ana.id, case.acts - 1, NOON + 1))
    for _ in range(2):
        stub = await storage.desk.erase(Erasing(case.id, ana.id, case.acts, NOON + 1))
    assert (stub.erased, stub.title, stub.conversation) == (True, "", None)
    assert [(step.kind, step.body) for step in await storage.desk.history(case.id)] == [("opened", "{}")]
    assert await storage.desk.views(what="erased") == [View(ana.id, "erased", case.id, NOON + 1)]
    thread = await storage.find("slack-desk", "C0DESK", str(case.id))
    assert thread
    assert list(await storage.transcript(thread.conversation)) == []
    theirs = await waiting(storage)
    with pytest.raises(NotNow, match="theirs"):
        await storage.desk.erase(Erasing(theirs.id, ana.id, theirs.acts, NOON))


async def test_a_part_outlives_the_case_it_was_part_of(storage: Storage) -> None:
    """What a person told in a part of an erased case of the desk stands for itself again."""
    ana, part = await officer(storage), await waiting(storage)
    whole = await storage.desk.open(NewCase("LETO-1111", ana.id, "k1", NOON, "Sargassum"))
    await storage.desk.merge(Merge(part.id, whole.id, ana.id, "m1", part.acts, whole.acts, NOON, ("desk", "{}")))
    whole = await storage.desk.case(whole.id)
    await storage.desk.erase(Erasing(whole.id, ana.id, whole.acts, NOON + 1))
    again = await storage.desk.case(part.id)
    assert (again.merged_into, again.title, again.hold) == (None, part.title, "waiting")
