"""The menu of commands that Telegram shows beside the input line, for each language we speak."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.adapters.telegram.parse import MENU
from dialogs.words import AVAILABLE, OWN_NAMES, say

TONGUES: Mapping[str, str] = MappingProxyType(
    {
        "en": "english",
        "fr": "francais",
        "es": "espanol",
        "pt": "portugues",
        "ar": "arabic",
        "ru": "russian",
        "zh": "chinese",
    }
)
"""How each language of ours is asked for by a command: Telegram takes Latin letters without accents."""


def menu(language: str) -> Mapping[str, str]:
    """Commands with what they do, in the order shown."""
    own = {word: say(_WORDED.get(verb, f"button.{verb}"), language) for verb, word in MENU.items()}
    others = {TONGUES[code]: OWN_NAMES[code] for code in AVAILABLE if code != language}
    return {
        "start": say("channel.menu-start", language),
        "help": say("channel.menu-help", language),
        **own,
        **others,
    }


_WORDED = {"status": "channel.menu-status"}
