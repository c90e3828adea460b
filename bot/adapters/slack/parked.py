"""A payload that was put aside, read again: however Slack delivered it, it says by itself what it is."""

from __future__ import annotations

from bot.adapters.payload import decoded, payload
from bot.adapters.slack import signed
from bot.adapters.slack.happening import Call, Chosen, Private, Said, Us
from bot.adapters.slack.parse import happening
from bot.message import Inbound

_JSON = {"content-type": "application/json"}
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


def _call(body: bytes) -> Call | signed.Challenge | None:
    if not body.lstrip().startswith(b"{"):
        return signed.read(_FORM, body)
    frame = payload(decoded(body), "body")
    kind = frame.text("type", "")
    if kind in ("events_api", "interactive", "slash_commands"):
        return Call(kind, frame.within("payload"), repeated=True)  # type: ignore[arg-type]  # one of the three
    return signed.read(_JSON, body)
