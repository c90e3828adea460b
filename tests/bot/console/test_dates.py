"""Promises, other programmes and late cases in the console: over HTTP, on the real program, as the person hears it."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from bot.promising import Promising
from bot.upkeep import Upkeep
from dialogs.answers import Answer
from storage.desk.port import Case
from storage.desk.roster import Hours, NewLeave
from storage.port import NewRequest
from tests.bot.console.conftest import Browser
from tests.bot.console.talks import PROBLEM, Talks, talking
from tests.bot.export.samples import FRENCH

CHAT = "marie"


class Clock:
    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 6, 18, tzinfo=dt.UTC).timestamp()  # A Friday evening.

    def __call__(self) -> float:
        return self.now

    def day(self, ahead: int) -> str:
        return (dt.datetime.fromtimestamp(self.now, dt.UTC).date() + dt.timedelta(days=ahead)).isoformat()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def talks(tmp_path: Path, clock: Clock) -> AsyncIterator[Talks]:
    async with talking(tmp_path, clock=clock) as running:
        yield running


async def called(talks: Talks) -> Case:
    """Somebody asked for a person."""
    for words in (PROBLEM, "oui", "je veux parler à une personne"):
        await talks.says(CHAT, words)
    return await talks.case(CHAT)


async def sends(browser: Browser, talks: Talks, form: str, **fields: str) -> str:
    """A form of the case, or of its way, as it is now; what is shown then."""
    case = await talks.case(CHAT)
    await browser.get(f"/case/{case.code}/way")
    page = (await browser.post(f"/case/{case.code}/{form}", seen=str(case.acts), **fields)).text
    await talks.settled()
    return page


async def works(talks: Talks, clock: Clock) -> None:
    """A lead has confirmed the hours."""
    hours = Hours("Africa/Nairobi", "KE", "09:00", "17:00", (5, 6), "2026-12-31", None, clock())
    await talks.service.storage.desk.set_hours(hours)


async def upkeep(talks: Talks, clock: Clock) -> None:
    worker = talks.service.worker
    assert worker
    storage = talks.service.storage
    promising = Promising(storage.desk, worker.wake, clock=clock)
    await Upkeep(storage, worker.wake, desk=talks.service.desk, promising=promising, clock=clock).round()
    await talks.settled()


async def test_without_a_confirmed_calendar_no_date_is_said(talks: Talks, clock: Clock) -> None:
    """Hours alone are not enough: a lead says up to which day they may be relied on."""
    await talks.account("Ana")
    await works(talks, clock)
    said = await talks.service.storage.desk.hours()
    assert said
    await talks.service.storage.desk.set_hours(replace(said, until=""))
    assert (await called(talks)).promised == 0
    assert "mars 2026" not in await talks.heard(CHAT)


async def test_who_asks_for_a_person_hears_the_next_working_day(talks: Talks, clock: Clock) -> None:
    """On Friday evening: Monday. Nobody says meanwhile that nobody came; once the day has passed, the case is late."""
    await talks.account("Ana")
    await works(talks, clock)
    case = await called(talks)
    assert "9 mars 2026" in await talks.heard(CHAT)
    assert case.promised == dt.datetime(2026, 3, 9, 14, tzinfo=dt.UTC).timestamp()
    clock.now += 3600
    await upkeep(talks, clock)
    await upkeep(talks, clock)
    assert "Personne du" not in await talks.heard(CHAT)
    assert [one.kind for one in await talks.service.storage.desk.history(case.id)] == ["handoff", "unclaimed"]
    ana = await talks.browser("Ana")
    assert "answer promised by 9 March 2026" in (await ana.get("/queue")).text
    assert case.code not in (await ana.get("/queue?view=late")).text
    clock.now = case.promised + 60
    await upkeep(talks, clock)
    clock.now += 60
    await upkeep(talks, clock)
    ana = await talks.browser("Ana")
    late = (await ana.get("/queue?view=late")).text
    assert "late: an answer was promised by 9 March 2026" in late
    assert (await talks.heard(CHAT)).count("Personne du") == 1
    assert re.search(r'view=late" aria-current="page">Late <span class="count">1<', late)
    steps = [step.kind for step in await talks.service.storage.desk.history(case.id)]
    assert steps.count("late") == 1
    await sends(ana, talks, "reply", text="Bonjour")
    assert case.code not in (await ana.get("/queue?view=late")).text


async def test_an_officer_says_by_when_they_answer(talks: Talks, clock: Clock) -> None:
    """The person is told once; not on a day in the past, on leave, or on which the desk is closed."""
    await works(talks, clock)
    case, ana = await called(talks), await talks.browser("Ana")
    me = await talks.account("Ana")
    await talks.service.storage.desk.add_leave(NewLeave(me.id, "2026-03-10", "2026-03-11", "", me.id, clock()))
    for day, why in (
        ("2026-03-05", "still to come"), ("2026-03-08", "The desk is closed"), ("2026-03-11", "on leave"),
        ("2027-12-01", "more than a year"), ("soon", "still to come"),
    ):  # fmt: skip
        assert why in await sends(ana, talks, "promise", day=day, key=day), day
    assert (await talks.case(CHAT)).promised == case.promised
    for _ in range(2):
        await ana.post(f"/case/{case.code}/promise", day="2026-03-12", seen=str(case.acts), key="one")
        await talks.settled()
    assert (await talks.heard(CHAT)).count("12 mars 2026") == 1
    page = (await ana.get(f"/case/{case.code}")).text
    assert "answer promised by 12 March 2026" in page
    assert "promised an answer by 12 March 2026" in page


async def test_a_case_is_referred_only_as_the_person_agreed(talks: Talks, clock: Clock) -> None:
    """Told to whom, why and what comes next, with the same copy; it rests, and is on top on the day to ask back."""
    case, ana = await called(talks), await talks.browser("Ana")
    wanted = {"programme": "ctcn", "text": "Ils aident avec la technologie.", "day": clock.day(30)}
    assert "shows it to the help desk alone" in await sends(ana, talks, "way/refer", **wanted)
    assert (await talks.case(CHAT)).stage == "draft"
    for wrong, why in (({"programme": "nasa"}, "no such programme"), ({"day": clock.day(-1)}, "still to come"),
                       ({"text": " "}, "Nothing was written")):  # fmt: skip
        page = await sends(ana, talks, "way/refer", key=why, **(wanted | {"agreed": "au téléphone"} | wrong))
        assert why in page
    page = await sends(ana, talks, "way/refer", key="last", agreed="au téléphone", **wanted)
    held = await talks.case(CHAT)
    assert (held.stage, held.snoozed_until, held.waiting_since) == ("referred", held.asks_back, 0)
    assert f"/case/{case.code}/copy/ctcn/docx" in page
    heard = await talks.heard(CHAT)
    assert "Climate Technology Centre and Network" in heard
    assert "Ils aident avec la technologie." in heard
    assert "5 avril 2026" in heard
    assert case.code not in (await ana.get("/queue")).text
    await talks.says("other", PROBLEM)
    await talks.says("other", "je veux parler à une personne")
    clock.now = held.asks_back
    ana = await talks.browser("Ana")
    queue = (await ana.get("/queue")).text
    assert re.findall(r'<span class="code">([^<]+)</span>', queue)[0] == case.code
    assert "ask the programme back" in queue
    await sends(ana, talks, "way/ask-back", key="again", day=clock.day(10))
    assert case.code not in (await ana.get("/queue")).text
    await sends(ana, talks, "stage", stage="matching", text="", key="moved")
    assert (await talks.case(CHAT)).asks_back == 0
    assert "with no other programme" in await sends(ana, talks, "way/ask-back", key="never", day=clock.day(10))


async def test_the_person_has_the_copy_by_a_link_of_their_own(talks: Talks, clock: Clock) -> None:
    """In the form's layout, with who asks only since they agreed; another programme or secret opens nothing."""
    clock.now = time.time()  # By which the links of the web chat open.
    await called(talks)
    case, ana = await talks.case(CHAT), await talks.browser("Ana")
    assert (await ana.get(f"/case/{case.code}/copy/nasa/docx")).status_code == 404
    assert (await ana.get(f"/case/{case.code}/copy/ctcn/exe")).status_code == 404
    preview = json.loads((await ana.get(f"/case/{case.code}/copy/ctcn/json")).content)
    assert preview["form"] == "Request for technical assistance"
    await sends(ana, talks, "way/refer", programme="ctcn", text="Oui.", day=clock.day(9), agreed="par lettre")
    link = re.search(r'"link": ?"(/p/[^"]+)"', await talks.heard(CHAT))
    assert link
    path = link.group(1)
    client = ana.client
    client.cookies.clear()
    answer = await client.get(f"http://localhost{path}")
    assert answer.status_code == 200
    paper = Document(io.BytesIO(answer.content))
    assert "Specific technology barriers (one page)" in [one.text for one in paper.paragraphs]
    assert (await client.get(f"http://localhost{path.replace('.docx', '.json')}")).json()["code"] == case.code
    for wrong in (path.replace("ctcn", "bbi"), path.replace("docx", "exe"), path.replace("/p/", "/p/x")):
        assert (await client.get(f"http://localhost{wrong}")).status_code == 410
    # Whoever has a link of their own opens nothing of somebody else's.
    await talks.says("other", PROBLEM)
    await talks.says("other", "oui")
    await talks.says("other", "je veux parler à une personne")
    theirs = await talks.case("other")
    bo = await talks.browser("Bo")
    await bo.get(f"/case/{theirs.code}/way")
    fields = {"programme": "ctcn", "text": "Oui.", "day": clock.day(9), "agreed": "oui", "seen": "0", "key": "o"}
    await bo.post(f"/case/{theirs.code}/way/refer", **fields)
    await talks.settled()
    link = re.search(r'"link": ?"(/p/[^"]+)"', await talks.heard("other"))
    assert link
    assert (await client.get(f"http://localhost{link.group(1)}")).status_code == 200
    stolen = link.group(1).replace(theirs.code, case.code)
    assert (await client.get(f"http://localhost{stolen}")).status_code == 410


