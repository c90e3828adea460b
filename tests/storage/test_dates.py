"""Dates of cases, the desk's calendar and the counts of weeks, on every database we run on."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from bot.lateness import DAY, USUAL, late
from storage.desk.port import Account, Act, Case, Change, NewCase, Queue
from storage.desk.roster import Hours, NewLeave
from storage.port import Ring, Storage
from tests.storage.samples import NOON, arrival, turn
from tests.storage.test_desk import HELP, officer, rung, waiting


async def acts(
    storage: Storage, case: Case, kind: str, change: Change, *, at: float = NOON, says: bool = False
) -> Case:
    key = f"{kind}-{at}"
    return (await storage.desk.act(Act(case.id, None, kind, key, None, at, change=change, answers=says))).case


async def test_an_answer_keeps_a_promise_and_the_first_is_remembered(storage: Storage) -> None:
    case = await waiting(storage)
    case = await acts(storage, case, "promise", Change(promised=NOON + 50))
    assert (case.promised, case.answered) == (NOON + 50, 0)
    case = await acts(storage, case, "reply", Change(), at=NOON + 9, says=True)
    assert (case.promised, case.answered) == (0, NOON + 9)
    case = await acts(storage, case, "reply", Change(), at=NOON + 20, says=True)
    assert case.answered == NOON + 9


async def test_another_state_ends_the_day_to_ask_back_and_closing_ends_all(storage: Storage) -> None:
    """The state that comes begins its own time."""
    case = await acts(storage, await waiting(storage), "refer", Change(stage="referred", asks_back=NOON + 50))
    assert (case.asks_back, case.staged) == (NOON + 50, NOON)
    case = await acts(storage, case, "stage", Change(stage="matching"), at=NOON + 5)
    assert (case.asks_back, case.staged) == (0, NOON + 5)
    case = await acts(storage, case, "refer", Change(stage="referred", asks_back=NOON + 50, promised=NOON + 60))
    case = await acts(storage, case, "close", Change(hold="closed", stage="closed"), at=NOON + 6)
    assert (case.promised, case.asks_back) == (0, 0)


async def test_a_call_for_a_person_brings_its_date_and_the_earliest_stands(storage: Storage) -> None:
    ring = replace(HELP, promised=NOON + 70)
    found = await storage.desk.case_of((await rung(storage, ring)).conversation)
    assert found
    assert found.promised == NOON + 70
    await rung(storage, replace(ring, code="MALO-0002", promised=NOON + 99), n=2)
    assert (await storage.desk.case(found.id)).promised == NOON + 70
    await rung(storage, replace(ring, code="MALO-0003", promised=NOON + 60), n=3)
    assert (await storage.desk.case(found.id)).promised == NOON + 60


async def test_what_has_passed_is_on_top_and_what_is_late_is_counted(storage: Storage) -> None:
    """The day to ask back brings a case up that rested until then; a promise that passed counts though it rests."""
    ana = await officer(storage)
    names = ("LETO-0001", "LETO-0002", "LETO-0003", "LETO-0004")
    cases = [await storage.desk.open(NewCase(code, ana.id, code, NOON + n, code)) for n, code in enumerate(names)]
    later = NOON + DAY
    await acts(storage, cases[1], "refer", Change(stage="referred", asks_back=later, snoozed_until=later))
    await acts(storage, cases[2], "promise", Change(promised=NOON + 9, snoozed_until=NOON + 9 * DAY))

    async def codes(**wanted: bool) -> list[str]:
        queue = Queue(now=later, usual=USUAL)
        return [case.code for case in await storage.desk.queue(replace(queue, **wanted))]  # type: ignore[arg-type]

    assert await codes() == ["LETO-0002", "LETO-0001", "LETO-0004"]
    assert await codes(late=True, snoozed=True) == ["LETO-0003", "LETO-0002"]
    assert (await storage.desk.counts(later, usual=USUAL)).late == 2
    assert (await storage.desk.counts(later - 1, usual=USUAL)).late == 1
    assert (await storage.desk.counts(NOON, usual=USUAL)).late == 0


async def test_the_database_and_the_rule_agree_on_what_is_late(storage: Storage) -> None:
    """Every state, with and without dates, resting or not, at every moment around them."""
    ana = await officer(storage)
    stages = ("draft", "waiting", "matching", "delivery", "referred")
    dates = (0.0, NOON + 2 * DAY)
    given = list(product(stages, dates, dates, (0.0, NOON + 40 * DAY), (0.0, NOON)))
    for n, (stage, promised, asks_back, rests, waits) in enumerate(given):
        case = await storage.desk.open(NewCase(f"CASE-{n:04}", ana.id, f"k{n}", NOON, "T", stage=stage))
        change = Change(promised=promised, asks_back=asks_back, snoozed_until=rests, waiting_since=waits)
        await acts(storage, case, "test", change)
    every = await storage.desk.queue(Queue(snoozed=True, limit=999))
    for now in (NOON, NOON + 2 * DAY, NOON + 3 * DAY, NOON + 6 * DAY, NOON + 31 * DAY, NOON + 41 * DAY):
        found = await storage.desk.queue(Queue(late=True, snoozed=True, now=now, usual=USUAL, limit=999))
        assert {case.code for case in found} == {case.code for case in every if late(case, now)}, now
        assert (await storage.desk.counts(now, usual=USUAL)).late == len(found)
    assert len(every) == len(given)


async def test_what_is_overdue_is_named_once_for_each_date(storage: Storage) -> None:
    case = await acts(storage, await waiting(storage), "promise", Change(promised=NOON + 50, stage="waiting"))
    assert await storage.desk.overdue(NOON + 49, USUAL) == []
    assert [one.id for one in await storage.desk.overdue(NOON + 50, USUAL)] == [case.id]
    await acts(storage, case, "late", Change(told_late=NOON + 50), at=NOON + 50)
    assert await storage.desk.overdue(NOON + DAY, USUAL) == []
    assert [one.id for one in await storage.desk.overdue(NOON + 5 * DAY, USUAL)] == [case.id]


async def test_hours_and_leave_are_kept(storage: Storage) -> None:
    """The newer hours replace the older; leave is of one account, a holiday of all; each stands once."""
    ana, bo = await officer(storage), await officer(storage, "bo@desk.example")
    assert await storage.desk.hours() is None
    said = Hours("Africa/Nairobi", "KE", "08:00", "16:30", (5, 6), "", ana.id, NOON)
    await storage.desk.set_hours(said)
    await storage.desk.set_hours(replace(said, until="2026-12-31"))
    assert await storage.desk.hours() == replace(said, until="2026-12-31")
    await storage.desk.add_leave(NewLeave(ana.id, "2026-01-05", "2026-01-09", "", ana.id, NOON))
    for name in ("New Year", "New Year’s Day"):
        await storage.desk.add_leave(NewLeave(None, "2026-01-01", "2026-01-01", name, bo.id, NOON))
    held = await storage.desk.leave("2026-01-01")
    assert [(one.account, one.first, one.last, one.name) for one in held] == [
        (None, "2026-01-01", "2026-01-01", "New Year’s Day"),
        (ana.id, "2026-01-05", "2026-01-09", ""),
    ]
    assert [one.account for one in await storage.desk.leave("2026-01-09")] == [ana.id]
    assert not await storage.desk.remove_leave(held[1].id, bo.id)
    assert await storage.desk.remove_leave(held[1].id, ana.id)
    assert not await storage.desk.remove_leave(held[1].id)
    await storage.desk.add_leave(NewLeave(bo.id, "2026-01-05", "2026-01-09", "", bo.id, NOON))
    await storage.desk.remove_account(bo.id, ana.id, NOON)
    assert len(await storage.desk.leave()) == 1


async def test_loads_count_what_is_open_and_does_not_rest(storage: Storage) -> None:
    ana = await officer(storage)
    cases = [await storage.desk.open(NewCase(f"LETO-111{n}", ana.id, f"k{n}", NOON, "T")) for n in range(3)]
    assert await storage.desk.loads(NOON) == {ana.id: 3}
    await acts(storage, cases[0], "close", Change(hold="closed"))
    await acts(storage, cases[1], "snooze", Change(snoozed_until=NOON + 9))
    assert await storage.desk.loads(NOON) == {ana.id: 1}


async def test_weeks_are_counted_by_country_and_team(storage: Storage) -> None:
    """What began, was answered, still waited at the end and became late, each in its week; erased cases stay counted
    without a word of what they were about."""
    ana: Account = await officer(storage)
    weeks = [NOON + n * 100 for n in range(4)]
    first = await storage.desk.case_of((await rung(storage, HELP, at=NOON + 10)).conversation)
    assert first
    await rung(storage, Ring("handoff", "MALO-0002", "en", "Sargassum", "JM"), chat="bo", at=NOON + 110)
    last = await storage.desk.open(NewCase("LETO-0001", ana.id, "k", NOON + 120, "Fires", "JM", team="CSE"))
    await acts(storage, first, "reply", Change(), at=NOON + 150, says=True)
    await acts(storage, last, "close", Change(hold="closed"), at=NOON + 220)
    for at in (NOON + 210, NOON + 215):
        await acts(storage, first, "late", Change(told_late=at), at=at)
    found = {(one.country, one.team): one for one in await storage.desk.tallies(weeks)}
    haiti = found["HT", ""]
    assert (haiti.new, haiti.answered, haiti.waiting, haiti.late) == ((1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1))
    assert haiti.took == ((), (140.0,), ())
    assert (found["JM", ""].new, found["JM", ""].waiting) == ((0, 1, 0), (0, 1, 1))
    assert (found["JM", "CSE"].new, found["JM", "CSE"].waiting) == ((0, 1, 0), (0, 1, 0))


async def test_erasing_takes_the_dates_and_ends_the_wait(storage: Storage) -> None:
    """A stub is never late and waits for nobody, but stays counted where it began."""
    found = await storage.desk.case_of((await rung(storage, replace(HELP, promised=NOON + 5))).conversation)
    assert found
    receipt = await storage.accept(arrival(n=2))
    stored = await storage.read(receipt.conversation)
    await storage.write(replace(turn(receipt, stored.token), erase=True))
    stub = await storage.desk.case(found.id)
    assert (stub.hold, stub.promised, stub.conversation) == ("closed", 0, None)
    assert (await storage.desk.counts(NOON + 9 * DAY, usual=USUAL)).late == 0
    (tally,) = await storage.desk.tallies([NOON - 1, NOON + 100 * DAY])
    assert (tally.new, tally.waiting) == ((1,), (0,))
