"""The weekly page: its figures, its table for a spreadsheet, and nobody's name in either."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest

from bot.console.weekly import as_csv, begins, cell, weeks
from storage.desk.port import Act, Change, NewCase, Role
from storage.desk.tally import Tally
from storage.port import Ring, Storage
from tests.bot.console.conftest import Clock, Open, account_of
from tests.bot.console.test_queue import rung

DAY = 86_400.0
NAMES = ("Poissons-lions", "Ministry of Fisheries", "MALO-0001", "Officer", "officer@example.org")


@pytest.fixture
async def worked(storage: Storage, clock: Clock) -> None:
    """1,800,000,000 is Friday, 15 January 2027: two cases this week, one of them answered, one three weeks ago."""
    ana = await account_of(storage, "officer", clock)
    now = clock()
    haiti = Ring("handoff", "MALO-0001", "fr", "Poissons-lions", "HT", "Ministry of Fisheries")
    await rung(storage, haiti, "ada", now - DAY)
    await rung(storage, Ring("handoff", "MALO-0002", "en", "Reefs", "WS"), "bo", now - 2 * DAY)
    await storage.desk.open(NewCase("MALO-0003", ana.id, "k", now - 21 * DAY, "Fires", "", team="CSE"))
    case = await storage.desk.by_code("MALO-0001")
    assert case
    await storage.desk.act(Act(case.id, ana.id, "reply", "r", None, now - DAY / 2, answers=True))
    await storage.desk.act(Act(case.id, None, "late", "l", None, now, change=Change(told_late=now)))


def rows(page: str) -> dict[str, list[str]]:
    """Figures by the name of their line."""
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {re.sub("<[^>]+>", "", name): re.findall(r">([^<]+)</td>", cells) for name, cells in found}


async def test_the_week_is_counted_whole_by_region_and_by_team(
    opened: Open, storage: Storage, worked: None, clock: Clock
) -> None:
    reader = await opened("reader")
    found = rows((await reader.get("/weekly")).text)
    assert found["11–17 Jan 2027"] == ["2", "1", "2", "1", "12 hours"]
    assert found["21–27 Dec 2026"] == ["1", "0", "1", "0", "–"]
    assert found["Americas"] == ["1", "1", "0", "1", "12 hours"]
    assert found["Oceania"] == ["1", "0", "1", "0", "–"]
    assert found["Africa"] == ["0", "0", "0", "0", "–"]
    assert found["region not known"] == ["0", "0", "1", "0", "–"]
    assert found["the global desk"] == ["2", "1", "1", "1", "12 hours"]
    assert found["Centre de Suivi Ecologique (Ecological Monitoring Centre)"][0] == "0"
    before = rows((await reader.get("/weekly?week=3")).text)
    assert before["region not known"] == ["1", "0", "1", "0", "–"]
    assert (await reader.get("/weekly?week=9")).status_code == 200


async def test_nobody_is_named_and_whoever_reads_cases_may_see_it(opened: Open, worked: None) -> None:
    roles: tuple[Role, ...] = ("lead", "officer", "reader")
    for role in roles:
        browser = await opened(role)
        page = await browser.get("/weekly")
        table = await browser.get("/weekly.csv")
        assert (page.status_code, table.status_code) == (200, 200)
        body = page.text.partition("<main")[2] + table.text
        assert [name for name in NAMES if name in body] == []
    browser = await opened("focal-point")
    assert (await browser.get("/weekly")).status_code == 403


async def test_the_table_has_every_week_and_opens_anywhere(opened: Open, worked: None) -> None:
    table = await (await opened("lead")).get("/weekly.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [len(line) for line in lines] == [8] * len(lines)
    assert ["2027-01-11", "All", "", "2", "1", "2", "1", "12.0"] in lines
    assert ["2026-12-21", "Region", "region not known", "1", "0", "1", "0", ""] in lines


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_calculates_nothing(begin: str) -> None:
    """Whatever a team may be called."""
    evil = f"{begin}cmd|' /C calc'!A0"
    tally = Tally("HT", evil, (0,) * 3 + (1,), (0,) * 4, (0,) * 4, (0,) * 4, ((),) * 4)
    bounds = begins(1_800_000_000.0, dt.UTC)
    lines = list(csv.reader(io.StringIO(as_csv(weeks([tally], bounds, "en"), "en"))))
    assert f"'{evil}" in [line[2] for line in lines]
    assert [one for line in lines for one in line if one.startswith(begin)] == []
    assert cell("Africa") == "Africa"


def test_weeks_begin_on_mondays_by_the_desks_clock() -> None:
    """Also over a change of the clocks; the last one ends this week."""
    from zoneinfo import ZoneInfo

    here = ZoneInfo("Europe/Madrid")
    bounds = begins(dt.datetime(2026, 3, 30, 0, 30, tzinfo=here).timestamp(), here)
    assert [moment.isoformat() for moment in bounds] == [
        "2026-03-09T00:00:00+01:00", "2026-03-16T00:00:00+01:00", "2026-03-23T00:00:00+01:00",
        "2026-03-30T00:00:00+02:00", "2026-04-06T00:00:00+02:00",
    ]  # fmt: skip
