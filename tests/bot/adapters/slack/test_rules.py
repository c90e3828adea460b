"""Our own workspace refuses what Slack refuses: what passes it is worth something."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.bot.adapters.slack.workspace import ALICE, BOT_TOKEN, Workspace

TEXT = {"type": "plain_text", "text": "Yes"}
NOTHING = {"type": "text", "text": ""}
SELECT = {"type": "static_select", "action_id": "a", "placeholder": TEXT}
OPTION = {"text": TEXT, "value": "v"}
BUTTON = {"type": "button", "action_id": "a", "text": TEXT, "value": "v"}


def actions(*elements: dict[str, Any], name: str = "b") -> dict[str, Any]:
    return {"type": "actions", "block_id": name, "elements": list(elements)}


def section(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}, **more}


@pytest.fixture
async def client(workspace: Workspace) -> AsyncWebClient:
    workspace.direct(ALICE)
    return AsyncWebClient(BOT_TOKEN, base_url=workspace.api, retry_handlers=[])


async def refused(client: AsyncWebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        await client.api_call(method, json=arguments)
    return str(error.value.response["error"])


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMesage", {"channel": "D01ALICE", "text": "x"}, "unknown_method"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "D01ALICE", "text": "x", "parse_mode": "HTML"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "D0NOBODY", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "D01ALICE"}, "no_text"),
        ("chat.postMessage", {"channel": "D01ALICE", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "D01ALICE", "text": "x", "thread_ts": "1.1"}, "message_not_found"),
        ("chat.update", {"channel": "D01ALICE", "ts": "1.1", "text": "x"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": "D01ALICE", "user": "U02BOB", "text": "x"}, "user_not_in_channel"),
        ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
        ("views.publish", {"view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}], "channel_id": "D01ALICE"}, "file_not_found"),
        ("files.info", {"file": "F0NONE"}, "file_not_found"),
        ("apps.connections.open", {}, "invalid_auth"),
    ],
)
async def test_a_wrong_call_is_refused(
    client: AsyncWebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    """Methods, arguments, places and files that there are not."""
    assert await refused(client, method, **arguments) == error


@pytest.mark.parametrize("token", ["xoxb-bad", "xapp-good", ""])
async def test_a_wrong_token_is_refused(workspace: Workspace, token: str) -> None:
    client = AsyncWebClient(token, base_url=workspace.api, retry_handlers=[])
    assert await refused(client, "auth.test") in ("invalid_auth", "not_authed")


@pytest.mark.parametrize(
    "blocks",
    [
        [section() for _ in range(51)],
        [section("x" * 3_001)],
        [section("")],
        [{"type": "sektion"}],
        [{"type": "section"}],
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        [actions({**BUTTON, "text": {"type": "plain_text", "text": "x" * 76}})],
        [actions({**BUTTON, "value": "x" * 2_001})],
        [actions(*({**BUTTON, "action_id": str(n)} for n in range(26)))],
        [actions(BUTTON, BUTTON)],
        [actions(BUTTON), actions(BUTTON, name="c")],
        [section(block_id="b"), section(block_id="b")],
        [actions({"type": "checkboxes", "action_id": "a", "options": [OPTION] * 11})],
        [actions({**SELECT, "options": []})],
        [actions({**SELECT, "options": [{"text": TEXT, "value": "x" * 151}]})],
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [NOTHING]}]}],
    ],
    ids=range(16),
)  # fmt: skip
async def test_wrong_blocks_are_refused(client: AsyncWebClient, blocks: list[dict[str, Any]]) -> None:
    """Too many, too long, empty, of no kind, or named twice."""
    assert await refused(client, "chat.postMessage", channel="D01ALICE", text="x", blocks=blocks) == "invalid_blocks"


async def test_a_good_call_passes(client: AsyncWebClient, workspace: Workspace) -> None:
    """The refusals above are for what is wrong with each, not for all."""
    await client.chat_postMessage(channel="D01ALICE", text="x", blocks=[section(), actions(BUTTON)])
    assert workspace.refused == []
    assert len(workspace.messages["D01ALICE"]) == 1
