"""The pages about accounts: one's own, and everybody's for a lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.console.answers import notice, page
from bot.console.console import Console
from bot.console.fields import field, fields
from bot.console.invitations import ROLES, Unusable, invite, role_of
from bot.console.passwords import SHORTEST, weakness
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import current
from bot.rights import answers
from dialogs.words import AVAILABLE
from storage.desk.port import Account, View


async def me(console: Console, request: Request) -> Response:
    return _me(console, request)


async def change_password(console: Console, request: Request) -> Response:
    """Ends the sessions of all other browsers; asks for the present password, as an open screen is nobody's word."""
    account, new = current(request), await field(request, "new")
    if weak := weakness(new, account):
        return _me(console, request, status=400, alert=f"door.{weak}")
    known = await console.gate.enter(account.email, await field(request, "old"))
    if known is None:
        return _me(console, request, status=403, alert="me.old_wrong")
    await console.storage.desk.set_password(account.id, await console.passwords.hash(new))
    response = away(f"{ROOT}/me?done=password")
    await console.sessions.begin(account, response)
    await _saw(console, request, "password")
    return response


async def choose_language(console: Console, request: Request) -> Response:
    account, chosen = current(request), await field(request, "language")
    if chosen not in AVAILABLE:
        return notice(console, request, 400, "misread")
    languages = (chosen, *(code for code in account.languages if code != chosen))
    await console.storage.desk.change_account(account.id, account.role, account.team, languages)
    return away(f"{ROOT}/me")


async def people(console: Console, request: Request) -> Response:
    return await _people(console, request)


async def invite_one(console: Console, request: Request) -> Response:
    """Shows the link, once: we keep only its digest."""
    email, name, role = await field(request, "email"), await field(request, "name"), await field(request, "role")
    known = await console.storage.desk.account_of(email)
    if known and not known.removed:
        return await _people(console, request, status=409, alert="people.known", email=email, name=name)
    languages = [code for code in await fields(request, "languages") if code in AVAILABLE]
    try:
        done = await invite(console.storage.desk, email, name, role, now=console.clock(), languages=languages)
    except Unusable as error:
        return await _people(console, request, status=400, alert=f"people.bad_{error.why}", email=email, name=name)
    await _saw(console, request, "invited", done.account)
    return await _people(console, request, link=console.origin(request) + done.path, of=done.account)


async def invite_again(console: Console, request: Request) -> Response:
    other = await _other(console, request)
    if other is None:
        return notice(console, request, 409, "colleague")
    done = await invite(
        console.storage.desk, other.email, other.name, other.role,
        now=console.clock(), team=other.team, languages=other.languages,
    )  # fmt: skip
    await _saw(console, request, "invited", other)
    return await _people(console, request, link=console.origin(request) + done.path, of=done.account)


async def change(console: Console, request: Request) -> Response:
    other = await _other(console, request)
    if other is None:
        return notice(console, request, 409, "colleague")
    try:
        role = role_of(await field(request, "role"))
    except Unusable:
        return notice(console, request, 400, "misread")
    wanted = [code for code in await fields(request, "languages") if code in AVAILABLE]
    # The first one is that of their pages: it stays, as long as it is one of theirs.
    languages = sorted(wanted, key=lambda code: other.languages.index(code) if code in other.languages else 99)
    stops = answers(other) and not answers(replace(other, role=role))
    leaves = (current(request).id, console.clock()) if stops else None
    await console.storage.desk.change_account(other.id, role, other.team, languages, leaves=leaves)
    await _saw(console, request, "changed", other)
    return away(f"{ROOT}/people")


async def remove(console: Console, request: Request) -> Response:
    other = await _other(console, request)
    if other is None:
        return notice(console, request, 409, "colleague")
    await console.storage.desk.remove_account(other.id, current(request).id, console.clock())
    console.streams.ring()
    await _saw(console, request, "removed", other)
    return away(f"{ROOT}/people")


def _me(console: Console, request: Request, *, status: int = 200, alert: str = "") -> Response:
    return page(
        console, request, "me.html", status=status, alert=alert, done=request.query_params.get("done", ""),
        shortest=SHORTEST, languages=AVAILABLE,
    )  # fmt: skip


async def _people(
    console: Console, request: Request, *, status: int = 200, alert: str = "", link: str = "",
    of: Account | None = None, email: str = "", name: str = "",
) -> Response:  # fmt: skip
    return page(
        console, request, "people.html", status=status, alert=alert, link=link, of=of, email=email, name=name,
        people=await console.storage.desk.accounts(), roles=ROLES, languages=AVAILABLE, now=console.clock(),
    )  # fmt: skip


async def _other(console: Console, request: Request) -> Account | None:
    """The colleague of the address; None for one who left and for oneself: so there is always a lead."""
    number = request.path_params["account"]
    found = await console.storage.desk.account(int(number)) if number.isdecimal() and len(number) < 10 else None
    return None if found is None or found.removed or found.id == current(request).id else found


async def _saw(console: Console, request: Request, what: str, whom: Account | None = None) -> None:
    said = f"{what} {whom.id}" if whom else what
    await console.storage.desk.saw(View(current(request).id, said, None, console.clock()))


ROUTES: Sequence[Route] = (
    Route("GET", "/me", "account", me),
    Route("POST", "/me/password", "account", change_password),
    Route("POST", "/me/language", "account", choose_language),
    Route("GET", "/people", "invite", people, tab="people.title"),
    Route("POST", "/people", "invite", invite_one),
    Route("POST", "/people/{account}", "invite", change),
    Route("POST", "/people/{account}/invite", "invite", invite_again),
    Route("POST", "/people/{account}/remove", "invite", remove),
)
