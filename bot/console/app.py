"""The console as an application: its table of routes, static files, and a page for everything that can go wrong."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.routing import Route as Served
from starlette.types import ASGIApp

from bot.allowance import Allowance
from bot.browser.answers import left
from bot.browser.pages import Assets
from bot.console import (
    accounts,
    acts,
    audit,
    brief,
    case,
    centres,
    door,
    erasing,
    find,
    oidc,
    opening,
    queue,
    roster,
    same,
    similar,
    way,
    weekly,
)
from bot.console.answers import notice
from bot.console.bodies import Cut
from bot.console.console import Console
from bot.console.gate import Gate
from bot.console.guard import guarded
from bot.console.identity import Identities
from bot.console.journeys import Journeys
from bot.console.live import Streams
from bot.console.pages import FILES, STATIC, Pages, Tab
from bot.console.passwords import Passwords
from bot.console.presence import Presence
from bot.console.sessions import Sessions
from bot.console.settings import ROOT, ConsoleSettings
from bot.console.table import Route
from bot.console.visit import Visit
from bot.desk import Desk
from bot.search import Search
from bot.writing.port import Writer
from storage.desk.port import NoCase
from storage.port import Storage, StorageUnavailable

log = structlog.get_logger()

ROUTES: Sequence[Route] = (
    *door.ROUTES,
    *oidc.ROUTES,
    *queue.ROUTES,
    *find.ROUTES,
    *case.ROUTES,
    *acts.ROUTES,
    *similar.ROUTES,
    *brief.ROUTES,
    *same.ROUTES,
    *erasing.ROUTES,
    *way.ROUTES,
    *opening.ROUTES,
    *weekly.ROUTES,
    *roster.ROUTES,
    *accounts.ROUTES,
    *centres.ROUTES,
    *audit.ROUTES,
)
"""Everything that can be called; tabs stand in this order."""
ATTEMPTS = 30
"""Sign-ins and invitations tried from one address in ten minutes: an office of ten may sit behind it."""


def build(
    storage: Storage,
    desk: Callable[[], Desk],
    settings: ConsoleSettings,
    *,
    clock: Callable[[], float] = time.time,
    provider: Identities | None = None,
    passwords: Passwords | None = None,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    search: Search | None = None,
    briefs: Writer | None = None,
    streams: Streams | None = None,
) -> ASGIApp:
    """To be mounted at `ROOT`, behind headers and a limit on bodies.

    Without a `provider` it is that of the settings; `pause` fills the time a sign-in takes. Who closes `streams` ends
    the pages that stand open.
    """
    tabs = [Tab(ROOT + route.path, route.tab, route.needs) for route in ROUTES if route.tab]
    known = passwords or Passwords()
    return served(
        Console(
            storage,
            desk,
            settings,
            Pages(settings, tabs),
            Sessions(storage.desk, settings, clock),
            known,
            Gate(storage.desk, known, clock, pause=pause),
            Allowance(ATTEMPTS, 600),
            Journeys(settings, clock),
            provider or _provider(settings, clock),
            Presence(clock),
            streams or Streams(),
            search,
            briefs,
            clock,
        )
    )


def _provider(settings: ConsoleSettings, clock: Callable[[], float]) -> Identities | None:
    if settings.oidc is None:
        return None
    from bot.console.provider import Provider

    return Provider(settings.oidc, clock)


def served(console: Console) -> Starlette:
    def told(status: int, why: str) -> Callable[[Request, Exception], Any]:
        async def tell(request: Request, error: Exception) -> Response:
            if not hasattr(request.state, "visit"):
                request.state.visit = Visit(secrets.token_urlsafe(32), None, new=False)
            match error:
                case StorageUnavailable():
                    log.error("storage_unavailable", what_to_do=str(error))
                case HTTPException(status_code=413):
                    return notice(console, request, 413, "too_big")
                case HTTPException(status_code=400):
                    return notice(console, request, 400, "misread")
                case _:
                    pass
            return notice(console, request, status, why)

        return tell

    return Starlette(
        middleware=[Middleware(Cut)],
        routes=[
            *(Served(route.path, guarded(console, route), methods=[route.method]) for route in ROUTES),
            Mount(STATIC, Assets(FILES)),
        ],
        exception_handlers={
            StorageUnavailable: told(503, "unreadable"),
            ClientDisconnect: left,
            NoCase: told(404, "missing"),
            HTTPException: told(404, "missing"),
            Exception: told(500, "failed"),
        },
    )
