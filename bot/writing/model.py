"""The writer over a language model: what it writes is compared with what it was given, and dropped if it says more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from bot.models.port import Filled, Model, Prompt, Request, Shape, Unanswered
from bot.writing.facts import added, dropped, kinship, lost, tells_names
from bot.writing.port import Line, Passage, Rephrased, Translated
from dialogs.matter import has_capitals

LONGEST = 6_000
"""Characters of one text; what is longer is not given to a model, rather than cut."""

LONGER = 1.5
"""How much longer a rephrased text may be than it was. Chosen: clearer is hardly ever longer."""

KIN = 0.5
"""The least part of a rephrased text's words that must come from the text. Chosen."""

LINES = 8
"""Lines of a summary or an answer."""


class Text(Shape):
    text: str


class Sourced(Shape):
    text: str
    sources: list[str]


class Lines(Shape):
    lines: list[Sourced]


class ModelWriter:
    """The port with a model. Whatever goes wrong, nothing was written."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def rephrase(self, text: str, language: str, *, payer: str) -> Rephrased | None:
        if not (tells_names(language) and has_capitals(text)):
            return None
        written = await self._ask("rephrase", Text, payer, text=text, language=language)
        after = written.text.strip() if written else ""
        if not after or after == text.strip() or len(after) > LONGER * len(text) + 40:
            return None
        if kinship(after, text) < KIN or added(after, (text,), names=True) or lost(after, text) or dropped(after, text):
            return None
        return Rephrased(text, after)

    async def summary(self, values: Mapping[str, str], language: str, *, payer: str) -> Sequence[Line]:
        written = await self._ask("summary", Lines, payer, request=dict(values), language=language)
        return _sourced(written, values, names=False)

    async def translation(self, text: str, language: str, *, payer: str) -> Translated | None:
        written = await self._ask("translation", Text, payer, text=text, language=language)
        translated = written.text.strip() if written else ""
        if not translated:
            return None
        doubts = (*added(translated, (text,), names=False), *lost(translated, text))
        return Translated(text, translated, language, tuple(dict.fromkeys(doubts)))

    async def answer(self, question: str, passages: Sequence[Passage], language: str, *, payer: str) -> Sequence[Line]:
        if not passages:
            return ()
        given = [{"id": passage.id, "text": passage.text} for passage in passages]
        written = await self._ask("answer", Lines, payer, question=question, passages=given, language=language)
        same = tells_names(language) and all(passage.language == language for passage in passages)
        return _sourced(written, {passage.id: passage.text for passage in passages}, names=same)

    async def _ask(self, name: str, shape: type[Filled], payer: str, **data: object) -> Filled | None:
        prompt = Prompt(_instructions(name), json.dumps(data, ensure_ascii=False))
        if len(prompt.data) > LONGEST:
            return None
        try:
            return await self._model.ask(Request(prompt, payer), shape)
        except Unanswered:
            return None


def _sourced(written: Lines | None, texts: Mapping[str, str], *, names: bool) -> tuple[Line, ...]:
    """The lines that rest on something that was given, and on nothing else."""
    lines: Iterable[Sourced] = written.lines[:LINES] if written else ()
    return tuple(
        Line(line.text.strip(), tuple(dict.fromkeys(line.sources)))
        for line in lines
        if line.text.strip()
        and line.sources
        and all(source in texts for source in line.sources)
        and not added(line.text, (texts[source] for source in line.sources), names=names)
    )


@cache
def _instructions(name: str) -> str:
    return files("bot.writing").joinpath("prompts", f"{name}.txt").read_text(encoding="utf-8")
