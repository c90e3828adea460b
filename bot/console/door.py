"""In and out: the first page, signing in by password, taking up an invitation, signing out."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.browser.requests import whence
from bot.codes import digest
from bot.console.answers import notice, page
from bot.console.console import Console
from bot.console.fields import field
from bot.console.passwords import SHORTEST, weakness
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import allowed, current, visit
from storage.desk.port import Account, View


async def first(console: Console, request: Request) -> Response:
    """The queue, for those who may read it."""
    return away(f"{ROOT}/queue" if allowed(current(request), "read") else f"{ROOT}/me")


async def door(console: Console, request: Request) -> Response:
    wanted = request.query_params.get("next", "")
    return away(ours(wanted)) if visit(request).account else _door(console, request, wanted)


async def enter(console: Console, request: Request) -> Response:
    email, password, wanted = (
        await field(request, "email"),
        await field(request, "password"),
        await field(request, "next"),
    )
    if console.attempts.take(whence(request)):
        return _door(console, request, wanted, status=429, alert="door.often", email=email)
    account = await console.gate.enter(email, password)
    if account is None:
        return _door(console, request, wanted, status=403, alert="door.wrong", email=email)
    return await admit(console, account, ours(wanted), "signed-in")


async def admit(console: Console, account: Account, path: str, how: str) -> Response:
    """The page at `path`, for whom this browser is now signed in as; `how` is for the audit log."""
    response = away(path)
    await console.sessions.begin(account, response)
    await console.storage.desk.saw(View(account.id, how, None, console.clock()))
    return response


async def invitation(console: Console, request: Request) -> Response:
    """Asks first: previews of links in mails follow them, but send no form."""
    account = await console.storage.desk.invited(digest(request.path_params["secret"]), console.clock())
    return _invitation(console, request, account) if account else notice(console, request, 410, "invitation")


async def join(console: Console, request: Request) -> Response:
    if console.attempts.take(whence(request)):
        return notice(console, request, 429, "often")
    opens, password = digest(request.path_params["secret"]), await field(request, "password")
    account = await console.storage.desk.invited(opens, console.clock())
    if account and (weak := weakness(password, account)):
        return _invitation(console, request, account, status=400, weak=weak)
    joined = account and await console.storage.desk.join(opens, await console.passwords.hash(password), console.clock())
    return await admit(console, joined, f"{ROOT}/", "joined") if joined else notice(console, request, 410, "invitation")


async def sign_out(console: Console, request: Request) -> Response:
    response = away(f"{ROOT}/sign-in")
    await console.sessions.end(visit(request), response)
    return response


def _door(
    console: Console, request: Request, wanted: str, *, status: int = 200, alert: str = "", email: str = ""
) -> Response:
    return page(
        console, request, "sign_in.html", status=status, next=wanted, alert=alert, email=email,
        elsewhere=console.provider is not None,
    )  # fmt: skip


def _invitation(console: Console, request: Request, account: Account, *, status: int = 200, weak: str = "") -> Response:
    return page(
        console, request, "join.html", status=status, account=account, weak=weak, shortest=SHORTEST,
        elsewhere=console.provider is not None,
    )  # fmt: skip


def ours(path: str) -> str:
    """A page of the console to go on to; the first one for anything else."""
    plain = path.isprintable() and "\\" not in path and "//" not in path
    return path if plain and path.startswith(f"{ROOT}/") and not path.startswith(f"{ROOT}/sign-in") else f"{ROOT}/"


ROUTES: Sequence[Route] = (
    Route("GET", "/", "account", first),
    Route("GET", "/sign-in", "anybody", door),
    Route("POST", "/sign-in", "anybody", enter),
    Route("GET", "/join/{secret}", "anybody", invitation),
    Route("POST", "/join/{secret}", "anybody", join),
    Route("POST", "/sign-out", "account", sign_out, saw="signed-out"),
)
