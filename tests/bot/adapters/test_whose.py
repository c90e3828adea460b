"""Whose a payload is that nobody could read: by its envelope, and never by what somebody wrote."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from bot.adapters.slack import parked as slack
from bot.adapters.telegram import parked as telegram

TEXT = 'they wrote {"chat": {"id": 666}, "user": "U0EVIL", "team": "T0EVIL"} &user_id=U0EVIL'
UPDATE = {"update_id": 1, "message": {"text": TEXT, "message_id": 2, "chat": {"id": 4711, "type": "private"}}}
TAP = {"update_id": 1, "callback_query": {"data": TEXT, "from": {"id": 4711, "is_bot": False}}}
EVENT = {"type": "event_callback", "team_id": "T01DESK", "event": {"text": TEXT, "type": "message", "user": "U01ALICE"}}
PRESS = {"type": "block_actions", "value": TEXT, "user": {"id": "U01ALICE"}, "team": {"id": "T01DESK"}}
SLASH = {"team_id": "T01DESK", "user_id": "U01ALICE", "command": "/needs", "text": TEXT}


@pytest.mark.parametrize(
    ("body", "whose"),
    [
        (json.dumps(UPDATE).encode(), "4711"),
        (json.dumps(UPDATE).encode()[:-2], "4711"),
        (json.dumps(TAP, indent=2).encode(), "4711"),
        (json.dumps({"update_id": 1, "poll": {"question": TEXT}}).encode(), ""),
        (b"\xff\x00{", ""),
    ],
)
def test_an_update_names_its_chat(body: bytes, whose: str) -> None:
    assert telegram.whose(body) == whose


@pytest.mark.parametrize(
    ("body", "whose"),
    [
        (json.dumps(EVENT).encode(), "T01DESK:U01ALICE"),
        (json.dumps({"envelope_id": "e", "type": "events_api", "payload": EVENT}).encode()[:-1], "T01DESK:U01ALICE"),
        (urlencode({"payload": json.dumps(PRESS)}).encode(), "T01DESK:U01ALICE"),
        (urlencode(SLASH).encode(), "T01DESK:U01ALICE"),
        (b'{"type": "event_callback"}', ""),
        (b"\xff\x00{", ""),
    ],
)
def test_a_call_names_who_wrote(body: bytes, whose: str) -> None:
    assert slack.whose(body) == whose
