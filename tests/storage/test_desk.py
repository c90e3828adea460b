"""What the desk keeps, on every database we run on: who rings, who acts, who works there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from storage.desk.port import Account, Act, Case, Change, NewAccount, NewCase, NoCase, NotNow, Outpaced, Queue, View
from storage.opening import open_beside, open_storage
from storage.port import CodeTaken, NewFile, Post, Receipt, Ring, Storage, StorageUnavailable, TurnWrite
from tests.storage.samples import NOON, answered, arrival, full, turn

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


async def test_a_turn_rings_as_often_as_it_has_to(storage: Storage) -> None:
    """Of several messages that were answered together each stands in the history, in order."""
    await rung(
        storage, HELP, Ring("query", "X-9", "fr", "Who pays?"), Ring("words", "X-8", "fr"), Ring("words", "X-7", "fr")
    )
    (case,) = await storage.desk.queue(Queue())
    assert [step.kind for step in await storage.desk.history(case.id)] == ["handoff", "query", "words", "words"]


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
    await storage.desk.remove_account(ana.id, NOON)
    assert await storage.desk.signed_in("two", NOON) is None
    assert await storage.desk.accounts() == []
    assert (await storage.desk.case(case.id)).assignee is None
    assert [step.name for step in await storage.desk.history(case.id)] == ["", "Ana"]


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
