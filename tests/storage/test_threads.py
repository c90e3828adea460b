"""Threads of cases, on every database we run on: what they lack is queued once, and what stood there is known."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from storage.desk.port import Account, Act, Case, Change, Merge, NewCase, Unmerge
from storage.desk.thread import CHANNEL, Look, Mark, time_of
from storage.port import Storage
from tests.storage.conftest import Opener
from tests.storage.samples import NOON, answered, arrival, turn
from tests.storage.test_desk import HELP, officer, rung, waiting

ROOM = "C0DESK"


async def posts(storage: Storage, case: Case) -> list[tuple[str, str, str]]:
    """What stands or waits in the thread of a case: key, kind and status."""
    thread = await storage.find(CHANNEL, ROOM, str(case.id))
    rows = await storage.transcript(thread.conversation) if thread else ()
    return [(row.message_id, row.kind, row.status) for row in rows]


async def caught_up(storage: Storage, *cases: Case) -> list[bool]:
    """Whether there was something new to post."""
    outcomes = await storage.desk.catch_up(ROOM, [case.id for case in cases], NOON + 9)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    return [outcome.wrote for outcome in outcomes if not isinstance(outcome, Exception)]


async def sent(storage: Storage, case: Case, *times: str) -> None:
    """What waits in a thread is posted, one after the other, at these times of Slack's."""
    for time in times:
        thread = await storage.find(CHANNEL, ROOM, str(case.id))
        assert thread
        due = next(one for one in await storage.due([CHANNEL]) if one.conversation == thread.conversation)
        row = await storage.attempting(due.message)
        assert row
        await storage.sent({row.message: f"{ROOM}:{time}"})


async def acted(storage: Storage, case: Case, by: Account, key: str, kind: str = "take") -> Case:
    seen = (await storage.desk.case(case.id)).acts
    change = Change(assignee=by.id, hold="desk")
    return (await storage.desk.act(Act(case.id, by.id, kind, key, seen, NOON + 2, change=change))).case


async def test_a_thread_has_everything_once(storage: Storage) -> None:
    """However often it is looked at, and by however many at the same time."""
    case = await waiting(storage)
    for _ in range(2):
        await asyncio.gather(*(caught_up(storage, case) for _ in range(5)))
    assert await posts(storage, case) == [("root", "root", "queued"), ("said-1", "said", "queued")]
    assert await caught_up(storage, case) == [False]


async def test_a_thread_that_begins_late_lacks_nothing(storage: Storage) -> None:
    """A case is answered before its thread begins, and the person writes again: all of it stands in the thread, in
    order, and whoever has read the last line has seen what was done."""
    case, ana = await waiting(storage), await officer(storage)
    now = await acted(storage, case, ana, "r1", "reply")
    told = await answered(storage, "ada", 2, at=NOON + 3)
    await caught_up(storage, case)
    step = (await storage.desk.history(case.id))[-1]
    keys = [key for key, _, _ in await posts(storage, case)]
    assert keys == ["root", "said-1", f"step-{step.id}", f"said-{told.position}"]
    await sent(storage, case, "10.000001", "11.000001", "20.000001", "21.000001")
    ben = await officer(storage, "ben@desk.example")
    seen = [await storage.desk.stood(ROOM, Look(case.id, ben.id, (until, 0))) for until in (15, 22)]
    assert seen == [0, now.acts], "the first message alone does not show what was done"


async def test_words_that_an_answer_crossed_go_on_waiting(storage: Storage) -> None:
    """As long as whoever answers had not read them: by what had stood in the thread, up to words that wait for their
    turn. What stands in the thread is shown anew."""
    case, ana = await waiting(storage), await officer(storage)
    assert await storage.desk.heard(ROOM, Look(case.id, ana.id, (99, 0))) is None
    await caught_up(storage, case)
    await sent(storage, case, "10.000001", "11.000001")
    wrote = await answered(storage, "ada", 2, at=NOON + 3)
    await caught_up(storage, case)
    await sent(storage, case, "20.000001")
    late = await storage.accept(arrival("ada", 3, at=NOON + 4))
    await caught_up(storage, case)
    heard = [await storage.desk.heard(ROOM, Look(case.id, ana.id, (until, 0))) for until in (15, 21)]
    assert heard == [wrote.position - 1, wrote.position]

    async def replies(key: str, heard: int | None) -> Case:
        seen = (await storage.desk.case(case.id)).acts
        change = Change(assignee=ana.id, hold="desk", waiting_since=0.0)
        return (
            await storage.desk.act(Act(case.id, ana.id, "reply", key, seen, NOON + 5, change=change, heard=heard))
        ).case

    assert (await replies("r1", heard[0])).waiting_since == NOON + 3
    assert ("anew", "queued") in [(kind, status) for _, kind, status in await posts(storage, case)]
    assert (await replies("r2", heard[1])).waiting_since == NOON + 4
    assert (await replies("r3", late.position)).waiting_since == 0
    assert (await replies("r4", None)).waiting_since == 0


