"""Signing in with the account of one's organisation; only who was invited comes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.console.answers import notice
from bot.console.console import Console
from bot.console.door import admit, ours
from bot.console.identity import NotBelieved, Person, Unreachable
from bot.console.settings import ROOT
from bot.console.table import Route
from storage.desk.port import Account, View

log = structlog.get_logger()

BACK = f"{ROOT}/oidc/back"
"""To be registered at the provider, behind the service's address."""


async def leave(console: Console, request: Request) -> Response:
    """To the provider, remembering which page was wanted."""
    if console.provider is None:
        return notice(console, request, 404, "missing")
    try:
        url, asked = await console.provider.ask(console.origin(request) + BACK)
    except Unreachable as error:
        return _unreachable(console, request, error)
    response = Response(status_code=303, headers={"Location": url})
    console.journeys.begin(response, asked, ours(request.query_params.get("next", "")))
    return response


async def back(console: Console, request: Request) -> Response:
    """Back from there: in, if whom the provider vouches for has an account."""
    if console.provider is None:
        return notice(console, request, 404, "missing")
    try:
        asked, wanted = console.journeys.end(request)
        answer = dict(request.query_params)
        person = await console.provider.person(console.origin(request) + BACK, answer, asked)
    except Unreachable as error:
        return _unreachable(console, request, error)
    except NotBelieved as error:
        log.warning("identity_not_believed", why=error.why)
        response = notice(console, request, 403, "not_believed")
        console.journeys.forget(response)
        return response
    found = await _account(console, person)
    if isinstance(found, Account):
        response = await admit(console, found, wanted, "signed-in-elsewhere")
    else:
        log.warning("identity_without_account", why=found, verified=bool(person.email))
        response = notice(console, request, 403, found)
    console.journeys.forget(response)
    return response


Why = Literal["uninvited", "another_subject"]


async def _account(console: Console, person: Person) -> Account | Why:
    """Whose account it is: whom the provider's own name for them was bound to, whatever their address is by now; at
    the first sign-in the one that was invited at their address, which is theirs from then on."""
    desk = console.storage.desk
    bound = await desk.account_at(person.issuer, person.subject)
    if bound:
        return bound
    invited = await desk.account_of(person.email) if person.email else None
    if invited is None or invited.removed:
        return "uninvited"
    if not await desk.bind(invited.id, person.issuer, person.subject):
        await desk.saw(View(invited.id, "refused-elsewhere", None, console.clock()))
        return "another_subject"
    await desk.saw(View(invited.id, "bound", None, console.clock()))
    return invited


def _unreachable(console: Console, request: Request, error: Unreachable) -> Response:
    log.error("provider_unreachable", why=str(error))
    return notice(console, request, 502, "unreachable")


ROUTES: Sequence[Route] = (
    Route("GET", "/oidc", "anybody", leave),
    Route("GET", "/oidc/back", "anybody", back),
)
