"""The weekly page: what came, what waits, what was late and what was answered, by region and by team."""

from __future__ import annotations

import csv
import datetime as dt
import io
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot import teams
from bot.browser.answers import saved
from bot.console.answers import page
from bot.console.console import Console
from bot.console.queue import numbers, zone
from bot.console.table import Route
from bot.console.visit import language
from bot.lateness import USUAL
from bot.moments import period, span
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import say
from storage.desk.tally import Tally

WEEKS = 4
"""This one and the three before."""
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
"""Of the United Nations; shown also when nothing came from there."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of figures."""

    name: str
    new: int
    answered: int
    waiting: int
    late: int
    median: float | None
    """Seconds to the first answer of those answered; None where none was."""

    @property
    def nothing(self) -> bool:
        return not (self.new or self.answered or self.waiting or self.late)


@dataclass(frozen=True, slots=True)
class Week:
    first: dt.date
    last: dt.date
    whole: Row
    regions: tuple[Row, ...]
    teams: tuple[Row, ...]


def begins(now: float, here: dt.tzinfo) -> tuple[dt.datetime, ...]:
    """Mondays at midnight by the desk's clock, the oldest first; the last one ends this week."""
    today = dt.datetime.fromtimestamp(now, here).date()
    monday = today - dt.timedelta(days=today.weekday())
    mondays = (monday + dt.timedelta(weeks=n - WEEKS + 1) for n in range(WEEKS + 1))
    return tuple(dt.datetime.combine(day, dt.time(), here) for day in mondays)


def weeks(tallies: Sequence[Tally], bounds: Sequence[dt.datetime], reader: str) -> tuple[Week, ...]:
    """This week first. Regions in their order, what has none last; teams by how much came, those without cases not."""
    found = [_week(tallies, bounds, n, reader) for n in range(len(bounds) - 1)]
    return tuple(reversed(found))


def _week(tallies: Sequence[Tally], bounds: Sequence[dt.datetime], n: int, reader: str) -> Week:
    first, last = bounds[n].date(), (bounds[n + 1] - dt.timedelta(days=1)).date()
    shown = period(first, last, reader)
    regions = [
        _row(say(f"region.{region}", reader), tallies, n, lambda one, region=region: _region(one) == region)  # type: ignore[misc]
        for region in REGIONS
    ]
    elsewhere = _row(say("console.weekly.no_region", reader), tallies, n, lambda one: not _region(one))
    by_team = [
        _row(
            teams.name(team) or say("console.global_desk", reader),
            tallies,
            n,
            lambda one, team=team: one.team == team,  # type: ignore[misc]
        )
        for team in {one.team for one in tallies}
    ]
    return Week(
        first,
        last,
        _row(shown, tallies, n, lambda one: True),
        (*regions, *(() if elsewhere.nothing else (elsewhere,))),
        tuple(sorted((row for row in by_team if not row.nothing), key=lambda row: (-row.new, row.name))),
    )


def _row(name: str, tallies: Iterable[Tally], n: int, wanted: Callable[[Tally], bool]) -> Row:
    mine = [one for one in tallies if wanted(one)]
    took = [seconds for one in mine for seconds in one.took[n]]
    return Row(
        name,
        sum(one.new[n] for one in mine),
        sum(one.answered[n] for one in mine),
        sum(one.waiting[n] for one in mine),
        sum(one.late[n] for one in mine),
        statistics.median(took) if took else None,
    )


def _region(tally: Tally) -> str:
    party = PARTIES.get(tally.country)
    return party.region if party else ""


def cell(text: str) -> str:
    """As a spreadsheet shows it and calculates nothing."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(found: Sequence[Week], reader: str) -> str:
    """All weeks, whole and by region and team, one line each; times in hours."""
    file = io.StringIO()
    writer = csv.writer(file)
    columns = ("week", "by", "name", "new", "answered", "waiting", "late", "hours")
    writer.writerow([cell(say(f"console.weekly.{column}", reader)) for column in columns])
    for week in found:
        groups = (("all", (week.whole,)), ("region", week.regions), ("team", week.teams))
        for kind, rows in groups:
            for row in rows:
                hours = "" if row.median is None else f"{row.median / 3600:.1f}"
                name = "" if kind == "all" else cell(row.name)
                by = cell(say(f"console.weekly.by_{kind}", reader))
                figures = (row.new, row.answered, row.waiting, row.late, hours)
                writer.writerow((week.first.isoformat(), by, name, *figures))
    return file.getvalue()


async def _found(console: Console, reader: str) -> tuple[Week, ...]:
    bounds = begins(console.clock(), await zone(console))
    tallies = await console.storage.desk.tallies([moment.timestamp() for moment in bounds])
    return weeks(tallies, bounds, reader)


async def weekly(console: Console, request: Request) -> Response:
    reader, chosen = language(request), request.query_params.get("week", "")
    found = await _found(console, reader)
    number = int(chosen) if chosen in ("1", "2", "3") else 0
    now = numbers(await console.storage.desk.counts(console.clock(), usual=USUAL))
    return page(
        console,
        request,
        "weekly.html",
        weeks=found,
        number=number,
        shown=found[number],
        now={view: now[view] for view in ("open", "waiting", "late")},
        span=lambda seconds: "–" if seconds is None else span(seconds, reader),
    )


async def download(console: Console, request: Request) -> Response:
    reader = language(request)
    found = await _found(console, reader)
    # The mark at the beginning tells Excel that it is UTF-8.
    data = "\ufeff" + as_csv(found, reader)
    return saved(data.encode(), "text/csv", f"desk-{found[0].first.isoformat()}.csv")


ROUTES: Sequence[Route] = (
    Route("GET", "/weekly", "read", weekly, tab="console.weekly.title"),
    Route("GET", "/weekly.csv", "read", download),
)