async def test_words_wait_for_their_turn(storage: Storage) -> None:
    """Only then it is known what of them is left out; what came after them waits as well."""
    case = await waiting(storage)
    await caught_up(storage, case)
    receipt = await storage.accept(arrival("ada", 2))
    (outcome,) = await storage.desk.catch_up(ROOM, [case.id], NOON)
    assert not isinstance(outcome, Exception)
    assert (outcome.wrote, outcome.behind) == (False, True)
    stored = await storage.read(receipt.conversation)
    await storage.write(turn(receipt, stored.token))
    assert await caught_up(storage, case) == [True]
    assert (await posts(storage, case))[-1][:2] == (f"said-{receipt.position}", "said")


async def test_what_happened_is_found(storage: Storage) -> None:
    """Cases of which something was said or done since the last look, whoever's message it was."""
    mark, found = await storage.desk.astir(ROOM, None)
    assert (mark, list(found)) == (Mark(0, 0), [])
    case = await waiting(storage)
    await answered(storage, "bo")
    mark, found = await storage.desk.astir(ROOM, mark)
    assert list(found) == [case.id]
    same, found = await storage.desk.astir(ROOM, mark)
    assert (same, list(found)) == (mark, [])
    await acted(storage, case, await officer(storage), "k")
    assert list((await storage.desk.astir(ROOM, mark))[1]) == [case.id]


async def test_a_closed_case_gets_no_thread_and_keeps_one(storage: Storage) -> None:
    """What closed it stands there."""
    ana = await officer(storage)
    old = await storage.desk.open(NewCase("LETO-1111", ana.id, "k1", NOON, "Sargassum"))
    await storage.desk.act(Act(old.id, ana.id, "close", "c1", old.acts, NOON, change=Change(hold="closed")))
    assert await caught_up(storage, old) == [False]
    assert await posts(storage, old) == []
    new = await storage.desk.open(NewCase("LETO-2222", ana.id, "k2", NOON, "Sargassum"))
    await caught_up(storage, new)
    await storage.desk.act(Act(new.id, ana.id, "close", "c2", new.acts, NOON, change=Change(hold="closed")))
    assert await caught_up(storage, new) == [True]
    kinds = [kind for _, kind, _ in await posts(storage, new)]
    assert kinds == ["root", "step", "step"], "the first message shows the change when it leaves"


async def test_words_before_the_end_stand_in_the_thread(storage: Storage) -> None:
    """An officer closes the case past words that no look has seen yet: they come before what closed it; what is said
    afterwards belongs to no case."""
    case, ana = await waiting(storage), await officer(storage)
    await caught_up(storage, case)
    told = await answered(storage, "ada", 2, at=NOON + 1)
    close = Act(case.id, ana.id, "close", "c1", case.acts, NOON + 2, change=Change(hold="closed"))
    await storage.desk.act(close)
    await answered(storage, "ada", 3, at=NOON + 3)
    assert await caught_up(storage, case) == [True]
    later = [key for key, kind, _ in await posts(storage, case) if kind in ("said", "step")][-2:]
    assert later == [f"said-{told.position}", f"step-{(await storage.desk.history(case.id))[-1].id}"]


async def test_who_wrote_in_the_thread_is_not_repeated_there(storage: Storage) -> None:
    """Their message is the post; a later version of it is none of ours either."""
    case, ana = await waiting(storage), await officer(storage)
    await caught_up(storage, case)
    await acted(storage, case, ana, f"slack-msg:{ROOM}:12.000001", "reply")
    await acted(storage, case, ana, f"slack-msg:{ROOM}:12.000001e19.000001", "reply")
    await acted(storage, case, ana, f"slack-tap:{ROOM}:1.1:20.000001")
    await caught_up(storage, case)
    kinds = [(kind, status) for _, kind, status in await posts(storage, case)]
    assert kinds[2:] == [("theirs", "sent"), ("theirs", "sent"), ("step", "queued")]
    done = await storage.desk.done_by(case.id, f"slack-msg:{ROOM}:12.000001")
    assert [one.kind for one in done] == ["reply", "reply"]
    assert await storage.desk.done_by(case.id, f"slack-msg:{ROOM}:12.00000") == []


