"""The way of a request on one page: whose team it is, what the focal point says, who takes it as their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import DOCX, JSON, away, saved
from bot.console.answers import page
from bot.console.case import found
from bot.console.console import Console
from bot.console.fields import key, number, sent
from bot.console.settings import ROOT
from bot.console.table import Answer, Route
from bot.console.visit import current, language, shows
from bot.desk import Refused
from bot.endorsement import VERDICTS, Silence
from bot.endorsing import letter
from bot.export.files import Files, referred
from bot.moments import Moment, moment
from bot.referral import programmes
from bot.rights import may
from bot.steps import body_of
from bot.teams import route, teams
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import AVAILABLE
from storage.desk.port import Case, CaseStep, NoCase, Outpaced, View
from storage.desk.way import Confirmed, Purpose


@dataclass(frozen=True, slots=True)
class Done:
    """What a form led to, shown on the page once."""

    link: str = ""
    """Whole; nobody can look it up later."""
    name: str = ""
    """Whom it is for."""
    message: str = ""
    """What to send to a focal point, with the link in it."""
    refused: str = ""
    """End of a wording `console.refused.…`."""
    of: str = ""
    """The form that was refused."""
    kept: Mapping[str, str] = field(default_factory=dict)


Do = Callable[[Console, Request, Case, Mapping[str, str]], Awaitable[Done]]


async def show(console: Console, request: Request) -> Response:
    return await _shown(console, request, await found(console, request), Done())


async def _shown(console: Console, request: Request, case: Case, done: Done) -> Response:
    desk = console.storage.desk
    known = teams(await desk.confirmed())
    accounts = await desk.accounts()
    candidates = route(case.country, known, case.language)
    others = [team for team in known.values() if team not in [one.team for one in candidates]]
    shows(request, "case")
    return page(
        console,
        request,
        "way.html",
        status=422 if done.refused else 200,
        case=case,
        candidates=candidates,
        names_teams=may(current(request), _ACTS["team"][0]),
        teams=sorted(others, key=lambda team: team.name),
        asked=await desk.endorsements(case.id),
        owner=next((one for one in accounts if one.id == case.assignee), None),
        colleagues=[one for one in accounts if may(one, "take") and one.id != case.assignee],
        languages=AVAILABLE,
        verdicts=VERDICTS,
        programmes=programmes().values(),
        referrals=_referrals(await desk.history(case.id), language(request)),
        done=done,
        kept=defaultdict(str, done.kept),
        reader=language(request),
    )


async def ask(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    days, tongue = form["days"].strip(), form["language"]
    silence = Silence(number(days), form["mandate"], form["without_consent"]) if days else None
    question = await console.endorsing().ask(
        current(request), case.id, form["name"], tongue if tongue in AVAILABLE else "en",
        seen=number(form["seen"]), key=form["key"], silence=silence, agreed=form["agreed"],
    )  # fmt: skip
    return Done(message=letter(question, f"{console.origin(request)}/e/{question.secret}"), name=form["name"])


async def record(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    verdict = next((one for one in VERDICTS if one == form["verdict"]), None)
    if verdict is None:
        raise Refused("stage")
    await console.endorsing().record(
        current(request), case.id, verdict, form["letter"], seen=number(form["seen"]), key=form["key"]
    )
    return Done()


@dataclass(frozen=True, slots=True)
class Referral:
    programme: str
    """Its id."""
    title: str
    when: Moment


def _referrals(history: Sequence[CaseStep], reader: str) -> Sequence[Referral]:
    """Each programme once, with the last time, in the order of the last times."""
    found: dict[str, Referral] = {}
    for step in history:
        if step.kind == "refer" and (to := programmes().get(body_of(step).text("to_programme"))):
            found.pop(to.id, None)
            found[to.id] = Referral(to.id, to.title, moment(step.at, reader))
    return tuple(found.values())


async def refer(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    await console.referring().refer(
        current(request), case.id, form["programme"], form["text"], form["day"],
        seen=number(form["seen"]), key=form["key"], agreed=form["agreed"],
    )  # fmt: skip
    return Done()


async def ask_back(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    await console.promising().ask_back(
        current(request), case.id, form["day"], seen=number(form["seen"]), key=form["key"]
    )
    return Done()


async def copy(console: Console, request: Request) -> Response:
    """What went, or would go, to a programme; who asks stands in it once the desk has said that the person agreed."""
    case, programme, ending = await found(console, request), request.path_params["id"], request.path_params["ending"]
    made = referred(await console.storage.desk.history(case.id), programme)
    files = Files(console.storage)
    data = await files.copy(case.code, programme, ending, contact=made is not None and made.agreed)
    if data is None:
        raise NoCase("the case has no such copy")
    return saved(data, DOCX if ending == "docx" else JSON, f"{case.code}-{programme}.{ending}")


async def transfer(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    seen = number(form["seen"])
    await console.desk().transfer(current(request), case.id, form["team"], form["text"], seen=seen, key=form["key"])
    return Done()


async def link(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    purpose: Purpose = "succeed" if form["purpose"] == "succeed" else "confirm"
    opens = await console.intake().link(current(request), case.id, purpose, form["name"], key=form["key"])
    if not opens:
        raise Refused("answered")
    return Done(link=f"{console.origin(request)}/t/{opens}", name=form["name"])


async def inherit(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    """All open cases of whoever has this one; nobody's cases are nobody's to give."""
    if case.assignee is None:
        raise Refused("nobody")
    await console.intake().inherit(current(request), case.assignee, number(form["to"]))
    return Done()


async def confirm(console: Console, request: Request, case: Case, form: Mapping[str, str]) -> Done:
    """What the desk says of a team; a country that is none leaves everything as it was."""
    countries = tuple(dict.fromkeys(form["countries"].upper().replace(",", " ").split()))
    if any(country not in PARTIES for country in countries):
        raise Refused("country")
    if form["team"] not in teams(()):
        raise Refused("team")
    tongues = tuple(code for code in form["languages"].lower().replace(",", " ").split() if code in AVAILABLE)
    desk, me = console.storage.desk, current(request)
    called = {one.team: one.name for one in await desk.confirmed()}
    said = Confirmed(form["team"], countries, tongues, me.id, console.clock(), called.get(form["team"], ""))
    await desk.confirm(said)
    await desk.saw(View(me.id, f"team {said.team}", None, console.clock()))
    return Done()


def doing(name: str, act: Do) -> Answer:
    """The page again, with what is shown once; after a form that did nothing, with the reason and what was typed."""

    async def answer(console: Console, request: Request) -> Response:
        case = await found(console, request)
        fields = await sent(request)
        kept = {f"{name}.{one}": value for one, value in fields.items() if one not in ("seal", "seen", "key")}
        try:
            done = await act(console, request, case, defaultdict(str, fields | {"key": key(name, fields)}))
        except Outpaced:
            done = Done(refused="outpaced", of=name, kept=kept)
        except Refused as error:
            done = Done(refused=error.why, of=name, kept=kept)
        console.streams.ring()
        if not (done.refused or done.link or done.message):
            return away(f"{ROOT}/case/{case.code}/way")
        return await _shown(console, request, await console.storage.desk.case(case.id), done)

    return answer


_ACTS: Mapping[str, tuple[str, Do]] = {
    "ask": ("stage", ask),
    "letter": ("stage", record),
    "refer": ("refer", refer),
    "ask-back": ("refer", ask_back),
    "transfer": ("transfer", transfer),
    "link": ("open", link),
    "inherit": ("assign", inherit),
    "team": ("invite", confirm),
}
"""What each form needs of `bot.rights.MAY`: what is said of a team holds for all, so a lead says it."""

ROUTES: Sequence[Route] = (
    Route("GET", "/case/{code}/copy/{id}/{ending}", "refer", copy, saw="file"),
    Route("GET", "/case/{code}/way", "stage", show),
    *(Route("POST", f"/case/{{code}}/way/{name}", needs, doing(name, act)) for name, (needs, act) in _ACTS.items()),
)
