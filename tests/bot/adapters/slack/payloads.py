"""What Slack sends, as its documentation and its workspaces show it; fields we never look at are kept short."""

from __future__ import annotations

from typing import Any

from bot.adapters.payload import payload
from bot.adapters.slack.happening import Call, Happening, Us
from bot.adapters.slack.parse import happening

US = Us("T061EG9R6", "U0LAN0Z89", "B0LAN0Z89")
AT = 1_795_269_900.0

MESSAGE: dict[str, Any] = {
    "token": "one-long-verification-token", "team_id": "T061EG9R6", "context_team_id": "T061EG9R6",
    "api_app_id": "A0PNCHHK2", "type": "event_callback", "event_id": "Ev0PV52K21", "event_time": 1355517523,
    "authorizations": [{"enterprise_id": None, "team_id": "T061EG9R6", "user_id": "U0LAN0Z89", "is_bot": True}],
    "event": {
        "client_msg_id": "0f9a2bd1-6f1b-4f3f-9f9b-7b1f3b6a0b57", "type": "message", "channel": "D024BE91L",
        "user": "U2147483697", "text": "Lionfish eat our reef :tropical_fish: &amp; &lt;b&gt; see "
        "<https://example.org/a?b=1&amp;c=2|example.org/a> <mailto:ana@example.org|ana@example.org>",
        "ts": "1355517523.000005", "event_ts": "1355517523.000005", "channel_type": "im", "team": "T061EG9R6",
        "blocks": [{"type": "rich_text", "block_id": "x", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "Lionfish eat our reef "},
            {"type": "emoji", "name": "tropical_fish", "unicode": "1f420"}]}]}],
    },
}  # fmt: skip

FILE: dict[str, Any] = {
    "id": "F0S43P1CZ", "created": 1531763342, "name": "../../etc/passwd\u202efdp.exe", "title": "count", "mimetype":
    "application/pdf", "filetype": "pdf", "user": "U2147483697", "size": 178574, "mode": "hosted", "is_external": False,
    "url_private": "https://files.slack.com/files-pri/T061EG9R6-F0S43P1CZ/count.pdf", "file_access": "visible",
}  # fmt: skip

TAP: dict[str, Any] = {
    "type": "block_actions", "api_app_id": "A0PNCHHK2", "token": "one-long-verification-token",
    "user": {"id": "U2147483697", "username": "ana", "name": "ana", "team_id": "T061EG9R6"},
    "container": {"type": "message", "message_ts": "1355517600.000100", "channel_id": "D024BE91L"},
    "trigger_id": "12466734323.1395872398.0", "team": {"id": "T061EG9R6", "domain": "example"}, "enterprise": None,
    "channel": {"id": "D024BE91L", "name": "directmessage"}, "state": {"values": {}},
    "message": {"bot_id": "B0LAN0Z89", "type": "message", "text": "May I keep your answers?", "user": "U0LAN0Z89",
                "ts": "1355517600.000100", "blocks": [{"type": "rich_text", "block_id": "a", "elements": []},
                {"type": "actions", "block_id": "options:7:pick", "elements": []}]},
    "response_url": "https://hooks.slack.com/actions/T061EG9R6/1/x",
    "actions": [{"action_id": "pick-0", "block_id": "options:7:pick", "value": "2|pick|yes", "style": "primary",
                 "text": {"type": "plain_text", "text": "Yes, keep &amp; go on", "emoji": False}, "type": "button",
                 "action_ts": "1355517610.123456"}],
}  # fmt: skip

COMMAND: dict[str, Any] = {
    "token": "gIkuvaNzQIHg97ATvDxqgjtO", "team_id": "T061EG9R6", "team_domain": "example", "channel_id": "C2147483705",
    "channel_name": "general", "user_id": "U2147483697", "user_name": "ana", "command": "/needs",
    "text": "Lionfish &amp; reefs", "api_app_id": "A0PNCHHK2", "response_url": "https://hooks.slack.com/commands/1",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}  # fmt: skip


def event(**fields: Any) -> dict[str, Any]:
    """The recorded message with other fields in its event; None takes a field away."""
    inner = {name: value for name, value in {**MESSAGE["event"], **fields}.items() if value is not None}
    return {**MESSAGE, "event": inner}


def read(raw: dict[str, Any], kind: Any = "events_api") -> Happening | None:
    return happening(Call(kind, payload(raw, "payload")), US, AT)
