"""A case on one screen: what was said, what was told, what was tried, and what can be done."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.casefile import remembered, told
from bot.console import canned
from bot.console.answers import page
from bot.console.console import Console
from bot.console.facts import sheet
from bot.console.live import stream
from bot.console.log import done, kept_back, log
from bot.console.moments import day, moment, span
from bot.console.queue import line
from bot.console.table import Route
from bot.console.tried import tried
from bot.console.visit import about, current, language
from bot.desk import MAY, STAGES
from bot.shared import Shared, shared
from bot.teams import teams
from dialogs.answers import Answer, Answers
from dialogs.forms import FORMS
from storage.desk.port import Account, Case, CaseStep, NoCase
from storage.port import FileRow

TAIL = 8
"""Messages whose delivery may still change; older ones are settled."""
RESTS = (1, 3, 7, 14, 28)
"""Days a case is usually left to rest."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the last form did nothing; what was typed in it is kept."""

    act: str
    why: str
    """End of a wording `console.refused.…`."""
    kept: Mapping[str, str]
    """Its fields, as they were sent."""
    step: CaseStep | None = None
    """What a colleague did meanwhile."""


async def found(console: Console, request: Request) -> Case:
    """The case a route names.

    Raises:
        NoCase: there is none, or it was erased.
    """
    case = await console.storage.desk.by_code(request.path_params["code"])
    if case is None:
        raise NoCase("no case has this code")
    about(request, case.id)
    return case


async def case(console: Console, request: Request) -> Response:
    return await shown(console, request, await found(console, request))


async def shown(console: Console, request: Request, case: Case, refusal: Refusal | None = None) -> Response:
    """The page of a case; after a form that did nothing, with the reason and the words."""
    me, reader, now = current(request), language(request), console.clock()
    storage, desk = console.storage, console.storage.desk
    mark = await Watch(console, case.code, me)()
    steps = await desk.history(case.id)
    accounts = await desk.accounts()
    people = {account.id: account.name for account in accounts}
    known = teams(await desk.confirmed())
    rows = await storage.transcript(case.conversation) if case.conversation else ()
    share = shared(steps)
    state = await remembered(storage, case, share)
    held = await told(storage, case, state)
    facts = sheet(FORMS["request"], held, reader=reader, writer=case.language, today=_today(now))
    acts = [step for step in steps if step.by is not None]
    return page(
        console,
        request,
        "case.html",
        status=409 if refusal and refusal.step else 422 if refusal else 200,
        case=case,
        line=line(case, people, reader, me.id, now, known),
        rests_until=day(case.snoozed_until, reader) if case.snoozed_until > now else "",
        entries=log(rows, steps, reader=reader, writer=case.language, people=people, known=known),
        told=facts,
        sent=case.kind == "request",
        kept_back=kept_back(rows, steps),
        files=await _files(console, case, share),
        tried=await tried(storage, case.conversation, state, share, reader),
        history=[(moment(step.at, reader), step.name, done(step, reader, people, known)) for step in steps],
        last=(acts[-1].name, done(acts[-1], reader, people, known)) if acts and acts[-1].by != me.id else None,
        others=console.presence.others(case.id, me.id),
        refusal=refusal,
        meanwhile=done(refusal.step, reader, people, known) if refusal and refusal.step else "",
        kept=defaultdict(str, refusal.kept if refusal else {}),
        may=_may(me, case),
        colleagues=[one for one in accounts if "take" in MAY[one.role]],
        stages=STAGES,
        rests=[(days, span(days * 86_400.0, reader)) for days in RESTS],
        asks=facts.asks,
        replies=canned.replies(case.language, reader, _names(case, me, held)),
        picked=canned.text(request.query_params.get("canned", ""), case.language, _names(case, me, held)),
        mark=mark,
    )


async def live(console: Console, request: Request) -> Response:
    case = await found(console, request)
    return stream(console.streams, request, Watch(console, case.code, current(request)))


async def here(console: Console, request: Request) -> Response:
    """A sign of life of a page that stands open."""
    case, form = await found(console, request), await request.form()
    if form.get("left"):
        console.presence.left(case.id, current(request).id)
        console.streams.ring()
    elif console.presence.here(case.id, current(request), writing=form.get("writing") == "1"):
        console.streams.ring()
    return JSONResponse({})


async def file(console: Console, request: Request) -> Response:
    """A file of the conversation, to be saved and not opened in the browser."""
    case, id = await found(console, request), request.path_params["id"]
    held = await _files(console, case, shared(await console.storage.desk.history(case.id)))
    wanted = next((one for one in held if str(one.id) == id), None)
    data = await console.storage.file(wanted.id) if wanted else None
    if wanted is None or data is None:
        raise NoCase("the case has no such file")
    name = f"attachment; filename*=UTF-8''{quote(wanted.name, safe='')}"
    return Response(data, media_type=wanted.media_type, headers={"Content-Disposition": name})


class Watch:
    """The mark of a case as one account sees it: of the case, its last messages, and who is beside.

    Every act and every ring changes the case itself. Asked each second, it reads no message twice that has settled.
    """

    def __init__(self, console: Console, code: str, me: Account) -> None:
        self._console = console
        self._code = code
        self._me = me
        self._settled = 0

    async def __call__(self) -> str:
        case = await self._console.storage.desk.by_code(self._code)
        if case is None:
            return "gone"
        recent: Sequence[tuple[int, str]] = ()
        if case.conversation:
            rows = await self._console.storage.transcript(case.conversation, self._settled)
            recent = [(row.position, row.status) for row in rows[-TAIL:]]
            self._settled = rows[-TAIL - 1].position if len(rows) > TAIL else self._settled
        beside = self._console.presence.others(case.id, self._me.id)
        return hashlib.sha256(repr((case, recent, beside)).encode()).hexdigest()[:16]


async def _files(console: Console, case: Case, share: Shared) -> Sequence[FileRow]:
    """What the person gave to the desk."""
    files = await console.storage.files(case.conversation) if case.conversation else ()
    return [one for one in files if share.covers(one.at)]


def _may(me: Account, case: Case) -> frozenset[str]:
    """What this account can do about this case now."""
    may = MAY[me.role]
    if case.hold == "closed":
        return may & {"reopen", "note"} if case.conversation or case.title else may & {"reopen"}
    if case.conversation is None:
        may -= {"reply", "hand-back"}
    if case.hold == "desk" and case.assignee == me.id:
        may -= {"take"}
    return may - {"reopen"}


def _names(case: Case, me: Account, held: Answers) -> canned.Names:
    named = held.get("contact_name")
    name = named.value if isinstance(named, Answer) and isinstance(named.value, str) else ""
    return canned.Names(person=name, code=case.code, officer=me.name, title=case.title)


def _today(now: float) -> str:
    return dt.datetime.fromtimestamp(now, dt.UTC).date().isoformat()


ROUTES: Sequence[Route] = (
    Route("GET", "/case/{code}", "read", case, saw="case"),
    Route("GET", "/case/{code}/now", "read", case, live=True),
    Route("GET", "/case/{code}/live", "read", live, live=True),
    Route("POST", "/case/{code}/here", "read", here, live=True),
    Route("GET", "/case/{code}/file/{id}", "read", file, saw="file"),
)
