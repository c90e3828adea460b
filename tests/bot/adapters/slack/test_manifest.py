"""The app manifest that an operator pastes is the app that the program is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.slack.settings import COMMAND, DESK, OVERHEARING, SCOPES

MANIFEST = Path(__file__).parents[4] / "docs" / "slack-manifest.yaml"


@pytest.fixture
def manifest() -> dict[str, Any]:
    read = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def test_it_asks_for_what_is_needed_and_no_more(manifest: dict[str, Any]) -> None:
    """The scopes are those that are checked at the start; those that show what is said in channels can be left out."""
    assert tuple(manifest["oauth_config"]["scopes"]["bot"]) == (*SCOPES, *OVERHEARING, *DESK)
    assert not [scope for scope in SCOPES if scope.startswith(("channels:", "groups:", "mpim:", "users:"))]


def test_it_sends_us_what_we_read(manifest: dict[str, Any]) -> None:
    """Direct messages, mentions, threads, Home, buttons and the command; people may write in the messages tab."""
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == {
        "message.im",
        "app_mention",
        "app_home_opened",
        *(f"message.{scope.partition(':')[0]}" for scope in OVERHEARING),
    }
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == [COMMAND]
    home = manifest["features"]["app_home"]
    assert (home["home_tab_enabled"], home["messages_tab_read_only_enabled"]) == (True, False)
