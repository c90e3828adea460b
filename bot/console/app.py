"""The console as an application: its table of routes, static files, and a page for everything that can go wrong."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.routing import Route as Served
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.console import door
from bot.console.answers import notice
from bot.console.console import Console
from bot.console.guard import guarded
from bot.console.pages import Pages, Tab
from bot.console.sessions import Sessions
from bot.console.settings import ROOT, ConsoleSettings
from bot.console.table import Route
from bot.console.visit import Visit
from bot.desk import Desk
from storage.desk.port import NoCase
from storage.port import Storage, StorageUnavailable

log = structlog.get_logger()

ROUTES: Sequence[Route] = (*door.ROUTES,)
"""Everything that can be called; tabs stand in this order."""


class Assets(StaticFiles):
    """Files whose address changes with their content: browsers keep them."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def build(
    storage: Storage,
    desk: Callable[[], Desk],
    settings: ConsoleSettings,
    *,
    clock: Callable[[], float] = time.time,
) -> ASGIApp:
    """To be mounted at `ROOT`, behind headers and a limit on bodies."""
    tabs = [Tab(ROOT + route.path, route.tab, route.needs) for route in ROUTES if route.tab]
    pages, sessions = Pages(settings, tabs), Sessions(storage.desk, settings, clock)
    return served(Console(storage, desk, settings, pages, sessions, clock))


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
        routes=[
            *(Served(route.path, guarded(console, route), methods=[route.method]) for route in ROUTES),
            Mount("/static", Assets(directory=Path(__file__).parent / "static")),
        ],
        exception_handlers={
            StorageUnavailable: told(503, "unreadable"),
            NoCase: told(404, "missing"),
            HTTPException: told(404, "missing"),
            Exception: told(500, "failed"),
        },
    )
