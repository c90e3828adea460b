"""Our Home in Slack: who we are, a way in, and what was sent with its state; pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack import elements
from bot.adapters.slack.elements import rich, section, words
from bot.adapters.slack.happening import Block
from bot.adapters.slack.parse import START
from bot.adapters.slack.settings import Sent
from bot.display import standing
from bot.render.fit import excerpt
from dialogs.words import say

SHOWN = 20
"""Requests listed; the newest. Chosen."""

_TITLE = 150  # characters of a title


def home(requests: Sequence[Sent], language: str) -> Block:
    """The view, for `views.publish`."""
    blocks = [
        elements.header(say("web.name", language)),
        rich(section(words(say("web.tagline", language)))),
        elements.actions("home", [elements.button(START, say("slack.start", language), "start", primary=True)]),
        elements.context(say("web.about_reader", language)),
        {"type": "divider"},
        elements.header(say("slack.requests", language)),
        *([_request(sent, language) for sent in requests[:SHOWN]] or [elements.context(say("slack.none", language))]),
    ]
    return {"type": "home", "blocks": blocks}


def _request(sent: Sent, language: str) -> Block:
    title = excerpt(sent.title, _TITLE)
    return rich(
        section(words(title or sent.code, bold=True), words(f"\n{sent.code} · {standing(sent.stage, language)}"))
    )
