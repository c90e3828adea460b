"""Cases that are one, on every database: merged, read as one, taken apart; each person's words stay in their case."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from storage.desk.port import Act, Acted, Along, Case, Change, Merge, NewCase, NotNow, Outpaced, Queue, Unmerge
from storage.port import Post, Ring, Storage
from tests.storage.samples import NOON, arrival, turn
from tests.storage.test_desk import HELP, officer, rung

TOLD = ("desk", "one of two")


async def case_of(storage: Storage, code: str, chat: str, at: float = NOON) -> Case:
    """Somebody asked for a person."""
    await rung(storage, replace(HELP, code=code), chat=chat, at=at)
    case = await storage.desk.by_code(code)
    assert case
    return case


async def now(storage: Storage, case: Case) -> Case:
    return await storage.desk.case(case.id)


async def merged(storage: Storage, case: Case, into: Case, key: str = "m") -> Acted:
    case, into = await now(storage, case), await now(storage, into)
    ana = await officer(storage)
    return await storage.desk.merge(Merge(case.id, into.id, ana.id, key, case.acts, into.acts, NOON + 50, TOLD))


async def apart(storage: Storage, case: Case, into: Case, key: str = "u") -> Acted:
    seen = (await now(storage, into)).acts
    return await storage.desk.unmerge(Unmerge(case.id, (await officer(storage)).id, key, seen, NOON + 90))


async def kinds(storage: Storage, case: Case) -> list[str]:
    return [step.kind for step in await storage.desk.history(case.id)]


async def test_one_case_goes_on_and_the_other_is_part_of_it(storage: Storage) -> None:
    """Whoever waits longest sets since when; one line in the queue; each keeps its own history. Once for a key."""
    bo, ada = await case_of(storage, "MALO-0002", "bo", NOON - 5), await case_of(storage, "MALO-0001", "ada")
    first = await merged(storage, bo, ada)
    again = await storage.desk.merge(
        Merge(bo.id, ada.id, (await officer(storage)).id, "m", bo.acts, ada.acts, NOON, TOLD)
    )
    assert (first.new, again.new, again.called) == (True, False, None)
    whole, part = await now(storage, ada), await now(storage, bo)
    assert (part.merged_into, part.stage, part.hold, part.waiting_since) == (ada.id, "merged", "closed", 0)
    assert (whole.waiting_since, whole.hold, whole.acts) == (NOON - 5, "waiting", ada.acts + 1)
    assert [case.id for case in await storage.desk.queue(Queue())] == [ada.id]
    assert await storage.desk.parts(ada.id) == [part]
    assert (await kinds(storage, ada), await kinds(storage, bo)) == (["handoff", "merge"], ["handoff", "merged"])


async def test_somebody_else_is_told_nothing(storage: Storage) -> None:
    """Nobody hears of a case of another person; one who has both is told once, where the case was that ends."""
    ada, bo = await case_of(storage, "MALO-0001", "ada"), await case_of(storage, "MALO-0002", "bo")
    assert not await storage.desk.one_person(ada.id, bo.id)
    assert (await merged(storage, bo, ada)).called is None
    assert await storage.pending() == []
    ana = await officer(storage)
    mine = await storage.desk.open(NewCase("MALO-0003", ana.id, "k", NOON, "Again", conversation=ada.conversation))
    assert await storage.desk.one_person(ada.id, mine.id)
    assert (await merged(storage, mine, ada, "m2")).called
    assert [(row.conversation, row.text) for row in await storage.pending()] == [(ada.conversation, "one of two")]


async def test_what_cannot_be_merged_changes_nothing(storage: Storage) -> None:
    """Twice, into itself, into a closed one, a closed one, into a part, with parts of its own."""
    a, b, c, d = [await case_of(storage, f"MALO-000{n}", f"chat{n}") for n in range(1, 5)]
    await merged(storage, b, a)
    await storage.desk.act(Act(d.id, None, "close", "c", None, NOON, change=Change(hold="closed")))
    before = [await now(storage, case) for case in (a, b, c, d)]
    wrong = [(b, a, "merged"), (a, a, "itself"), (c, d, "into-closed"), (d, c, "closed"), (c, b, "into-merged")]
    for case, into, why in [*wrong, (a, c, "has-parts")]:
        with pytest.raises(NotNow, match=f"^{why}$"):
            await merged(storage, case, into, f"key {case.code} {into.code}")
    with pytest.raises(NotNow, match="not-merged"):
        await storage.desk.unmerge(Unmerge(c.id, (await officer(storage)).id, "u", 0, NOON))
    for act, of in (("reopen", ("closed",)), ("take", ("bot", "waiting", "desk", "returned"))):
        with pytest.raises(NotNow, match="merged"):
            await storage.desk.act(Act(b.id, None, act, act, None, NOON, of=of, change=Change(hold="desk")))  # type: ignore[arg-type]
    assert [await now(storage, case) for case in (a, b, c, d)] == before


async def test_of_two_officers_one_merges(storage: Storage) -> None:
    """Each into the other at the same moment: one is done, the other one sees what the first did."""
    ada, bo = await case_of(storage, "MALO-0001", "ada"), await case_of(storage, "MALO-0002", "bo")
    ana, ben = await officer(storage), await officer(storage, "ben@desk.example")
    outcomes = await asyncio.gather(
        storage.desk.merge(Merge(bo.id, ada.id, ana.id, "a", bo.acts, ada.acts, NOON, TOLD)),
        storage.desk.merge(Merge(ada.id, bo.id, ben.id, "b", ada.acts, bo.acts, NOON, TOLD)),
        return_exceptions=True,
    )
    (late,) = [outcome for outcome in outcomes if isinstance(outcome, Outpaced)]
    assert late.step.kind in ("merge", "merged")
    parts = [case for case in (await now(storage, ada), await now(storage, bo)) if case.merged_into]
    assert len(parts) == 1


async def test_a_part_rings_for_the_whole(storage: Storage) -> None:
    """What its person says is written in their own history; a request of theirs is a case of its own, as ever."""
    ada, bo = await case_of(storage, "MALO-0001", "ada"), await case_of(storage, "MALO-0002", "bo")
    await merged(storage, bo, ada)
    await storage.desk.act(Act(ada.id, None, "reply", "r", None, NOON, change=Change(hold="desk", waiting_since=0.0)))
    await rung(storage, Ring("words", "X-1", "fr", "Other words", "FR"), chat="bo", n=2, at=NOON + 60)
    whole = await now(storage, ada)
    assert (whole.waiting_since, whole.updated, whole.hold) == (NOON + 60, NOON + 60, "desk")
    assert (whole.title, whole.country) == (ada.title, ada.country)
    assert await kinds(storage, bo) == ["handoff", "merged", "words"]
    assert await kinds(storage, ada) == ["handoff", "merge", "reply"]
    await rung(storage, Ring("request", "REEF-99", "fr", "Lionfish"), chat="bo", n=3)
    own = await storage.desk.by_code("REEF-99")
    assert own
    assert (own.merged_into, own.hold) == (None, "bot")


async def test_a_whole_that_is_closed_does_not_swallow_a_call_for_help(storage: Storage) -> None:
    """The person of the part is at the desk again with a case of their own."""
    ada, bo = await case_of(storage, "MALO-0001", "ada"), await case_of(storage, "MALO-0002", "bo")
    await merged(storage, bo, ada)
    await storage.desk.act(Act(ada.id, None, "close", "c", None, NOON, change=Change(hold="closed")))
    await rung(storage, replace(HELP, code="MALO-0009"), chat="bo", n=2)
    again = await storage.desk.by_code("MALO-0009")
    assert again
    assert again.hold == "waiting"


async def test_taken_apart_everything_is_as_it_was(storage: Storage) -> None:
    """State, hold and waiting of both; who wrote meanwhile waits. Then they may be merged anew."""
    ada, bo = await case_of(storage, "MALO-0001", "ada", NOON + 3), await case_of(storage, "MALO-0002", "bo")
    await storage.desk.act(Act(bo.id, None, "stage", "s", None, NOON, change=Change(stage="triaged")))
    await merged(storage, bo, ada)
    for _ in range(2):
        await apart(storage, bo, ada)
    part, whole = await now(storage, bo), await now(storage, ada)
    assert (part.merged_into, part.stage, part.hold, part.waiting_since) == (None, "triaged", "waiting", NOON)
    assert whole.waiting_since == NOON + 3
    assert await storage.desk.parts(ada.id) == []
    await merged(storage, bo, ada, "m2")
    to_bo = Act(ada.id, None, "reply", "r", None, NOON, change=Change(waiting_since=0.0), to=bo.id)
    await storage.desk.act(to_bo)
    await rung(storage, Ring("words", "X-1", "fr"), chat="bo", n=2, at=NOON + 60)
    await apart(storage, bo, ada, "u2")
    assert (await now(storage, bo)).waiting_since == NOON + 60
    assert await kinds(storage, ada) == ["handoff", "merge", "unmerge", "merge", "unmerge"]


async def held_by(storage: Storage, case: Case, email: str = "ana@desk.example") -> None:
    """Somebody of the desk talks with the person."""
    who = (await officer(storage, email)).id
    change = Change(assignee=who, hold="desk", waiting_since=0.0)
    await storage.desk.act(Act(case.id, who, "take", f"take-{case.id}-{email}", None, NOON + 5, change=change))


async def test_taken_apart_a_part_is_with_whom_its_person_talks_now(storage: Storage) -> None:
    """What was done while it was a part counts: given back to the assistant, answered, called again."""
    ada, bo, cy, di = [await case_of(storage, f"MALO-000{n}", chat) for n, chat in enumerate(("ada", "bo", "cy", "di"))]
    for one in (bo, di):
        await held_by(storage, one)
    for part in (bo, cy, di):
        await merged(storage, part, ada, f"m{part.id}")
    everybody = tuple(Along(part.id, "{}", ("desk", "back")) for part in (bo, cy, di))
    back = Act(ada.id, None, "hand-back", "h", None, NOON + 60, change=Change(hold="returned"), along=everybody)
    await storage.desk.act(back)
    ana = await officer(storage)
    await storage.desk.act(Act(ada.id, ana.id, "reply", "r", None, NOON + 61, change=Change(hold="desk"), to=cy.id))
    await rung(storage, replace(HELP, code="MALO-0009"), chat="di", n=2, at=NOON + 62)
    for part in (bo, cy, di):
        await apart(storage, part, ada, f"u{part.id}")
    assert [(await now(storage, part)).hold for part in (bo, cy, di)] == ["returned", "desk", "waiting"]
    assert (await now(storage, cy)).assignee == ana.id


async def test_taken_apart_nobody_is_with_somebody_who_left(storage: Storage) -> None:
    """Their officer was removed while the case was a part: the person waits, as others of that officer do."""
    ada, bo = await case_of(storage, "MALO-0001", "ada"), await case_of(storage, "MALO-0002", "bo")
    await held_by(storage, bo, "ben@desk.example")
    await merged(storage, bo, ada)
    ben, ana = await officer(storage, "ben@desk.example"), await officer(storage)
    await storage.desk.remove_account(ben.id, ana.id, NOON + 70)
    await apart(storage, bo, ada)
    part = await now(storage, bo)
    assert (part.assignee, part.hold, part.waiting_since) == (None, "waiting", NOON)


async def test_taken_apart_one_conversation_is_talked_with_in_one_case(storage: Storage) -> None:
    """The desk went on talking in the case itself: the part does not claim the same conversation."""
    ana, ada = await officer(storage), await case_of(storage, "MALO-0001", "ada")
    mine = await storage.desk.open(NewCase("MALO-0003", ana.id, "k", NOON, "Again", conversation=ada.conversation))
    await merged(storage, mine, ada)
    await held_by(storage, ada)
    await apart(storage, mine, ada)
    assert ((await now(storage, mine)).hold, (await now(storage, ada)).hold) == ("returned", "desk")


async def test_a_reply_goes_to_the_person_of_one_case(storage: Storage) -> None:
    """It stands in that one's history, and counts for whoever looks at the whole."""
    ada, bo, cy = [await case_of(storage, f"MALO-000{n}", chat) for n, chat in ((1, "ada"), (2, "bo"), (3, "cy"))]
    whole = (await merged(storage, bo, ada)).case
    reply = Act(ada.id, None, "reply", "r", whole.acts, NOON, call=("desk", "Bonjour"), addressed=True, to=bo.id)
    first, second = await storage.desk.act(reply), await storage.desk.act(reply)
    assert (first.new, second.new) == (True, False)
    assert [(row.conversation, row.text) for row in await storage.pending()] == [(bo.conversation, "Bonjour")]
    assert (await kinds(storage, bo))[-1] == "reply"
    assert (await kinds(storage, ada))[-1] == "merge"
    with pytest.raises(Outpaced):
        await storage.desk.act(replace(reply, key="r2"))
    with pytest.raises(NotNow, match="not-merged"):
        await storage.desk.act(replace(reply, key="r3", seen=first.case.acts, to=cy.id))


