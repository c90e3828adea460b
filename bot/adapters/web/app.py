"""The web application: routes, static files, and an honest page for everything that can go wrong."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from bot.adapters.web import chat, links, ways
from bot.adapters.web.guard import Guard
from bot.adapters.web.pages import FILES, STATIC
from bot.adapters.web.settings import Mounted
from bot.adapters.web.site import Site, TooOften, log, page_language
from bot.browser.answers import left
from bot.browser.pages import Assets
from bot.browser.requests import by_script
from storage.port import StorageUnavailable


def build(site: Site, beside: Sequence[Mounted] = ()) -> ASGIApp:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(chat.routes(site))
    app.include_router(links.routes(site))
    app.include_router(ways.routes(site))
    app.mount(STATIC, Assets(FILES))
    for one in beside:
        app.mount(one.path, one.app)

    @app.get("/privacy")
    async def privacy(request: Request) -> HTMLResponse:
        return HTMLResponse(site.pages.privacy(page_language(request, ())))

    @app.exception_handler(StorageUnavailable)
    async def unavailable(request: Request, error: Exception) -> Response:
        log.error("storage_unavailable", what_to_do=str(error))
        return _told(site, request, 503, "web.unreadable")

    @app.exception_handler(TooOften)
    async def too_often(request: Request, error: Exception) -> Response:
        seconds = error.seconds if isinstance(error, TooOften) else 60
        response = _told(site, request, 429, "web.too_many_visitors", seconds=seconds)
        response.headers["Retry-After"] = str(seconds)
        return response

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return _told(site, request, status, {400: "web.misread", 413: "web.too_big"}.get(status, "web.missing"))

    @app.exception_handler(RequestValidationError)
    async def misread(request: Request, error: Exception) -> Response:
        return _told(site, request, 400, "web.misread")

    app.add_exception_handler(ClientDisconnect, left)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return _told(site, request, 500, "web.unreadable")

    # Outermost, so that even the page that tells of a fault of ours carries the headers.
    return Guard(app, settings=site.settings, beside=beside)


def _told(site: Site, request: Request, status: int, id: str, seconds: int = 0) -> Response:
    if by_script(request):
        words: MutableMapping[str, object] = {"error": id.removeprefix("web.")}
        if seconds:
            words["seconds"] = seconds
        return JSONResponse(words, status)
    title = "web.missing_title" if id == "web.missing" else "web.name"
    return site.notice(request, id, status, title=title, seconds=seconds)
