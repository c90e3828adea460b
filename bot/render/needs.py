"""Needs that a document states: each sentence with its place, and the button that begins a request with it."""

from __future__ import annotations

from dataclasses import replace

from bot.display import cited
from bot.message import Found, Option
from bot.render.fit import excerpt
from bot.taps import build
from dialogs.effects import ShowNeeds
from dialogs.needs import Need
from dialogs.words import say

QUOTED = 280
"""Characters of a sentence that is shown; the whole of it goes into the draft. Chosen: five of them are one screen."""


def found(shown: ShowNeeds, under: str, language: str) -> tuple[Found, ...]:
    """One block for each need; the last one also leads to the next ones, where there are any."""
    blocks = [_block(need, under, language) for need in shown.needs]
    if blocks and shown.left:
        more = Option(say("button.more_needs", language), build(under, "do", "more_needs"))
        blocks[-1] = replace(blocks[-1], options=(*blocks[-1].options, more))
    return tuple(blocks)


def as_text(shown: ShowNeeds, language: str) -> str:
    """The same for a channel that draws none: numbered through all of them, with what to write to use one."""
    lines = [
        say("say.choice", language, n=number, label=f"{_quote(need, language)} ({cited(need.citation, language)})")
        for number, need in enumerate(shown.needs, start=shown.start + 1)
    ]
    written = [say("button.need_n", language, n=shown.start + 1)]
    written += [say("button.more_needs", language)] if shown.left else []
    return "\n".join((*lines, say("hand.need", language, commands=" · ".join(written))))


def _block(need: Need, under: str, language: str) -> Found:
    use = Option(say("button.need", language), build(under, "need", need.key))
    return Found(
        document=need.key,
        title=_quote(need, language),
        why="",
        place_and_year="",
        source=cited(need.citation, language),
        summary="",
        options=(use,),
    )


def _quote(need: Need, language: str) -> str:
    return say("doc.words", language, words=excerpt(need.quote, QUOTED))