async def test_what_is_done_to_the_whole_is_heard_by_all_it_concerns(storage: Storage) -> None:
    """In their own conversation and history; a part that was taken apart meanwhile, or lies where the whole is, not."""
    ana = await officer(storage)
    ada, bo, cy = [await case_of(storage, f"MALO-000{n}", chat) for n, chat in ((1, "ada"), (2, "bo"), (3, "cy"))]
    here = await storage.desk.open(NewCase("MALO-0004", ana.id, "k", NOON, "Again", conversation=ada.conversation))
    await merged(storage, bo, ada)
    along = tuple(Along(part.id, json.dumps({"along": ada.code}), ("desk", part.code)) for part in (bo, cy, here))
    acted = await storage.desk.act(Act(ada.id, ana.id, "close", "c", None, NOON, call=("desk", ada.code), along=along))
    assert [row.conversation for row in acted.also] == [bo.conversation]
    assert {(row.conversation, row.text) for row in await storage.pending()} == {
        (ada.conversation, ada.code), (bo.conversation, bo.code),
    }  # fmt: skip
    assert (await kinds(storage, bo))[-1] == "close"
    assert (await kinds(storage, cy))[-1] == "handoff"


async def erased(storage: Storage, chat: str) -> None:
    leaving = await storage.accept(arrival(chat, 9))
    stored = await storage.read(leaving.conversation)
    await storage.write(replace(turn(leaving, stored.token, Post("gone")), erase=True))