async def test_who_has_seen_what(storage: Storage) -> None:
    """What stood above, what one did oneself, and what the button said; nothing after the first that was not read."""
    case, ana, ben = await waiting(storage), await officer(storage), await officer(storage, "ben@desk.example")
    await caught_up(storage, case)
    await sent(storage, case, "10.000001", "10.000002")

    async def saw(who: Account, until: int, acts: int = 0) -> int:
        return await storage.desk.stood(ROOM, Look(case.id, who.id, (until, 0), acts))

    assert [await saw(ana, 9), await saw(ana, 11)] == [0, 0]
    await acted(storage, case, ana, "k1")
    await caught_up(storage, case)
    assert [await saw(ana, 11), await saw(ben, 11), await saw(ben, 11, 1)] == [1, 0, 1]
    await sent(storage, case, "20.000001", "10.000001")
    assert [await saw(ben, 20), await saw(ben, 21)] == [0, 1]
    await acted(storage, case, ben, "k2")
    await acted(storage, case, ana, "k3")
    await caught_up(storage, case)
    assert [await saw(ana, 21), await saw(ben, 21)] == [1, 1]
    assert [await saw(ana, 21, 2), await saw(ana, 21, 3)] == [2, 3]
    thread = [kind for _, kind, _ in await posts(storage, case)]
    await sent(storage, case, *(f"3{number}.000001" for number in range(len(thread) - 4)))
    assert [await saw(ana, 40), await saw(ben, 40)] == [3, 3]


async def test_a_thread_is_found_by_its_first_message(storage: Storage) -> None:
    case, other = await waiting(storage), await rung(storage, replace(HELP, code="MALO-0002"), chat="bo")
    second = await storage.desk.case_of(other.conversation)
    assert second
    await caught_up(storage, case, second)
    await sent(storage, case, "10.000001", "10.000002")
    await sent(storage, second, "11.000001")
    assert await storage.desk.case_of_thread(ROOM, f"{ROOM}:11.000001") == second.id
    assert await storage.desk.case_of_thread(ROOM, f"{ROOM}:10.000002") is None
    assert await storage.desk.case_of_thread("C0ELSE", f"{ROOM}:10.000001") is None


async def test_an_erasure_takes_back_what_was_posted(storage: Storage) -> None:
    """Each post on its own, the first message last but one; what was only queued is never posted."""
    receipt = await rung(storage, HELP)
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    await caught_up(storage, case)
    await sent(storage, case, "10.000001", "10.000002")
    await acted(storage, case, await officer(storage), "k1")
    await caught_up(storage, case)
    last = await storage.accept(arrival("ada", 9))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), erase=True))
    assert await posts(storage, case) == [
        ("root", "root", "sent"),
        ("said-1", "gone", "queued"),
        ("root-gone", "root", "queued"),
        ("sweep", "sweep", "queued"),
    ]
    assert await caught_up(storage, case) == [False]
    thread = await storage.find(CHANNEL, ROOM, str(case.id))
    assert thread
    (due,) = await storage.due([CHANNEL])
    gone = await storage.desk.showing(due.message)
    assert gone
    assert (gone.shows, gone.remote, gone.root) == ("gone", f"{ROOM}:10.000002", f"{ROOM}:10.000001")
    await sent(storage, case, "10.000002")
    assert await storage.desk.left_over(due.message) == []


async def test_what_is_on_its_way_at_an_erasure_is_swept(storage: Storage) -> None:
    """A post that leaves at that very moment is taken back by the last look."""
    receipt = await rung(storage, HELP)
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    await caught_up(storage, case)
    await sent(storage, case, "10.000001")
    (due,) = await storage.due([CHANNEL])
    row = await storage.attempting(due.message)
    assert row
    last = await storage.accept(arrival("ada", 9))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), erase=True))
    await storage.sent({row.message: f"{ROOM}:10.000002"})
    assert await storage.desk.left_over(row.message) == [f"{ROOM}:10.000002"]
    assert [kind for _, kind, status in await posts(storage, case) if status == "queued"] == ["root", "sweep"]


