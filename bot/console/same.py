"""Two cases that are about the same thing: looked at side by side, made one, and taken apart again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.console.answers import page
from bot.console.case import found
from bot.console.console import Console
from bot.console.fields import field
from bot.console.queue import line
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import current, language
from bot.desk import Refused
from bot.timeline import done
from storage.desk.port import Case, CaseStep, Outpaced


async def show(console: Console, request: Request) -> Response:
    """Both cases, what would follow, and the button that does it; without a code those that are likely the same."""
    case, code = await found(console, request), request.query_params.get("code", "")
    other = await _other(console, code) if code else None
    return await _shown(console, request, case, other, "no-case" if code and other is None else "")


async def merge(console: Console, request: Request) -> Response:
    case, other = await found(console, request), await _other(console, await field(request, "other"))
    if other is None:
        return await _shown(console, request, case, None, "no-case")
    key = f"merge-{(await field(request, 'key'))[:40]}"
    seen = replace(case, acts=await _number(request, "seen"))
    part = replace(other, acts=await _number(request, "seen_other"))
    try:
        await console.merging().merge(current(request), part, seen, key=key)
    except Outpaced as error:
        return await _shown(console, request, case, other, "outpaced", error.step)
    except Refused as error:
        return await _shown(console, request, case, other, error.why)
    console.streams.ring()
    return away(f"{ROOT}/case/{case.code}")


async def unmerge(console: Console, request: Request) -> Response:
    """Back to the page the form was on: that of the case, or of its part."""
    case, part = await found(console, request), await _other(console, await field(request, "other"))
    if part is None:
        return await _shown(console, request, case, None, "no-case")
    key = f"unmerge-{(await field(request, 'key'))[:40]}"
    try:
        await console.merging().unmerge(current(request), part.id, seen=await _number(request, "seen"), key=key)
    except Outpaced as error:
        return await _shown(console, request, case, part, "outpaced", error.step)
    except Refused as error:
        return await _shown(console, request, case, part, error.why)
    console.streams.ring()
    return away(f"{ROOT}/case/{part.code}")


async def _shown(
    console: Console, request: Request, case: Case, other: Case | None, why: str = "", step: CaseStep | None = None
) -> Response:
    desk, reader = console.storage.desk, language(request)
    people = {account.id: account.name for account in await desk.accounts()}
    now, me = console.clock(), current(request)
    status = 409 if step else 422 if why else 200
    return page(
        console,
        request,
        "same.html",
        status=status,
        case=case,
        other=other,
        lines=[line(one, people, reader, me.id, now) for one in (case, other) if one],
        one_person=bool(other) and await desk.one_person(case.id, other.id if other else 0),
        why=why,
        likely=() if other else await console.merging().likely(case),
        meanwhile=done(step, reader, people) if step else "",
        step=step,
    )


async def _other(console: Console, code: str) -> Case | None:
    return await console.storage.desk.by_code(code.strip().upper())


async def _number(request: Request, name: str) -> int:
    """-1 for what is none, which nobody has seen."""
    value = await field(request, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


ROUTES: Sequence[Route] = (
    Route("GET", "/case/{code}/same", "merge", show),
    Route("POST", "/case/{code}/merge", "merge", merge),
    Route("POST", "/case/{code}/unmerge", "merge", unmerge),
)
