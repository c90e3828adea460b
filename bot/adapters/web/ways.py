"""What outsiders reach without a conversation: a focal point's question, a case that is handed to them, a status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from bot.adapters.web.guard import Visitor, stranger
from bot.adapters.web.site import Site, page_language, spend
from bot.browser.answers import away
from bot.browser.requests import told, whence
from bot.desk import Refused
from bot.endorsement import VERDICTS, Answered, Passed, Verdict
from bot.endorsing import Page, silence
from bot.status import status
from bot.teams import teams
from dialogs.words import names

CHOICES: Mapping[Verdict, str] = {
    "endorsed": "web.endorse_endorsed",
    "no-objection": "web.endorse_no_objection",
    "changes-asked": "web.endorse_changes",
    "objected": "web.endorse_objected",
}
CLOSED = {
    "answered": "web.endorse_answered",
    "closed": "web.endorse_moot",
    "merged": "web.endorse_moot",
    "old": "web.endorse_old",
    "elsewhere": "web.endorse_elsewhere",
}
"""Why a link shows nothing; any other reason is told like a link that never was."""
NEEDED = {
    "answer": "web.endorse_need_answer",
    "name": "web.endorse_need_name",
    "words": "web.endorse_need_words",
    "to": "web.endorse_need_to",
}
"""What an answer lacks."""
STATUS = {
    "received": "web.status_received",
    "work": "web.status_work",
    "help": "web.status_help",
    "done": "web.status_done",
    "closed": "web.status_closed",
}


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/e/{secret}")
    async def question(request: Request, secret: str) -> Response:
        """Asks first: previews of links in chats and mails follow them, but press no button."""
        spend(site.allowances.pages, whence(request))
        visitor = site.door.visitor(request) or stranger()
        try:
            held = await site.ways.endorsing.look(secret)
        except Refused as error:
            return _closed(site, request, error.why)
        if held.state != "asked":
            return _closed(site, request, "answered")
        response = site.notice(
            request, "web.endorse_before", title="web.endorse_title", form=site.form(visitor), action=f"/e/{secret}",
            button="web.endorse_open", language=held.language,
        )  # fmt: skip
        site.door.welcome(response, visitor)
        return response

    @router.post("/e/{secret}")
    async def opened(request: Request, secret: str) -> Response:
        form = await told(request, fields=12)
        visitor = site.door.sender(request, form.get("seal", ""))
        if visitor is None:
            return site.notice(request, "web.stale", 403, title="web.endorse_title")
        spend(site.allowances.pages, whence(request))
        try:
            match form.get("do", ""):
                case "answer":
                    return await _answered(site, request, secret, visitor, form)
                case "pass":
                    return await _passed(site, request, secret, visitor, form)
                case _:
                    return await _sheet(site, request, secret, visitor, {})
        except Refused as error:
            if error.why in NEEDED:
                return await _sheet(site, request, secret, visitor, form, NEEDED[error.why])
            return _closed(site, request, error.why)

    @router.get("/t/{secret}")
    async def offered(request: Request, secret: str) -> Response:
        spend(site.allowances.pages, whence(request))
        visitor = site.door.visitor(request) or stranger()
        link, cases = await site.ways.intake.given(secret)
        if link is None or not cases:
            return site.notice(request, "web.take_gone", 410, title="web.take_title")
        asks = "web.take_confirm" if link.purpose == "confirm" else "web.take_succeed"
        button = "web.take_confirm_button" if link.purpose == "confirm" else "web.take_succeed_button"
        response = site.notice(
            request, asks, title="web.take_title", form=site.form(visitor), action=f"/t/{secret}", button=button,
            values={"code": cases[0].code, "title": cases[0].title, "number": len(cases)},
        )  # fmt: skip
        site.door.welcome(response, visitor)
        return response

    @router.post("/t/{secret}")
    async def taken(request: Request, secret: str) -> Response:
        form = await told(request, fields=12)
        visitor = site.door.sender(request, form.get("seal", ""))
        if visitor is None:
            return site.notice(request, "web.stale", 403, title="web.take_title")
        spend(site.allowances.links, whence(request))
        link, cases = await site.ways.intake.given(secret)
        if link is None or not cases:
            return site.notice(request, "web.take_gone", 410, title="web.take_title")
        if await site.conversation(visitor) is None:
            await site.take(request, visitor, "open", site.form(visitor).id)
        here = await site.conversation(visitor)
        if here is None or not await site.ways.intake.claim(secret, here.conversation):
            return site.notice(request, "web.take_gone", 410, title="web.take_title")
        site.bells.ring(visitor.chat)
        return away("/")

    @router.get("/status")
    async def stands(request: Request, code: str = "") -> Response:
        spend(site.allowances.pages, whence(request))
        language = page_language(request, ())
        told, team = await _status(site, code.strip().upper()[:20], language) if code.strip() else ("", "")
        return HTMLResponse(site.pages.status(language, code.strip()[:20], told, team))

    return router


async def _status(site: Site, code: str, language: str) -> tuple[str, str]:
    """What is told of a case; of one that nobody has as of one that is nobody's business the same."""
    case, known = await site.storage.desk.by_code(code), teams(await site.storage.desk.confirmed())
    found = status(case, await site.storage.desk.history(case.id), known) if case else None
    if found is None:
        return site.pages.say("web.status_unknown", language, contact=site.settings.contact), ""
    date = names.date(dt.datetime.fromtimestamp(found.since, dt.UTC).date().isoformat(), language)
    word = site.pages.say(STATUS[found.word], language)
    told = site.pages.say("web.status_told", language, code=found.code, status=word, date=date)
    return told, site.pages.say("web.status_team", language, team=found.team) if found.team else ""


async def _answered(site: Site, request: Request, secret: str, visitor: Visitor, form: Mapping[str, str]) -> Response:
    verdict = next((known for known in VERDICTS if known == form.get("verdict")), None)
    if verdict is None:
        raise Refused("answer")
    said = Answered(visitor.chat, verdict, form.get("name", ""), form.get("words", ""))
    await site.ways.endorsing.answer(secret, said)
    return site.notice(request, "web.endorse_thanks", title="web.endorse_title")


async def _passed(site: Site, request: Request, secret: str, visitor: Visitor, form: Mapping[str, str]) -> Response:
    to = form.get("to", "").strip()
    theirs = await site.ways.endorsing.pass_on(secret, Passed(visitor.chat, form.get("name", ""), to))
    link = f"{site.origin(request)}/e/{theirs}"
    return site.notice(request, "web.endorse_passed", title="web.endorse_title", values={"name": to, "link": link})


async def _sheet(
    site: Site, request: Request, secret: str, visitor: Visitor, kept: Mapping[str, str], lacks: str = ""
) -> Response:
    page: Page = await site.ways.endorsing.open(secret, visitor.chat)
    html = site.pages.endorse(page, silence(page.endorsement), site.form(visitor), f"/e/{secret}", CHOICES, kept, lacks)
    return HTMLResponse(html, 422 if lacks else 200)


def _closed(site: Site, request: Request, why: str) -> Response:
    return site.notice(request, CLOSED.get(why, "web.endorse_gone"), 410, title="web.endorse_title")
