"""The audit log: who saw and did what, page by page, narrowed, and as a table for other programs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from bot import sheets, teams
from bot.browser.answers import saved
from bot.console.answers import page
from bot.console.console import Console
from bot.console.table import Route
from bot.console.visit import language
from bot.console.wished import address, page_of
from bot.moments import Moment, moment
from dialogs.words import has, ids, say
from storage.desk.port import View

ENTRIES = 100
"""On one page."""
EXPORTED = 50_000
"""In a table: programs of tables take a million rows."""
DAY = 86_400.0
HEAD = ("when (UTC)", "who", "what", "whom", "case")
DONE = tuple(sorted(id.removeprefix("saw.") for id in ids("en") if id.startswith("saw.")))
"""Everything the log can say."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries; what makes no sense is read as everything."""

    who: str = ""
    """Number of an account."""
    what: str = ""
    case: str = ""
    """Its code."""
    day: str = ""
    """As 2026-03-01, in UTC."""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.who or self.what or self.case or self.day)

    def path(self, place: str = "/audit", **changed: str | int) -> str:
        """Where this, with something changed, is seen."""
        return address(place, self, _USUAL, changed)


_USUAL = Asked()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit log."""

    at: float
    when: Moment
    account: int | None
    who: str
    what: str
    """In words."""
    whom: str
    """The colleague or the team it was done to, "" for none."""
    code: str
    """Of the case, "" for none."""


def asked(params: QueryParams) -> Asked:
    who, what = params.get("who", ""), params.get("what", "")
    return Asked(
        who=who if who.isascii() and who.isdigit() and len(who) < 10 else "",
        what=what if what in DONE else "",
        case=params.get("case", "").strip().upper()[:20],
        day=day if _day(day := params.get("day", "")) is not None else "",
        page=page_of(params),
    )


async def audit(console: Console, request: Request) -> Response:
    wish = asked(request.query_params)
    views = await _views(console, wish, ENTRIES + 1, (wish.page - 1) * ENTRIES)
    return page(
        console,
        request,
        "audit.html",
        asked=wish,
        entries=await _entries(console, views[:ENTRIES], language(request)),
        more=len(views) > ENTRIES,
        people=[(str(one.id), one.name) for one in await console.storage.desk.accounts()],
        done=[(what, say(f"saw.{what}", language(request))) for what in DONE],
    )


async def table(console: Console, request: Request) -> Response:
    """What is asked for, as a CSV file, the newest first."""
    views = await _views(console, asked(request.query_params), EXPORTED, 0)
    entries = await _entries(console, views, language(request))
    rows = [
        (
            dt.datetime.fromtimestamp(one.at, dt.UTC).strftime("%Y-%m-%d %H:%M:%S"),
            one.who,
            one.what,
            one.whom,
            one.code,
        )
        for one in entries
    ]
    content = await asyncio.to_thread(sheets.written, "audit.csv", [HEAD, *sheets.harmless(rows)])
    return saved(content, "text/csv", "audit.csv")


async def _views(console: Console, wish: Asked, limit: int, after: int) -> Sequence[View]:
    desk = console.storage.desk
    case = await desk.by_code(wish.case) if wish.case else None
    if wish.case and case is None:
        return ()
    since = _day(wish.day) or 0.0
    return await desk.views(
        case.id if case else None, limit, account=int(wish.who) if wish.who else None, what=wish.what,
        since=since, until=since + DAY if since else 0.0, after=after,
    )  # fmt: skip


def _day(text: str) -> float | None:
    """The moment a day begins; None for what is no day."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()


async def _entries(console: Console, views: Sequence[View], reader: str) -> list[Entry]:
    desk = console.storage.desk
    names = {account.id: account.name for account in await desk.accounts()}
    known = teams.teams(await desk.confirmed())
    cases = await desk.codes([view.case for view in views if view.case is not None])

    async def name(id: int | None) -> str:
        if id is not None and id not in names:
            gone = await desk.account(id)
            names[id] = gone.name if gone else ""
        return names[id] if id is not None else ""

    async def entry(view: View) -> Entry:
        what, _, whom = view.what.partition(" ")
        said = say(f"saw.{what}", reader) if has(f"saw.{what}", reader) else what
        other = teams.name(whom, known) if what == "team" else await name(int(whom)) if whom.isdecimal() else ""
        code = cases.get(view.case, "") if view.case is not None else ""
        return Entry(view.at, moment(view.at, reader), view.account, await name(view.account), said, other, code)

    return [await entry(view) for view in views]


ROUTES: Sequence[Route] = (
    Route("GET", "/audit", "audit", audit, saw="audit", tab="audit.title"),
    Route("GET", "/audit/table.csv", "audit", table, saw="audit-saved"),
)
