"""The menu of commands that Telegram shows beside the input line, for each language we speak."""

from __future__ import annotations

from collections.abc import Mapping

from bot.adapters.telegram.parse import MENU
from dialogs.words import AVAILABLE, say

TONGUES = {"en": ("english", "English"), "fr": ("francais", "Français")}
"""How each language of ours is asked for by a command, and what it calls itself."""


def menu(language: str) -> Mapping[str, str]:
    """Commands with what they do, in the order shown."""
    own = {word: say(_WORDED.get(verb, f"button.{verb}"), language) for verb, word in MENU.items()}
    others = {word: name for code in AVAILABLE if code != language for word, name in (TONGUES[code],)}
    return {
        "start": say("channel.menu-start", language),
        "help": say("channel.menu-help", language),
        **own,
        **others,
    }


_WORDED = {"status": "channel.menu-status"}
