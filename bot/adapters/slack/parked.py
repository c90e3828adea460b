"""A payload that was put aside, read again: however Slack delivered it, it says by itself what it is, and whose."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from bot.adapters.payload import decoded, payload
from bot.adapters.slack import signed
from bot.adapters.slack.happening import Call, Chosen, Private, Said, Us, directly
from bot.adapters.slack.parse import happening
from bot.message import Inbound

_JSON = {"content-type": "application/json"}
_TEAM = re.compile(r'"team(?:_id)?"\s*:\s*(?:\{\s*"id"\s*:\s*)?"([A-Z0-9]{2,20})"')
_USER = re.compile(r'"user"\s*:\s*(?:\{\s*"id"\s*:\s*)?"([UW][A-Z0-9]{2,20})"')
"""Within somebody's words the marks of JSON are escaped, so that nobody is named there."""
_FORM = {"content-type": "application/x-www-form-urlencoded"}


def said(body: bytes, at: float) -> Inbound | None:
    """What a person said or tapped by it; None for what is nothing for the inbox.

    Raises:
        Malformed: it cannot be read still.
    """
    call = _call(body)
    match happening(call, Us(), at) if isinstance(call, Call) else None:
        case Said(inbound, _, ""):
            return inbound
        case Chosen() as choice:
            return choice.inbound
        case Private() as wish:
            return wish.inbound(wish.text, at)
        case _:
            return None


def whose(body: bytes) -> str:
    """Direct messages with the person it names, as places name them; "" for nobody. It need not be whole."""
    text = body.decode("utf-8", "replace")
    if text.lstrip().startswith("{"):
        team, user = _named(text)
    else:
        form = parse_qs(text)
        team, user = _named(form["payload"][0]) if "payload" in form else (_one(form, "team_id"), _one(form, "user_id"))
    return directly(team, user).chat if team and user else ""


def _named(text: str) -> tuple[str, str]:
    team, user = _TEAM.search(text), _USER.search(text)
    return team[1] if team else "", user[1] if user else ""


def _one(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _call(body: bytes) -> Call | signed.Challenge | None:
    if not body.lstrip().startswith(b"{"):
        return signed.read(_FORM, body)
    frame = payload(decoded(body), "body")
    kind = frame.text("type", "")
    if kind in ("events_api", "interactive", "slash_commands"):
        return Call(kind, frame.within("payload"), repeated=True)  # type: ignore[arg-type]  # one of the three
    return signed.read(_JSON, body)
