"""How to go on in another channel, in words."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.words import say


def said(ways: Mapping[str, str], language: str) -> str:
    """One line for each channel, and for how long it holds; where there is none, that there is none."""
    lines = [_line(channel, way, language) for channel, way in ways.items() if way]
    if not lines:
        return say("say.link-nowhere", language)
    return "\n".join((say("say.link-ways", language), *lines))


def _line(channel: str, way: str, language: str) -> str:
    id = "say.link-by-address" if way.startswith("https://") else "say.link-by-words"
    return say(id, language, channel=name(channel, language), way=way)


def name(channel: str, language: str) -> str:
    """A channel as people call it."""
    return say(f"channel.{channel}", language)
