"""A question on the way, answered from what was found: a language model puts it together, and cites each line.

Without a model, or when it says nothing that stands in the sources, what was found is shown as it is.
"""

from __future__ import annotations

from dataclasses import replace

from bot.understanding import languages
from bot.understanding.script import Message
from bot.writing.port import Passage, Writer
from dialogs.events import Cited, Hit, Retrieved

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


def _passage(hit: Hit) -> Passage:
    text = f"{hit.title}\n{hit.summary}"
    return Passage(hit.document, text, languages.of(Message(hit.summary)) or "")
