"""The desk's calendar in the console: who says what, what is shown then, and what is refused."""

from __future__ import annotations

import re

from storage.port import Storage
from tests.bot.console.conftest import Clock, Open, account_of

HOURS = {"zone": "Africa/Nairobi", "country": "ke", "opens": "08:00", "closes": "16:30", "until": "2027-03-31"}


async def test_an_officer_says_their_own_leave_and_a_lead_everybodys(
    opened: Open, storage: Storage, clock: Clock
) -> None:
    """An officer who names somebody else, or takes back what is not theirs, changes nothing."""
    lead, officer = await opened("lead"), await opened("officer")
    ana, boss = await account_of(storage, "officer", clock), await account_of(storage, "lead", clock)
    await officer.get("/calendar")
    refused = await officer.post("/calendar/leave", account=str(boss.id), first="2027-02-01", last="2027-02-05")
    assert (refused.status_code, 'value="2027-02-05"' in refused.text) == (422, True)
    assert "Your role" in refused.text
    assert await storage.desk.leave() == []
    shown = (await officer.post("/calendar/leave", first="2027-02-01", last="2027-02-05")).text
    assert "1 February 2027 – 5 February 2027" in shown
    await lead.get("/calendar")
    await lead.post("/calendar/leave", account=str(boss.id), first="2027-03-01", last="")
    mine, theirs = await storage.desk.leave()
    assert (mine.account, theirs.account, theirs.last) == (ana.id, boss.id, "2027-03-01")
    page = (await officer.get("/calendar")).text
    assert f"/calendar/leave/{mine.id}/remove" in page
    assert f"/calendar/leave/{theirs.id}/remove" not in page
    await officer.post(f"/calendar/leave/{theirs.id}/remove")
    assert len(await storage.desk.leave()) == 2
    await officer.post(f"/calendar/leave/{mine.id}/remove")
    await lead.get("/calendar")
    await lead.post(f"/calendar/leave/{theirs.id}/remove")
    assert await storage.desk.leave() == []


async def test_a_lead_says_when_the_desk_works(opened: Open, storage: Storage) -> None:
    """A date is told only once it is confirmed; the page says which, so that nobody wonders."""
    lead = await opened("lead")
    await opened("officer")
    page = (await lead.get("/calendar")).text
    assert "hears no date" in page
    works = {"works": "0"}
    page = (await lead.post("/calendar/hours", **(HOURS | works | {"until": ""}))).text
    assert "nobody is told a date" in page
    page = (await lead.post("/calendar/hours", **(HOURS | works))).text
    told = re.search(r"answered by ([^.]+)\.", page)
    assert told
    assert told.group(1) == "18 January 2027"
    said = await storage.desk.hours()
    assert said
    assert (said.country, said.rest, said.until) == ("KE", (1, 2, 3, 4, 5, 6), "2027-03-31")
    await lead.post("/calendar/holiday", name="Stocktaking", first="2027-01-18", last="2027-01-19")
    page = (await lead.get("/calendar")).text
    assert "answered by 25 January 2027" in page
    assert "Stocktaking" in page


async def test_what_cannot_be_is_refused_and_kept_on_the_page(opened: Open, storage: Storage) -> None:
    lead = await opened("lead")
    await lead.get("/calendar")
    for wrong, why in (
        ({"zone": "Mars/Phobos"}, "Check the time zone"), ({"opens": "18:00"}, "Check the time zone"),
        ({"until": "soon"}, "Check the time zone"), ({"until": "2031-01-01"}, "more than a year"),
        ({"country": "QQ"}, "Name a country"), ({"works": "9"}, "Check the time zone"),
    ):  # fmt: skip
        page = await lead.post("/calendar/hours", **(HOURS | {"works": "0"} | wrong))
        assert (page.status_code, why in page.text) == (422, True), wrong
    assert 'value="16:30"' in page.text
    assert await storage.desk.hours() is None
    for form, fields, why in (
        ("leave", {"first": "2027-02-05", "last": "2027-02-01"}, "Name a first day"),
        ("leave", {"first": "", "last": ""}, "Name a first day"),
        ("leave", {"account": "999", "first": "2027-02-05", "last": ""}, "no such colleague"),
        ("holiday", {"name": " ", "first": "2027-02-05", "last": ""}, "A name is missing"),
    ):
        assert why in (await lead.post(f"/calendar/{form}", **fields)).text
    assert await storage.desk.leave() == []