async def test_what_is_left_out_is_shown_anew(storage: Storage) -> None:
    """Only the posts of messages that held the words; in their place."""
    receipt = await rung(storage, HELP)
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    await caught_up(storage, case)
    other = await storage.accept(arrival("ada", 2, text="The nest is at Point Sable"))
    await storage.write(turn(other, (await storage.read(other.conversation)).token))
    await caught_up(storage, case)
    await sent(storage, case, "10.000001", "10.000002", "10.000003")
    last = await storage.accept(arrival("ada", 3, text="yes"))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), blots=(("Point Sable", "…"),)))
    queued = [kind for _, kind, status in await posts(storage, case) if status == "queued"]
    assert queued == ["anew"]
    (due,) = await storage.due([CHANNEL])
    post = await storage.desk.showing(due.message)
    assert post
    assert (post.remote, [(line.shows, line.of) for line in post.lines]) == (
        f"{ROOM}:10.000003",
        [("said", other.position)],
    )


@pytest.mark.parametrize("unsure", [False, True], ids=["on its way", "unsure"])
@pytest.mark.parametrize("arrives", [f"{ROOM}:10.000003", ""], ids=["arrives", "does not"])
async def test_what_leaves_with_words_that_are_left_out_is_shown_anew(
    storage: Storage, unsure: bool, arrives: str
) -> None:
    """The post may have been drawn before: it is brought up to date once it is known where it stands; what never
    arrived is not."""
    case = await waiting(storage)
    await caught_up(storage, case)
    told = await answered(storage, "ada", 2, at=NOON + 1, text="The nest is at Point Sable")
    await caught_up(storage, case)
    await sent(storage, case, "10.000001", "10.000002")
    (due,) = await storage.due([CHANNEL])
    assert await storage.attempting(due.message)
    if unsure:
        await storage.failed(due.message, "queued", "NotConnected")
    last = await storage.accept(arrival("ada", 3, text="yes"))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), blots=(("Point Sable", "…"),)))
    assert (await posts(storage, case))[-1][1:] == ("anew", "queued")
    assert {one.message for one in await storage.due([CHANNEL])} == ({due.message} if unsure else set())
    await storage.sent({due.message: arrives})
    (anew,) = await storage.due([CHANNEL])
    post = await storage.desk.showing(anew.message)
    assert post
    assert (post.remote, [line.of for line in post.lines]) == (arrives, [told.position] if arrives else [])


async def test_what_a_colleague_wrote_of_words_that_are_left_out_is_shown_anew(storage: Storage) -> None:
    """A reply or a note that repeats them, from the console, stands in the thread as well; twice left out, one post."""
    case, ana = await waiting(storage), await officer(storage)
    await caught_up(storage, case)
    note = Act(case.id, ana.id, "note", "n1", None, NOON + 2, body='{"text": "At Point Sable, the rangers say"}')
    await storage.desk.act(note)
    await caught_up(storage, case)
    await sent(storage, case, *(f"10.00000{number}" for number in range(1, 4)))
    last = await storage.accept(arrival("ada", 3, text="yes"))
    stored = await storage.read(last.conversation)
    blots = (("Point Sable", "…"), ("the rangers", "…"))
    await storage.write(replace(turn(last, stored.token), blots=blots))
    queued = [kind for _, kind, status in await posts(storage, case) if status == "queued"]
    assert queued.count("anew") == 1
    (due,) = await storage.due([CHANNEL])
    post = await storage.desk.showing(due.message)
    assert post
    step = (await storage.desk.history(case.id))[-1]
    assert (post.shows, [(line.shows, line.of) for line in post.lines]) == ("anew", [("step", step.id)])


@pytest.mark.parametrize("first", [True, False], ids=["the first message", "a line"])
async def test_what_may_have_arrived_is_looked_for_before_it_is_forgotten(storage: Storage, first: bool) -> None:
    """A post whose arrival nobody knows when everything is erased stays queued: it may stand there with the words."""
    receipt = await rung(storage, HELP)
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    await caught_up(storage, case)
    await sent(storage, case, *([] if first else ["10.000001"]))
    (due,) = await storage.due([CHANNEL])
    assert await storage.attempting(due.message)
    await storage.failed(due.message, "queued", "NotConnected")
    last = await storage.accept(arrival("ada", 9))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), erase=True))
    assert [kind for _, kind, status in await posts(storage, case) if status == "queued"] == [
        "root" if first else "said",
        "root",
        "sweep",
    ]
    assert await storage.attempting(due.message)
    again = await storage.desk.showing(due.message)
    assert again
    assert again.again
    await storage.sent({due.message: f"{ROOM}:10.000002"})
    assert await storage.desk.left_over(due.message) == ([] if first else [f"{ROOM}:10.000002"])


