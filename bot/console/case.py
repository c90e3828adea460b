"""A case on one screen: what was said, what was told, what was tried, and what can be done."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.assignment import colleagues, proposed
from bot.browser.answers import saved
from bot.casefile import remembered, told
from bot.console import canned
from bot.console.answers import page
from bot.console.console import Console
from bot.console.facts import sheet
from bot.console.live import stream
from bot.console.presence import Beside
from bot.console.queue import line
from bot.console.settings import KEPT
from bot.console.table import Route
from bot.console.tried import tried
from bot.console.visit import about, current, language, shows
from bot.desk import STAGES, Refused
from bot.moments import day, moment, span
from bot.rights import open_to
from bot.roster import roster
from bot.shared import shared
from bot.sniffing import TAKEN
from bot.teams import teams
from bot.timeline import ALONE, Entry, done, holder, in_order, kept_back, log, repeats, text_of
from dialogs.answers import Answer, Answers
from dialogs.forms import FORMS
from storage.desk.port import Account, Case, CaseStep, NoCase
from storage.port import FileRow, TranscriptRow

TAIL = 24
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
    what: str = ""
    """The file that was not taken."""
    files: bool = False
    """Files came along; a browser does not keep them, so they are to be chosen again."""

    def told(self, language: str) -> str:
        """Why, in words."""
        return Refused(self.why, self.what).told(language)


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
    shows(request, "case")
    storage, desk = console.storage, console.storage.desk
    mark = await Watch(console, case.code, me)()
    whole = [case, *await desk.parts(case.id)]
    histories = {one.id: await desk.history(one.id) for one in whole}
    steps = histories[case.id]
    every = sorted((step for history in histories.values() for step in history), key=lambda step: step.id)
    of = {one.id: one.code for one in whole} if len(whole) > 1 else ALONE
    accounts = await desk.accounts()
    people = {account.id: account.name for account in accounts}
    known = teams(await desk.confirmed())
    talks = [(one, await _rows(console, one)) for one in _apart(whole)]
    entries: list[Entry] = []
    for one, rows in talks:
        theirs = [step for step in every if any(o.id == step.case and _same_talk(o, one) for o in whole)]
        entries += log(
            rows, theirs, reader=reader, writer=one.language, people=people, of=of, here=of.get(one.id, ""), known=known
        )
    share = shared(steps)
    state = await remembered(storage, case, share)
    held = await told(storage, case, state)
    facts = sheet(FORMS["request"], held, reader=reader, writer=case.language, today=_today(now))
    acts = [step for step in every if step.by is not None]
    works = await roster(desk, now)
    here, today = works.office().zone, works.today(now)
    suited = colleagues(accounts, case.language, await desk.loads(now), works, today)
    return page(
        console,
        request,
        "case.html",
        status=409 if refusal and refusal.step else 422 if refusal else 200,
        case=case,
        line=line(case, people, reader, me.id, now, here, known),
        rests_until=day(case.snoozed_until, reader) if case.snoozed_until > now else "",
        entries=in_order(entries),
        heard=" ".join(f"{one.id}:{rows[-1].position}" for one, rows in talks if rows),
        unanswered=[entry for entry in in_order(entries) if entry.unanswered],
        told=facts,
        sent=case.kind == "request",
        briefs=console.briefs is not None,
        kept_back=any(kept_back(rows, [s for s in every if s.case == one.id]) for one, rows in talks),
        files=[file for one in _apart(whole) for file in await _files(console, one, histories[one.id])],
        tried=await tried(storage, case.conversation, state, share, reader),
        history=[
            (moment(step.at, reader), step.name, done(step, reader, people, known), of.get(step.case, ""))
            for step in every
            if not (of and repeats(step))
        ],
        last=(acts[-1].name, done(acts[-1], reader, people, known)) if acts and acts[-1].by != me.id else None,
        others=await _beside(console, case.id, me),
        refusal=refusal,
        meanwhile=done(refusal.step, reader, people, known) if refusal and refusal.step else "",
        kept=defaultdict(str, refusal.kept if refusal else {}),
        may=open_to(me, whole),
        parts=[(one.part, holder(one, people, reader)) for one in await desk.standing(case.id)],
        part_of=await desk.case(case.merged_into) if case.merged_into else None,
        reachable=[one for one in _apart(whole) if one.conversation],
        colleagues=suited,
        proposed=proposed(suited),
        stages=STAGES,
        rests=[(days, span(days * 86_400.0, reader)) for days in RESTS],
        asks=facts.asks,
        replies=canned.replies(case.language, reader, _names(case, me, held)),
        picked=canned.text(request.query_params.get("canned", ""), case.language, _names(case, me, held)),
        replied=next(
            (
                (words, 0 if step.case == case.id else step.case)
                for step in reversed(every)
                if step.kind in ("reply", "correct") and (words := text_of(step))
            ),
            None,
        ),
        mark=mark,
        taken=TAKEN,
        most=KEPT,
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
    whole = [case, *await console.storage.desk.parts(case.id)]
    desk = console.storage.desk
    held = [file for one in whole for file in await _files(console, one, await desk.history(one.id))]
    places = [one.conversation for one in _apart(whole) if one.conversation]
    sent = [file for place in places for file in await console.storage.desk_files(place)]
    wanted = next((one for one in (*held, *sent) if str(one.id) == id), None)
    data = await console.storage.file(wanted.id) if wanted else None
    if wanted is None or data is None:
        raise NoCase("the case has no such file")
    return saved(data, wanted.media_type, wanted.name)


class Watch:
    """The mark of a case as one account sees it: of the case, its last messages, and who is beside.

    Every act and every ring changes the case itself. Asked each second, it reads no message twice that has settled.
    """

    def __init__(self, console: Console, code: str, me: Account) -> None:
        self._console = console
        self._code = code
        self._me = me
        self._settled: dict[int, int] = {}

    async def __call__(self) -> str:
        case = await self._console.storage.desk.by_code(self._code)
        if case is None:
            return "gone"
        recent: list[tuple[int, str]] = []
        for one in _apart([case, *await self._console.storage.desk.parts(case.id)]):
            if one.conversation:
                rows = await self._console.storage.transcript(one.conversation, self._settled.get(one.conversation, 0))
                recent += [(row.position, row.status) for row in rows[-TAIL:]]
                if len(rows) > TAIL:
                    self._settled[one.conversation] = rows[-TAIL - 1].position
        beside = await _beside(self._console, case.id, self._me)
        return hashlib.sha256(repr((case, recent, beside)).encode()).hexdigest()[:16]


async def _beside(console: Console, case: int, me: Account) -> Sequence[Beside]:
    """Colleagues at the case who work here: one who was removed gives no sign, not even of leaving."""
    others = console.presence.others(case, me.id)
    working = {account.id for account in await console.storage.desk.accounts()} if others else set()
    return [one for one in others if one.account in working]


async def _rows(console: Console, case: Case) -> Sequence[TranscriptRow]:
    return await console.storage.transcript(case.conversation) if case.conversation else ()


def _apart(whole: Sequence[Case]) -> list[Case]:
    """Of a case and its parts the first of each conversation, and all that have none."""
    first: dict[int, Case] = {}
    for one in whole:
        if one.conversation is not None:
            first.setdefault(one.conversation, one)
    return [one for one in whole if one.conversation is None or first[one.conversation] is one]


def _same_talk(one: Case, other: Case) -> bool:
    return one.id == other.id or (one.conversation is not None and one.conversation == other.conversation)


async def _files(console: Console, case: Case, steps: Sequence[CaseStep]) -> Sequence[FileRow]:
    """What the person gave to the desk."""
    share = shared(steps)
    files = await console.storage.files(case.conversation) if case.conversation else ()
    return [one for one in files if share.covers(one.at)]


def _names(case: Case, me: Account, held: Answers) -> canned.Names:
    named = held.get("contact_name")
    name = named.value if isinstance(named, Answer) and isinstance(named.value, str) else ""
    return canned.Names(person=name, code=case.code, officer=me.name, title=case.title)


def _today(now: float) -> str:
    return dt.datetime.fromtimestamp(now, dt.UTC).date().isoformat()


ROUTES: Sequence[Route] = (
    Route("GET", "/case/{code}", "read", case),
    Route("GET", "/case/{code}/now", "read", case, live=True),
    Route("GET", "/case/{code}/live", "read", live, live=True),
    Route("POST", "/case/{code}/here", "read", here, live=True),
    Route("GET", "/case/{code}/file/{id}", "read", file, saw="file"),
)
