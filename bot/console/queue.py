"""The queue: which cases wait for the desk, who waits longest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from bot import teams
from bot.browser.answers import away
from bot.console.answers import page
from bot.console.console import Console
from bot.console.live import stream
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import current, language
from bot.console.wished import address, page_of
from bot.lateness import USUAL, Cause, late
from bot.moments import day, span
from bot.working import office
from dialogs.words import names, say
from storage.desk.port import Case, Counts, Queue, Spread

VIEWS = ("open", "waiting", "late", "mine", "unassigned", "resting", "closed")
"""Wordings `console.view.…`; the first is shown when nothing is asked for."""
FULL = 50
"""Lines of one page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer wants to see; everything has a usual value, and what makes no sense is read as that."""

    view: str = VIEWS[0]
    country: str = ""
    language: str = ""
    kind: str = ""
    team: str = ""
    code: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.country or self.language or self.kind or self.team or self.code)

    def path(self, **changed: str | int) -> str:
        """Where this, with something changed, is seen."""
        return address("/queue", self, _USUAL, changed)


_USUAL = Asked()


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the queue."""

    code: str
    title: str
    country: str
    language: str
    tongue: str
    """Code of the language of the title."""
    kind: str
    since: str
    """How long the person has waited for the desk, "" when nobody waits."""
    assignee: str
    mine: bool
    stage: str
    hold: str
    team: str
    promised: str = ""
    """By when an answer was promised, "" for no date and once it has passed."""
    late: str = ""
    """Why the case is late, and since when; "" when it is not."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter."""

    code: str
    name: str
    number: int


def asked(params: QueryParams) -> Asked:
    view = params.get("view", "")
    return Asked(
        view=view if view in VIEWS else VIEWS[0],
        country=params.get("country", "")[:5],
        language=params.get("language", "")[:5],
        kind=params.get("kind", "")[:20],
        team=params.get("team", "")[:40],
        code=params.get("code", "").strip().upper()[:20],
        page=page_of(params),
    )


def wanted(asked: Asked, account: int, now: float) -> Queue:
    """As the storage is asked; one line more than a page, to know whether there is another."""
    queue = Queue(
        team=asked.team or None,
        country=asked.country,
        language=asked.language,
        kind=asked.kind,
        code=asked.code,
        now=now,
        limit=FULL + 1,
        after=(asked.page - 1) * FULL,
    )
    match asked.view:
        case "waiting":
            return replace(queue, waiting=True)
        case "late":
            return replace(queue, late=True, snoozed=True, usual=USUAL)
        case "mine":
            return replace(queue, assignee=account, snoozed=True)
        case "unassigned":
            return replace(queue, assignee=0)
        case "resting":
            return replace(queue, resting=True)
        case "closed":
            return replace(queue, hold=("closed",), snoozed=True)
        case _:
            return queue


def line(
    case: Case,
    people: Mapping[int, str],
    reader: str,
    me: int,
    now: float,
    zone: dt.tzinfo = dt.UTC,
    known: Mapping[str, teams.Team] | None = None,
) -> Line:
    """`zone` is that of the desk, in whose days promises are made; `known` are the teams as the desk has named them."""
    passed = late(case, now)
    return Line(
        code=case.code,
        title=case.title or say("doc.untitled", reader),
        country=names.country(case.country, reader) if case.country else "",
        language=names.language_name(case.language, reader) if case.language else "",
        tongue=case.language if case.title else reader,
        kind=say(f"console.kind.{case.kind}", reader),
        since=span(now - case.waiting_since, reader) if case.waiting_since and case.hold != "closed" else "",
        assignee=people.get(case.assignee, "") if case.assignee else "",
        mine=case.assignee == me,
        stage=say(f"stage.{case.stage}", reader),
        hold=say(f"console.hold.{case.hold}", reader),
        team=teams.name(case.team, known),
        promised=day(case.promised, reader, zone) if case.promised > now else "",
        late=_late(*passed, reader, zone) if passed else "",
    )


def _late(since: float, cause: Cause, reader: str, zone: dt.tzinfo) -> str:
    shown = day(since, reader, zone if cause == "promise" else dt.UTC)
    return say(f"console.late.{cause}", reader, day=shown)


async def zone(console: Console) -> dt.tzinfo:
    """Of the desk; UTC while nobody has said."""
    hours = await console.storage.desk.hours()
    return office("", zone=hours.zone).zone if hours else dt.UTC


def choices(spread: Spread, reader: str, known: Mapping[str, teams.Team] | None = None) -> dict[str, Sequence[Choice]]:
    """What the queue can be narrowed to, by the field of `Asked`."""
    return {
        "country": [Choice(code, names.country(code, reader), number) for code, number in spread.countries],
        "language": [Choice(code, names.language_name(code, reader), number) for code, number in spread.languages],
        "kind": [Choice(code, say(f"console.kind.{code}", reader), number) for code, number in spread.kinds],
        "team": [Choice(code, teams.name(code, known), number) for code, number in spread.teams],
    }


def numbers(counts: Counts) -> Mapping[str, int]:
    """Beside the views they belong to."""
    return {
        "open": counts.open,
        "waiting": counts.waiting,
        "mine": counts.mine,
        "unassigned": counts.unassigned,
        "resting": counts.snoozed,
        "late": counts.late,
    }


async def queue(console: Console, request: Request) -> Response:
    """The page; a whole case code leads to the case."""
    wish, me, reader, now = asked(request.query_params), current(request), language(request), console.clock()
    desk = console.storage.desk
    if "-" in wish.code and (found := await desk.by_code(wish.code)):
        return away(f"{ROOT}/case/{found.code}")
    mark = await _mark(console)
    cases = await desk.queue(wanted(wish, me.id, now))
    people = {account.id: account.name for account in await desk.accounts()}
    here = await zone(console)
    known = teams.teams(await desk.confirmed())
    return page(
        console,
        request,
        "queue.html",
        asked=wish,
        views=VIEWS,
        numbers=numbers(await desk.counts(now, account=me.id, usual=USUAL)),
        choices=choices(await desk.spread(), reader, known),
        lines=[line(case, people, reader, me.id, now, here, known) for case in cases[:FULL]],
        more=len(cases) > FULL,
        first=(wish.page - 1) * FULL + 1,
        mark=mark,
    )


async def live(console: Console, request: Request) -> Response:
    return stream(console.streams, request, lambda: _mark(console))


async def _mark(console: Console) -> str:
    return str(await console.storage.desk.newest())


ROUTES: Sequence[Route] = (
    Route("GET", "/queue", "read", queue, tab="console.queue"),
    Route("GET", "/queue/now", "read", queue, live=True),
    Route("GET", "/queue/live", "read", live, live=True),
)