async def test_a_post_that_waits_to_be_shown_anew_is_taken_away(storage: Storage) -> None:
    """Words are left out and everything is erased before the post was brought up to date."""
    receipt = await rung(storage, HELP)
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    await caught_up(storage, case)
    await sent(storage, case, "10.000001", "10.000002")
    held = await storage.transcript(receipt.conversation)
    words = next(row.text for row in held if row.direction == "in" and row.text)
    for number, change in ((8, {"blots": ((words, "…"),)}), (9, {"erase": True})):
        last = await storage.accept(arrival("ada", number))
        stored = await storage.read(last.conversation)
        await storage.write(replace(turn(last, stored.token), **change))  # type: ignore[arg-type]
    assert [kind for _, kind, status in await posts(storage, case) if status == "queued"] == ["gone", "root", "sweep"]


@pytest.mark.parametrize("apart", [False, True], ids=["still a part", "taken apart since"])
async def test_what_was_done_for_a_part_leaves_the_thread_of_the_whole(storage: Storage, apart: bool) -> None:
    """The person of the part has everything erased: a reply to them stands in the thread of the case they joined."""
    first, second = await rung(storage, HELP), await rung(storage, replace(HELP, code="MALO-0002"), chat="bo")
    whole, part = await storage.desk.case_of(first.conversation), await storage.desk.case_of(second.conversation)
    assert whole
    assert part
    ana = await officer(storage)
    await storage.desk.merge(Merge(part.id, whole.id, ana.id, "m1", part.acts, whole.acts, NOON + 1, ("desk", "")))
    await caught_up(storage, whole)
    (whole,) = [await storage.desk.case(whole.id)]
    body = '{"text": "Bo rang from Point Sable"}'
    await storage.desk.act(Act(whole.id, ana.id, "reply", "r1", whole.acts, NOON + 2, body=body, to=part.id))
    await caught_up(storage, whole)
    waits = [kind for _, kind, status in await posts(storage, whole) if status == "queued"]
    await sent(storage, whole, *(f"10.00000{number}" for number in range(1, 1 + len(waits))))
    if apart:
        whole, part = await storage.desk.case(whole.id), await storage.desk.case(part.id)
        await storage.desk.unmerge(Unmerge(part.id, ana.id, "u1", whole.acts, NOON + 3))
    last = await storage.accept(arrival("bo", 9))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), erase=True))
    assert "anew" in [kind for _, kind, status in await posts(storage, whole) if status == "queued"]


async def test_what_waits_goes_in_one_post(storage: Storage) -> None:
    """All lines behind the one whose turn it is, and never past a call to the whole channel; the state of the first
    message goes along, and is settled only for the case as it was shown."""
    case, ana = await waiting(storage), await officer(storage)
    await caught_up(storage, case)
    await sent(storage, case, "10.000001", "10.000002")
    for number in (1, 2):
        await acted(storage, case, ana, f"k{number}")
        await caught_up(storage, case)
    assert [kind for _, kind, status in await posts(storage, case) if status == "queued"] == ["step", "step", "root"]
    (due,) = await storage.due([CHANNEL])
    assert await storage.attempting(due.message)
    post = await storage.desk.showing(due.message)
    assert post
    assert (post.lines[0].row, post.lines[0].shows) == (due.message, "step")
    assert (len(post.lines), post.loud, post.face > 0) == (2, False, True)
    before = await storage.desk.case(case.id)
    await storage.desk.carried([line.row for line in post.lines[1:]], f"{ROOM}:20.000001")
    await storage.sent({due.message: f"{ROOM}:20.000001"})
    await acted(storage, case, ana, "k3")
    await storage.desk.faced(post.face, before, post.root)
    await caught_up(storage, case)
    assert [kind for _, kind, status in await posts(storage, case) if status == "queued"] == ["step", "root"]
    again = await storage.desk.showing(due.message)
    assert again
    assert [line.row for line in again.lines] == [line.row for line in post.lines], "it is drawn anew as a whole"
    ring = Act(case.id, None, "unclaimed", "u1", None, NOON + 5)
    await storage.desk.act(ring)
    await caught_up(storage, case)
    (due,) = await storage.due([CHANNEL])
    alone = await storage.desk.showing(due.message)
    assert alone
    assert (len(alone.lines), alone.loud) == (1, False)
    await sent(storage, case, "30.000001")
    (due,) = await storage.due([CHANNEL])
    loud = await storage.desk.showing(due.message)
    assert loud
    assert (len(loud.lines), loud.loud) == (1, True)


