"""What a language model writes within a turn: an answer from what was found, and a person's own words put more clearly.

Without a model, or when it says more than it was given, what was found and what was told stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from bot.understanding import languages
from bot.understanding.script import Message
from bot.writing.port import Passage, Writer
from dialogs.effects import Reword
from dialogs.events import Cited, Hit, Retrieved, Worded

MOST = 3
"""Hits a model is given: those a person would be shown."""


async def answered(writer: Writer, question: str, found: Retrieved, language: str, *, payer: str) -> Retrieved:
    """The same hits, and lines that rest on them, when there are any; never raises.

    Invented examples are no source for anything.
    """
    real = [hit for hit in found.hits if not hit.demo][:MOST]
    passages = [_passage(hit) for hit in real]
    lines = await writer.answer(question, passages, language, payer=payer)
    return replace(found, lines=tuple(Cited(line.text, line.sources) for line in lines))


async def reworded(writer: Writer | None, wanted: Reword, *, payer: str) -> Worded:
    """Clearer words that add nothing, or why there are none; never raises."""
    if writer is None:
        return Worded(why="unavailable")
    written = await writer.rephrase(wanted.text, wanted.language, payer=payer)
    return Worded(written.after) if written else Worded(why="failed")


def _passage(hit: Hit) -> Passage:
    text = f"{hit.title}\n{hit.summary}"
    return Passage(hit.document, text, languages.of(Message(hit.summary)) or "")
