"""The audit log over HTTP: page by page, narrowed, saved as a table; and the teams whose changes stand in it."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest

from bot.console.audit import ENTRIES
from bot.sheets import harmless
from storage.desk.port import NewAccount, NewCase, View
from storage.port import Storage
from tests.bot.console.conftest import Browser, Clock, Open, account_of

DAY = 86_400.0


def lines(page: str) -> list[str]:
    """What the table says, a row in each."""
    rows = re.findall(r"<tr>\s*(<td>.*?)</tr>", page, re.S)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


async def read(browser: Browser, **asked: str) -> list[str]:
    response = await browser.client.get("/desk/audit", params=asked)
    assert response.status_code == 200
    return lines(response.text)


async def test_the_log_is_read_page_by_page(opened: Open, storage: Storage, clock: Clock) -> None:
    """Nothing twice, nothing left out."""
    ana = await account_of(storage, "officer", clock)
    for number in range(ENTRIES + 5):
        await storage.desk.saw(View(ana.id, "signed-in", None, clock() - number))
    lead = await opened("lead")
    first, second = await read(lead, what="signed-in"), await read(lead, what="signed-in", page="2")
    assert (len(first), len(second)) == (ENTRIES, 5)
    assert await read(lead, what="signed-in", page="3") == []
    assert 'rel="next"' in (await lead.get("/audit?what=signed-in")).text
    assert 'rel="next"' not in (await lead.get("/audit?what=signed-in&page=2")).text


async def test_the_log_is_narrowed_by_who_what_case_and_day(opened: Open, storage: Storage, clock: Clock) -> None:
    ana = await account_of(storage, "officer", clock)
    bo = await storage.desk.invite(NewAccount("bo@desk.example", "Bo", "officer", "b", 2e9, clock()))
    case = await storage.desk.open(NewCase("KUMA-4827", ana.id, "k", clock(), "A letter"))
    await storage.desk.saw(View(ana.id, "case", case.id, clock()))
    await storage.desk.saw(View(bo.id, "case", case.id, clock() - 2 * DAY))
    await storage.desk.saw(View(bo.id, f"invited {ana.id}", None, clock()))
    lead = await opened("lead")
    assert [line.split(" UTC ")[1] for line in await read(lead, case="kuma-4827")] == [
        "Bo looked at a case KUMA-4827", "Officer looked at a case KUMA-4827",
    ]  # fmt: skip
    assert len(await read(lead, who=str(bo.id))) == 2
    assert [line.split(" UTC ")[1] for line in await read(lead, what="invited")] == ["Bo invited: Officer"]
    assert [line.split(" UTC ")[1] for line in await read(lead, what="case", day="2027-01-13")] == [
        "Bo looked at a case KUMA-4827"
    ]
    assert await read(lead, case="NONE-0000") == []
    assert await read(lead, who="x", what="<b>", day="2027-99-99", page="-4")
    assert await read(lead, page="9" * 5000) == []


async def test_the_table_says_the_same_and_runs_nothing(opened: Open, storage: Storage, clock: Clock) -> None:
    """A name that a program of tables would take for a formula is text in it; saving stands in the log."""
    evil = await storage.desk.invite(NewAccount("e@desk.example", '=HYPERLINK("x")', "officer", "e", 2e9, clock()))
    await storage.desk.saw(View(evil.id, "signed-in", None, clock()))
    lead = await opened("lead")
    response = await lead.client.get("/desk/audit/table.csv", params={"who": str(evil.id)})
    assert response.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    head, row = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert head == ["when (UTC)", "who", "what", "whom", "case"]
    assert row == ["2027-01-15 08:00:00", '\'=HYPERLINK("x")', "signed in", "", ""]
    assert (await storage.desk.views())[0].what == "audit-saved"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", " =1", "\t=1", "\r=1", "＝1", "\n=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert list(harmless([(cell, "plain", "")])) == [(f"'{cell}", "plain", "")]


async def test_a_lead_edits_a_team(opened: Open, storage: Storage, clock: Clock) -> None:
    """Name, countries, languages and members at once; the change is in the log, the name where cases are shown."""
    ana = await account_of(storage, "officer", clock)
    lead = await opened("lead")
    await lead.get("/teams")
    page = await lead.post("/teams/SPREP", name="Pacific desk", countries="ws, to", languages="en", members=str(ana.id))
    assert "Pacific desk" in page.text
    (said,) = await storage.desk.confirmed()
    assert (said.team, said.name, said.countries, said.languages) == ("SPREP", "Pacific desk", ("WS", "TO"), ("en",))
    assert (await account_of(storage, "officer", clock)).team == "SPREP"
    assert any("changed the team: Pacific desk" in line for line in await read(lead))
    await storage.desk.open(NewCase("KUMA-4827", ana.id, "k", clock(), "A letter", team="SPREP"))
    assert "Pacific desk" in (await lead.get("/queue")).text
    assert "Pacific desk" in (await lead.get("/case/KUMA-4827")).text
    await lead.get("/teams")
    await lead.post("/teams/SPREP", name="Pacific desk", countries="WS", languages="en")
    assert (await account_of(storage, "officer", clock)).team == ""


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": " ", "countries": "WS"}, "A name is missing"),
        ({"name": "Pacific", "countries": "WS QQ"}, "Name a country that is a Party"),
        ({"name": "x" * 121, "countries": "WS"}, "too long"),
    ],
)
async def test_a_team_that_cannot_be_is_not_changed(
    opened: Open, storage: Storage, given: dict[str, str], why: str
) -> None:
    """What was typed is kept on the page."""
    lead = await opened("lead")
    await lead.get("/teams")
    response = await lead.post("/teams/SPREP", **given)
    assert (response.status_code, why in response.text) == (422, True)
    assert given["countries"] in response.text
    assert await storage.desk.confirmed() == []
    assert (await lead.post("/teams/NONE", **given)).status_code == 404
