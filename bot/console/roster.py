"""The desk's calendar: who is on leave, when the desk is closed, at what hours it works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.console.answers import page
from bot.console.console import Console
from bot.console.fields import field, fields
from bot.console.settings import ROOT
from bot.console.table import Answer, Route
from bot.console.visit import current, language
from bot.desk import Refused
from bot.moments import weekdays
from bot.rights import answers, may
from bot.working import SEATS
from dialogs.words import names
from storage.desk.roster import Hours, Leave


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's leave, or a holiday of the desk, on the page."""

    leave: Leave
    name: str
    """Of whom, or of the holiday."""
    mine: bool
    """Who looks at the page may take it back."""


async def calendar(console: Console, request: Request) -> Response:
    return await _shown(console, request)


async def _shown(
    console: Console, request: Request, of: str = "", refused: str = "", kept: Mapping[str, str] | None = None
) -> Response:
    me, reader, desk, now = current(request), language(request), console.storage.desk, console.clock()
    known = await console.rostering().now()
    today = known.today(now).isoformat()
    people = [one for one in await desk.accounts() if answers(one)]
    named = {one.id: one.name for one in people}
    coming = [one for one in known.leave if one.last >= today]
    lead = may(me, "calendar")
    leave = [Away(one, named.get(one.account or 0, ""), lead or one.account == me.id) for one in coming if one.account]
    told = known.next_day(now)
    return page(
        console,
        request,
        "calendar.html",
        status=422 if refused else 200,
        lead=lead,
        people=people if lead else [me],
        leave=leave,
        holidays=[Away(one, one.name, lead) for one in coming if one.account is None],
        hours=known.hours,
        said=known.hours.at > 0,
        told=told.iso if told else "",
        today=today,
        weekdays=list(enumerate(weekdays(reader))),
        works=names.listed([day for n, day in enumerate(weekdays(reader)) if n not in known.hours.rest], reader),
        zones=sorted({"UTC", *SEATS.values()}),
        of=of,
        refused=refused,
        kept=kept or {},
    )


Do = Callable[[Console, Request], Awaitable[None]]


async def go(console: Console, request: Request) -> None:
    account = await field(request, "account")
    number = int(account) if account.isdecimal() and len(account) < 10 else current(request).id
    first, last = await field(request, "first"), await field(request, "last")
    await console.rostering().away(current(request), number, first, last)


async def holiday(console: Console, request: Request) -> None:
    first, last = await field(request, "first"), await field(request, "last")
    await console.rostering().holiday(current(request), await field(request, "name"), first, last)


async def remove(console: Console, request: Request) -> None:
    id = request.path_params["id"]
    await console.rostering().remove(current(request), int(id) if id.isdecimal() and len(id) < 10 else 0)


async def hours(console: Console, request: Request) -> None:
    works = {int(day) for day in await fields(request, "works") if day in "0123456" and len(day) == 1}
    given = {name: (await field(request, name)).strip() for name in ("zone", "country", "opens", "closes", "until")}
    until = given["until"]
    try:
        until = dt.date.fromisoformat(until).isoformat() if until else ""
    except ValueError:
        raise Refused("hours") from None
    rest = tuple(day for day in range(7) if day not in works)
    said = Hours(given["zone"], given["country"].upper(), given["opens"], given["closes"], rest, until, None, 0.0)
    await console.rostering().set_hours(current(request), said)


def doing(name: str, act: Do) -> Answer:
    """The page again; after a form that did nothing, with the reason and what was typed."""

    async def answer(console: Console, request: Request) -> Response:
        try:
            await act(console, request)
        except Refused as error:
            form = await request.form()
            kept = {f"{name}.{key}": value for key, value in form.items() if isinstance(value, str)}
            return await _shown(console, request, name, error.why, kept)
        return away(f"{ROOT}/calendar")

    return answer


ROUTES: Sequence[Route] = (
    Route("GET", "/calendar", "leave", calendar, tab="console.calendar.title"),
    Route("POST", "/calendar/leave", "leave", doing("leave", go), saw="calendar"),
    Route("POST", "/calendar/leave/{id}/remove", "leave", doing("remove", remove), saw="calendar"),
    Route("POST", "/calendar/holiday", "calendar", doing("holiday", holiday), saw="calendar"),
    Route("POST", "/calendar/hours", "calendar", doing("hours", hours), saw="calendar"),
)
