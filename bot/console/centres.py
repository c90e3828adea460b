"""The teams as a lead edits them: what each is called, which countries and languages it serves, who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.console.answers import notice, page
from bot.console.console import Console
from bot.console.fields import field, fields
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import current, language
from bot.rights import may
from bot.teams import proposed, teams
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import AVAILABLE, names
from storage.desk.port import View
from storage.desk.way import Confirmed

LONGEST = 120
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed of a team and cannot be used."""

    team: str
    why: str
    """End of a wording `console.refused.…`."""
    name: str
    countries: str
    languages: tuple[str, ...]
    members: tuple[int, ...]
    wrong: str = ""
    """The countries that are none."""


async def show(console: Console, request: Request) -> Response:
    return await _shown(console, request)


async def change(console: Console, request: Request) -> Response:
    """All of it at once; a country that is none leaves everything as it was."""
    id, desk, me = request.path_params["team"], console.storage.desk, current(request)
    if id not in proposed():
        return notice(console, request, 404, "missing")
    name, given = " ".join((await field(request, "name")).split()), await field(request, "countries")
    countries = tuple(dict.fromkeys(given.upper().replace(",", " ").split()))
    tongues = tuple(code for code in dict.fromkeys(await fields(request, "languages")) if code in AVAILABLE)
    working = {str(one.id): one.id for one in await desk.accounts()}
    members = tuple(working[one] for one in await fields(request, "members") if one in working)
    wrong = " ".join(country for country in countries if country not in PARTIES)
    why = "country" if wrong else "name" if not name else "long" if len(name) > LONGEST else ""
    if why:
        return await _shown(console, request, Draft(id, why, name, given, tongues, members, wrong))
    shipped = proposed()[id].name
    said = Confirmed(id, countries, tongues, me.id, console.clock(), "" if name == shipped else name)
    await desk.confirm(said, members)
    await desk.saw(View(me.id, f"team {id}", None, console.clock()))
    return away(f"{ROOT}/teams#{id}")


async def _shown(console: Console, request: Request, draft: Draft | None = None) -> Response:
    desk, reader = console.storage.desk, language(request)
    return page(
        console,
        request,
        "teams.html",
        status=422 if draft else 200,
        teams=sorted(teams(await desk.confirmed()).values(), key=lambda team: team.name),
        called={code: names.country(code, reader) for code in PARTIES},
        people=[one for one in await desk.accounts() if may(one, "read")],
        languages=AVAILABLE,
        longest=LONGEST,
        draft=draft,
    )


ROUTES: Sequence[Route] = (
    Route("GET", "/teams", "invite", show),
    Route("POST", "/teams/{team}", "invite", change),
)
