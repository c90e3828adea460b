"""What stands before every route: who asks, whether they may, whether the form is ours, what the audit log keeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.browser.answers import away
from bot.browser.requests import by_script
from bot.console.answers import notice
from bot.console.console import Console
from bot.console.settings import FIELDS, FILES, ROOT, STRANGER
from bot.console.table import Route
from bot.console.visit import Visit, allowed, shown
from storage.desk.port import View

AGAIN = 3600.0
"""Seconds after which an open page is written down again."""
REMEMBERED = 10_000
"""Views remembered for that; forgetting one only writes it down once more."""


def guarded(console: Console, route: Route) -> Callable[[Request], Awaitable[Response]]:
    """The route's answer for those who may have it; everybody else is told why not, and nothing was done."""

    async def answer(request: Request) -> Response:
        visit = request.state.visit = await console.sessions.visit(request, live=route.live)
        response = await _refusal(console, route, request, visit) or await route.answer(console, request)
        saw = shown(request) or (route.saw if response.status_code < 400 else "")
        if saw and visit.account:
            view = View(visit.account.id, saw, _case(request), console.clock())
            await _write_down(console, view, again=not route.live)
        if visit.new and "set-cookie" not in response.headers:
            console.sessions.set(response, visit.token)
        return response

    return answer


async def _write_down(console: Console, view: View, *, again: bool) -> None:
    """Who saw what; what a page that stands open fetches anew, once in a while."""
    key = (view.account, view.what, view.case)
    if not again and view.at - console.seen.get(key, 0.0) < AGAIN:
        return
    if len(console.seen) >= REMEMBERED:
        console.seen.clear()
    console.seen[key] = view.at
    await console.storage.desk.saw(view)


async def _refusal(console: Console, route: Route, request: Request, visit: Visit) -> Response | None:
    if not allowed(visit.account, route.needs):
        return _stranger(console, route, request) if visit.account is None else notice(console, request, 403, "role")
    if route.method == "POST":
        if visit.account is None:
            _small(request)
        seal = (await request.form(max_files=FILES, max_fields=FIELDS)).get("seal", "")
        if not isinstance(seal, str) or not console.sessions.genuine(request, visit, seal):
            return notice(console, request, 403, "stale")
    return None


def _small(request: Request) -> None:
    """Nothing long is read of somebody we do not know.

    Raises:
        HTTPException: 413 for what is, or does not say how long it is.
    """
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal() or int(announced) > STRANGER:
        raise HTTPException(413)


def _stranger(console: Console, route: Route, request: Request) -> Response:
    """Somebody who is not signed in: a page waits behind the sign-in; what was to be done is not done."""
    if by_script(request):
        return JSONResponse({"error": "signed-out"}, 401)
    if route.method == "POST":
        return notice(console, request, 401, "signed_out")
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return away(f"{ROOT}/sign-in?next={quote(wanted, safe='')}")


def _case(request: Request) -> int | None:
    """The case a page was about, when its answer has put it down with `bot.console.visit.about`."""
    found = getattr(request.state, "case", None)
    assert found is None or isinstance(found, int)
    return found
