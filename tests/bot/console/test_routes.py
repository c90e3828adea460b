"""Every route of the console, called over HTTP by every role and by nobody."""

from __future__ import annotations

import re

import pytest

from bot.console.app import ROUTES
from bot.console.table import Route
from bot.rights import MAY
from dialogs.words import AVAILABLE, has
from storage.desk.port import Role
from tests.bot.console.conftest import ROLES, Open

OUTDATED = "This form is out of date"


def filled(route: Route) -> str:
    """An address of the route; nothing has this number or code."""
    return re.sub(r"\{[^}]*\}", "0", route.path)


def every(needs: tuple[str, ...] = ()) -> list[Route]:
    return [route for route in ROUTES if route.needs not in needs]


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_the_table_knows_only_what_roles_may() -> None:
    """A route names "anybody", "account", or a verb that some role may: nothing is open or shut by a misspelling."""
    known = {"anybody", "account", *(verb for verbs in MAY.values() for verb in verbs)}
    assert {route.needs for route in ROUTES} <= known
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


OPEN = {
    "GET /": "account",
    "GET /join/{secret}": "anybody",
    "GET /me": "account",
    "GET /oidc": "anybody",
    "GET /oidc/back": "anybody",
    "GET /sign-in": "anybody",
    "POST /join/{secret}": "anybody",
    "POST /me/language": "account",
    "POST /me/password": "account",
    "POST /sign-in": "anybody",
    "POST /sign-out": "account",
}
"""What asks for no role. A route that is to stand here is written down twice: a slip in the table opens nothing."""


def test_nothing_else_is_open() -> None:
    assert {named(route): route.needs for route in ROUTES if route.needs in ("anybody", "account")} == OPEN


def test_the_audit_log_has_words_for_everything() -> None:
    """What a route writes into it, and how a tab is called, in every language."""
    wordings = [f"saw.{route.saw}" for route in ROUTES if route.saw] + [route.tab for route in ROUTES if route.tab]
    assert [id for id in wordings for language in AVAILABLE if not has(id, language)] == []


@pytest.mark.parametrize("route", every(("anybody",)), ids=named)
async def test_nobody_gets_in(opened: Open, route: Route) -> None:
    """Who is not signed in sees the sign-in page, and nothing they send is done."""
    browser = await opened()
    if route.method == "GET":
        response = await browser.get(filled(route))
        assert response.url.path == "/desk/sign-in"
        assert response.url.params["next"].startswith("/desk" + filled(route))
    else:
        await browser.get("/sign-in")
        assert (await browser.post(filled(route))).status_code == 401


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", every(("anybody", "account")), ids=named)
async def test_a_role_gets_what_it_may(opened: Open, route: Route, role: Role) -> None:
    """403 for whoever may not, and never 403 for whoever may."""
    browser = await opened(role)
    await browser.get("/me")
    response = await (browser.get if route.method == "GET" else browser.post)(filled(route))
    assert (response.status_code == 403) == (route.needs not in MAY[role])
    assert response.status_code < 500


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "POST"], ids=named)
async def test_a_form_that_is_not_ours_does_nothing(opened: Open, route: Route) -> None:
    """No seal, another browser's seal, or a page of another site: 403, whatever the role."""
    lead, other = await opened("lead"), await opened("officer")
    await other.get("/me")
    for seal in ("", other.seal):
        response = await lead.post(filled(route), seal=seal)
        assert (response.status_code, OUTDATED in response.text) == (403, True)
    await lead.get("/me")
    lead.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert OUTDATED in (await lead.post(filled(route))).text