async def test_one_post_of_several_lines_is_taken_away_once(storage: Storage) -> None:
    """An erasure finds it by any of them."""
    receipt = await rung(storage, HELP)
    case = await storage.desk.case_of(receipt.conversation)
    assert case
    await caught_up(storage, case)
    await answered(storage, "ada", 2, at=NOON + 1)
    await caught_up(storage, case)
    await sent(storage, case, "10.000001")
    (due,) = await storage.due([CHANNEL])
    await storage.attempting(due.message)
    post = await storage.desk.showing(due.message)
    assert post
    assert len(post.lines) == 2
    await storage.desk.carried([post.lines[1].row], f"{ROOM}:10.000002")
    await storage.sent({due.message: f"{ROOM}:10.000002"})
    last = await storage.accept(arrival("ada", 9))
    stored = await storage.read(last.conversation)
    await storage.write(replace(turn(last, stored.token), erase=True))
    assert [kind for _, kind, status in await posts(storage, case) if status == "queued"] == ["gone", "root", "sweep"]


async def test_a_remark_is_made_once(storage: Storage) -> None:
    case, ana = await waiting(storage), await officer(storage)
    await caught_up(storage, case)
    for _ in range(2):
        await storage.desk.remark(ROOM, case.id, ana.id, 1, "deleted-1", NOON)
    assert [kind for _, kind, _ in await posts(storage, case)] == ["root", "said", "remark"]


async def test_two_processes_share_the_work(opener: Opener, dialect: str) -> None:
    """On Postgres, where each keeps the threads: nothing twice, and positions are given once."""
    if dialect == "sqlite":
        return  # One process holds the folder.
    first, second = await opener(), await opener()
    try:
        case, ana = await waiting(first), await officer(first)
        await asyncio.gather(*(caught_up(one, case) for one in (first, second)))
        for number in range(5):
            await acted(first, case, ana, f"k{number}")
            await asyncio.gather(*(caught_up(one, case) for one in (first, second, first, second)))
        keys = [key for key, _, _ in await posts(first, case)]
        assert len(keys) == len(set(keys))
        assert len([key for key in keys if key.startswith("step-")]) == 5
    finally:
        await first.close()
        await second.close()


async def test_an_erasure_waits_for_a_look(opener: Opener, dialect: str) -> None:
    """On Postgres, at the same moment in two processes: neither fails for the other, and nothing new stays behind."""
    if dialect == "sqlite":
        return  # One process holds the folder.
    first, second = await opener(), await opener()
    try:
        ana = await officer(first)
        for number in range(8):
            chat = f"ada-{number}"
            receipt = await rung(first, replace(HELP, code=f"MALO-100{number}"), chat=chat)
            case = await first.desk.case_of(receipt.conversation)
            assert case
            await caught_up(first, case)
            await acted(first, case, ana, f"k{number}")
            last = await first.accept(arrival(chat, 9))
            stored = await first.read(last.conversation)
            erase = replace(turn(last, stored.token), erase=True)
            await asyncio.gather(first.write(erase), *(caught_up(second, case) for _ in range(3)))
            queued = [kind for _, kind, status in await posts(first, case) if status == "queued"]
            assert set(queued) <= {"root", "step"}, "what was looked for after the erasure shows nothing"
    finally:
        await first.close()
        await second.close()


@pytest.mark.parametrize(
    ("remote", "time"),
    [("C1:10.000001", (10, 1)), ("10.5", (10, 500_000)), ("C1:1795269900.123456", (1_795_269_900, 123_456))],
)
def test_times_are_exact(remote: str, time: tuple[int, int]) -> None:
    """A number with a point would lose the last digit."""
    assert time_of(remote) == time