async def test_erasing_leaves_nothing_of_a_referral(talks: Talks, clock: Clock, tmp_path: Path) -> None:
    """Neither why it was referred, nor how the person agreed, in any file; the case is a stub that is never late."""
    case, ana = await called(talks), await talks.browser("Ana")
    markers = ("Zanzibarquartz", "velvetmango")
    why, agreed = f"Ils aident avec {markers[0]}.", f"au téléphone, {markers[1]}"
    await sends(ana, talks, "way/refer", programme="ctcn", text=why, day=clock.day(9), agreed=agreed)

    def found() -> set[str]:
        held = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        return {marker for marker in markers if any(marker.encode() in data for data in held)}

    assert found() == set(markers)
    for words in ("supprimez toutes mes données", "oui"):
        await talks.says(CHAT, words)
    assert found() == set()
    stub = await talks.service.storage.desk.case(case.id)
    assert (stub.conversation, stub.title, stub.asks_back, stub.hold) == (None, "", 0, "closed")


async def test_a_request_that_may_be_shown_goes_without_who_asks(talks: Talks, clock: Clock) -> None:
    """By the visibility they chose; the officer need not write how they agreed, and the copy names nobody."""
    await called(talks)
    case, storage = await talks.case(CHAT), talks.service.storage
    from dialogs.request import dump
    from storage.port import Arrival, Ring, TurnWrite

    answers = {**FRENCH.answers, "visibility": Answer("desk_focal_providers")}
    body = dump(replace(FRENCH, answers=answers))
    receipt = await storage.accept(Arrival("web", CHAT, "", "x", "x", "text", "envoyer", at=clock()))
    stored = await storage.read(receipt.conversation)
    new = NewRequest(FRENCH.code, "request", body, "DM", "Poissons", "fr", "desk", clock())
    ring = Ring("request", FRENCH.code, "fr", "Poissons", "DM")
    await storage.write(
        TurnWrite(
            receipt.conversation, stored.token, receipt.message, stored.state, request=new, rings=(ring,), at=clock()
        )
    )
    case = await talks.case(CHAT)
    assert case.code == FRENCH.code
    ana = await talks.browser("Ana")
    await sends(ana, talks, "way/refer", programme="bbi", text="Oui.", day=clock.day(9))
    assert (await talks.case(CHAT)).stage == "referred"
    made = (await ana.get(f"/case/{case.code}/copy/bbi/json")).text
    assert "Ouédraogo" not in made
    assert "poisson-lion" in made