async def test_an_erasure_takes_one_person_and_leaves_the_other(storage: Storage) -> None:
    """Nothing of who left stays in the case of who stays; a part whose whole is gone stands for itself again."""
    ada, bo, cy = [await case_of(storage, f"MALO-000{n}", chat) for n, chat in ((1, "ada"), (2, "bo"), (3, "cy"))]
    for part in (bo, cy):
        await merged(storage, part, ada, f"m{part.id}")
    await erased(storage, "cy")
    assert await kinds(storage, cy) == []
    assert [part.id for part in await storage.desk.parts(ada.id)] == [bo.id]
    await erased(storage, "ada")
    left = await now(storage, bo)
    assert (left.merged_into, left.hold, left.title) == (None, "waiting", bo.title)
    assert [case.id for case in await storage.desk.queue(Queue())] == [bo.id]
    assert await kinds(storage, bo) == ["handoff", "merged", "unmerged"]


async def test_who_may_be_the_same_is_near(storage: Storage) -> None:
    """Of the same person first, then of the same country; closed ones and the case itself never."""
    ana = await officer(storage)
    ada = await case_of(storage, "MALO-0001", "ada")
    mine = await storage.desk.open(
        NewCase("MALO-0004", ana.id, "k", NOON, "Again", "FJ", conversation=ada.conversation)
    )
    country, closed = await case_of(storage, "MALO-0002", "bo"), await case_of(storage, "MALO-0003", "cy")
    await storage.desk.open(NewCase("MALO-0005", ana.id, "k2", NOON, "Elsewhere", "FJ"))
    await storage.desk.act(Act(closed.id, None, "close", "c", None, NOON, change=Change(hold="closed")))
    near = [(case.id, theirs) for case, theirs in await storage.desk.near(ada.id)]
    assert near == [(mine.id, True), (country.id, False)]
