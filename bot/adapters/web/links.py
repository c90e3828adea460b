"""What is reached by a link: a draft on another device, a sent request, files."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from bot.adapters.web.guard import Visitor, stranger
from bot.adapters.web.site import Site, TooOften, spend
from bot.browser.answers import DOCX, JSON, away, saved
from bot.browser.requests import whence
from bot.codes import digest


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/r/{secret}")
    async def resume(request: Request, secret: str) -> Response:
        """Asks first: previews of links in chats and mails follow them, but press no button."""
        visitor = site.door.visitor(request) or stranger()
        replaces = await _told_something(site, visitor)
        response = site.notice(
            request, "web.resume_text", title="web.resume_title", form=site.form(visitor), action=f"/r/{secret}",
            button="web.resume_button", warning="web.resume_replaces" if replaces else "",
        )  # fmt: skip
        site.door.welcome(response, visitor)
        return response

    @router.post("/r/{secret}")
    async def resumed(request: Request, secret: str) -> Response:
        seal = (await request.form(max_files=0, max_fields=10)).get("seal", "")
        visitor = site.door.sender(request, seal) if isinstance(seal, str) else None
        if visitor is None:
            return site.notice(request, "web.stale", 403, title="web.resume_title")
        try:
            spend(site.allowances.links, whence(request))
        except TooOften as limit:
            return site.notice(request, "web.resume_slow", 429, seconds=limit.seconds)
        conversation = await site.storage.open_secret(digest(secret), "resume", site.clock())
        if conversation is None:
            return site.notice(request, "web.resume_gone", 410)
        return await _continue(site, request, visitor, conversation)

    @router.get("/p/{secret}")
    async def sheet(request: Request, secret: str) -> Response:
        page = await site.exports.page(await _code(site, request, secret))
        if page is None:
            return site.notice(request, "web.page_gone", 410)
        return HTMLResponse(site.pages.sheet(page, f"/p/{secret}"))

    @router.get("/p/{secret}/request.{ending}")
    async def sheet_file(request: Request, secret: str, ending: str) -> Response:
        code = await _code(site, request, secret)
        return await _file(site, request, code, ending, gone="web.page_gone")

    @router.get("/p/{secret}/{code}/{programme}/copy.{ending}")
    async def copy(request: Request, secret: str, code: str, programme: str, ending: str) -> Response:
        """What went to another programme, for the person whose case it is."""
        conversation = await _opened(site, request, secret)
        content = await site.exports.referred(conversation, code, programme, ending) if conversation else None
        if content is None:
            return site.notice(request, "web.page_gone", 410)
        kind = DOCX if ending == "docx" else JSON
        return saved(content, kind, f"{programme}.{ending}")

    @router.get("/file/request.{ending}")
    async def own_file(request: Request, ending: str) -> Response:
        """The last request sent from this browser's conversation."""
        stored = await site.conversation(site.door.visitor(request))
        sent = await site.storage.requests(stored.conversation) if stored else ()
        return await _file(site, request, sent[0].code if sent else "", ending, gone="web.file_gone")

    @router.get("/file/desk/{id}")
    async def from_desk(request: Request, id: int) -> Response:
        """What the desk sent to this browser's conversation, to be saved and not opened."""
        stored = await site.conversation(site.door.visitor(request))
        found = await site.exports.of_desk(stored.conversation, id) if stored else None
        if found is None:
            return site.notice(request, "web.received_gone", 404, title="web.missing_title")
        file, data = found
        return saved(data, file.media_type, file.name)

    @router.get("/file/everything.json")
    async def everything(request: Request) -> Response:
        stored = await site.conversation(site.door.visitor(request))
        held = await site.exports.everything(stored.conversation) if stored else None
        if held is None:
            return site.notice(request, "web.file_gone", 404)
        return saved(held, JSON, "everything.json")

    return router


async def _told_something(site: Site, visitor: Visitor) -> bool:
    """Whether this browser holds a conversation somebody would miss."""
    stored = await site.conversation(visitor)
    rows = await site.storage.transcript(stored.conversation) if stored else ()
    return any(row.direction == "in" and row.kind in ("text", "tap") for row in rows)


async def _continue(site: Site, request: Request, visitor: Visitor, conversation: int) -> Response:
    """Answer in this browser from now on. It gets a new secret, so its earlier conversation is left as it was."""
    here = await site.conversation(visitor)
    if here is None or here.conversation != conversation:
        visitor = stranger()
        await site.storage.move(conversation, visitor.chat)
    await site.take(request, visitor, "resume", site.form(visitor).id)
    response = away("/")
    site.door.welcome(response, visitor)
    return response


async def _code(site: Site, request: Request, secret: str) -> str:
    """The code of the request a page link shows, "" for none."""
    spend(site.allowances.pages, whence(request))
    return await site.storage.open_page(digest(secret), site.clock())


async def _opened(site: Site, request: Request, secret: str) -> int | None:
    """The conversation a page link opens."""
    spend(site.allowances.pages, whence(request))
    return await site.storage.open_secret(digest(secret), "page", site.clock())


async def _file(site: Site, request: Request, code: str, ending: str, *, gone: str) -> Response:
    match ending:
        case "docx":
            content, kind = await site.exports.docx(code), DOCX
        case "json":
            content, kind = await site.exports.record(code), JSON
        case _:
            raise HTTPException(404)
    if content is None:
        return site.notice(request, gone, 404)
    return saved(content, kind, f"{code}.{ending}")
