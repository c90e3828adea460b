"""The queue over HTTP: who waits, how long, whose it is; narrowed, turned, empty."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.datastructures import QueryParams

from bot.console.queue import FULL, Asked, asked, wanted
from storage.desk.port import Account, Act, Change, Queue
from storage.port import Ring, Storage
from tests.bot.console.conftest import Clock, Open, account_of
from tests.storage.samples import arrival, turn

HELP = Ring("handoff", "MALO-0001", "fr", "Poissons-lions", "HT")


async def rung(storage: Storage, ring: Ring, chat: str, at: float) -> int:
    """A person for whom the desk is rung; the conversation."""
    receipt = await storage.accept(arrival(chat, at=at))
    stored = await storage.read(receipt.conversation)
    await storage.write(replace(turn(receipt, stored.token), rings=(ring,), at=at))
    return receipt.conversation


async def done(storage: Storage, code: str, by: Account | None, change: Change, at: float) -> None:
    case = await storage.desk.by_code(code)
    assert case
    await storage.desk.act(Act(case.id, by.id if by else None, "take", f"k-{code}", None, at, change=change))


def codes(page: str) -> list[str]:
    return re.findall(r'<span class="code">([^<]+)</span>', page)


async def test_a_line_says_what_an_officer_needs(opened: Open, storage: Storage, clock: Clock) -> None:
    """Title, country, language, how it began, how long the person waits, who has it, stage: in the officer's words."""
    ana = await account_of(storage, "officer", clock)
    await rung(storage, HELP, "ada", clock() - 3 * 3600)
    await done(storage, "MALO-0001", ana, Change(assignee=ana.id, stage="triaged"), clock())
    page = (await (await opened("officer")).get("/queue")).text
    for words in ("Poissons-lions", "Haiti", "French", "waits for 3 hours", "Officer", "asked for a person"):
        assert words in page
    assert "examined by the help desk" in page
    assert '<span lang="fr" dir="auto">Poissons-lions' in page


async def test_the_longest_wait_comes_first_and_views_are_counted(opened: Open, storage: Storage, clock: Clock) -> None:
    """Each view shows what its count says."""
    ana = await account_of(storage, "officer", clock)
    for number, chat in enumerate("abcde", 1):
        ring = replace(HELP, code=f"MALO-000{number}", country="HT" if number < 4 else "JM")
        await rung(storage, ring, chat, clock() - 60 * number)
    await done(storage, "MALO-0001", ana, Change(assignee=ana.id), clock())
    await done(storage, "MALO-0002", None, Change(waiting_since=0.0), clock())
    await done(storage, "MALO-0003", None, Change(snoozed_until=clock() + 99), clock())
    await done(storage, "MALO-0004", None, Change(hold="closed"), clock())
    browser = await opened("officer")
    shown = {view: codes((await browser.get(f"/queue?view={view}")).text) for view in ("open", "waiting", "mine")}
    assert shown == {
        "open": ["MALO-0005", "MALO-0001", "MALO-0002"],
        "waiting": ["MALO-0005", "MALO-0001"],
        "mine": ["MALO-0001"],
    }
    assert codes((await browser.get("/queue?view=unassigned")).text) == ["MALO-0005", "MALO-0002"]
    assert codes((await browser.get("/queue?view=resting")).text) == ["MALO-0003"]
    page = (await browser.get("/queue?view=closed")).text
    assert codes(page) == ["MALO-0004"]
    assert re.findall(r'class="count">(\d+)', page) == ["3", "2", "0", "1", "2", "1"]
    assert codes((await browser.get("/queue?country=JM")).text) == ["MALO-0005"]
    assert codes((await browser.get("/queue?code=malo-000&language=fr&kind=handoff")).text) == shown["open"]


async def test_a_whole_code_leads_to_its_case(opened: Open, storage: Storage, clock: Clock) -> None:
    """Whatever its state; a code nobody has is said to fit nothing."""
    await rung(storage, HELP, "ada", clock())
    browser = await opened("officer")
    assert (await browser.get("/queue?code=malo-0001")).url.path == "/desk/case/MALO-0001"
    assert "No case fits this" in (await browser.get("/queue?code=MALO-9999")).text


async def test_pages_follow_each_other(opened: Open, storage: Storage, clock: Clock) -> None:
    """Every case once; there is no way on from the last page."""
    for number in range(FULL + 2):
        await rung(storage, replace(HELP, code=f"MALO-{number:04d}"), f"chat-{number}", clock() - number)
    browser = await opened("officer")
    first, second = (await browser.get("/queue")).text, (await browser.get("/queue?page=2")).text
    assert len(codes(first)) == FULL
    assert len(set(codes(first)) | set(codes(second))) == FULL + 2
    assert 'rel="next" href="/desk/queue?page=2"' in first
    assert 'rel="next"' not in second


async def test_an_empty_view_says_so(opened: Open) -> None:
    """Each in its own words."""
    browser = await opened("lead")
    assert "No case is open." in (await browser.get("/queue")).text
    assert "Nobody waits" in (await browser.get("/queue?view=waiting")).text
    assert "There are no more cases." in (await browser.get("/queue?page=9")).text


async def test_the_stream_tells_its_mark_and_a_case_changes_it(opened: Open, storage: Storage, clock: Clock) -> None:
    """Who names no mark is told the one of now, and let go."""
    browser = await opened("officer")
    before = (await browser.get("/queue/live")).text
    await rung(storage, HELP, "ada", clock())
    after = (await browser.get("/queue/live")).text
    assert re.findall(r"data: (\d+)", before) == ["0"]
    assert re.findall(r"data: (\d+)", after) == ["1"]


def test_what_makes_no_sense_is_read_as_the_usual() -> None:
    """Addresses are typed, cut and sent along: none of them is an error."""
    assert asked(QueryParams("view=all&page=-3&country=&code=  malo ")) == Asked(code="MALO")
    assert asked(QueryParams("page=99999999999")).page == 10_000
    assert asked(QueryParams("page=٣")).page == 1
    assert wanted(Asked("mine", page=2), 7, 5.0) == Queue(assignee=7, snoozed=True, now=5.0, limit=FULL + 1, after=FULL)


def test_an_address_names_only_what_is_unusual() -> None:
    """So that it can be read and sent to a colleague."""
    assert Asked().path() == "/desk/queue"
    assert Asked(country="HT").path(view="mine", page=2) == "/desk/queue?view=mine&country=HT&page=2"
