"""Slack's calls to our address: verified on the bytes as they came, then read."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

import structlog

from bot.adapters.payload import Malformed, Payload, decoded, payload
from bot.adapters.slack.happening import Call

log = structlog.get_logger()

LONGEST = 1 << 20
"""Bytes of a body that are read at all; Slack's events have some thousands."""

WINDOW = 300.0
"""Seconds that Slack's clock and ours may differ; Slack's rule. What is older may be a recording."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """Slack asks whether this address is ours."""

    answer: str


def signed_at(secret: str, headers: Mapping[str, str], body: bytes) -> int | None:
    """When Slack signed this very body, by its clock; None when it did not. Names of headers are in small letters."""
    said = headers.get("x-slack-request-timestamp", "")
    if not (said.isascii() and said.isdigit() and len(said) <= 12):
        return None
    given = headers.get("x-slack-signature", "").encode("latin-1", "replace")
    return int(said) if hmac.compare_digest(signature(secret, said, body).encode(), given) else None


def signature(secret: str, said: str, body: bytes) -> str:
    """What Slack writes on a body that it sends at a time, said in whole seconds."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + said.encode() + b":" + body, hashlib.sha256).hexdigest()


def read(headers: Mapping[str, str], body: bytes) -> Call | Challenge | None:
    """What a genuine body says: events are JSON, buttons JSON in a form, the command a form; None for a mere check.

    Raises:
        Malformed: it is none of these.
    """
    repeated = headers.get("x-slack-retry-num", "0") != "0"
    if headers.get("content-type", "").partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        return _form(body, repeated)
    event = payload(decoded(body), "body")
    match event.text("type"):
        case "url_verification":
            return Challenge(event.text("challenge"))
        case "event_callback":
            return Call("events_api", event, repeated)
        case "app_rate_limited":
            log.error("slack_events_dropped", what_to_do="too many in an hour; some people have to write again")
    return None


def _form(body: bytes, repeated: bool) -> Call | None:
    try:
        pairs = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        raise Malformed("the body is no form") from None
    fields: dict[str, object] = {name: values[0] for name, values in pairs.items()}
    if fields.get("ssl_check"):
        return None
    if "payload" in fields:
        return Call("interactive", payload(decoded(str(fields["payload"])), "payload"), repeated)
    form = Payload(fields, "form")
    form.text("command")
    return Call("slash_commands", form, repeated)
