"""Understanding that also weighs how like a text is to examples, so that unlisted wordings count too.

Of a problem the targets are weighed by it; a short remark that words alone leave in doubt may be heard as a wish.
Without the embedding model, or when it takes too long, the reading by words alone stands.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.understanding import concepts, facts, intents, talk
from bot.understanding.leanings import Leanings, targets, wishes
from bot.understanding.port import Reading, Situation, Understanding
from bot.understanding.script import Message
from dialogs import events
from dialogs.answers import Answer, Source
from dialogs.events import Event
from dialogs.kinds import Text
from knowledge.port import KnowledgeUnavailable

Vector = Callable[[str], Awaitable[Sequence[float]]]
"""What the embedding model makes of a text; raises `KnowledgeUnavailable`."""

FIELD = "gbf_targets"
PROBLEM = ("first_words", "problem_statement")
"""Answers that say what is wrong; others speak of means, of the past or of other places."""
BESIDE = frozenset((
    "country", "other_countries", "start_date", "end_date", "urgency", "budget", "budget_band", "beneficiaries_number",
    "contact_channel", "contact_name", "organization", "organization_type", "requester_role", "delivery_language",
))  # fmt: skip
"""What is left out of the text before it is compared: who asks, where and for how much is part of no target."""

PATIENCE = 8.0
"""Seconds a person waits for it, as for a search: the first one loads the model."""
DEPTH = 1_000
"""Characters that are compared; more would blur it."""
LEAST = 3
"""Words with which likeness begins to mean something."""
ASKED = frozenset(("help", "question", "repeat", "review", "pause", "back"))
"""Wishes that are heard where a message is only like them and could be an answer: nothing is lost by any."""
MISSED = ASKED | {"dont_know", "skip", "human"}
"""Those that are heard where a message is no answer to a closed question."""
SURE, UNCLEAR = 0.6, 0.5
"""The least share of a wish, in what could be an answer and in what is none. Of 571 answers and problems in the tests
of understanding none is taken for a wish."""
REMARK = 12
"""Words of the longest message that may be no more than a wish."""
_LATIN_NAME = re.compile(r"[(（]\s*[A-Z][a-z]{2,} [a-z]{3,}\s*[)）]")
"""A species by its Latin name in brackets: it says which, and nothing of what is wrong."""
ABOUT = 3.0
"""Words of content that it may have: one with more is an answer, and is not looked at."""


class WithExamples:
    """The port with likeness beside the words of a problem. What tells no problem is read at once."""

    def __init__(self, inner: Understanding, model: str, vector: Vector) -> None:
        """`model` is the hash of the embedding model `vector` asks: another than was learnt with is not asked."""
        self._inner = inner
        self._model = model
        self._vector = vector

    def __call__(self, text: str, situation: Situation) -> Reading | Awaitable[Reading]:
        given = self._inner(text, situation)
        if not isinstance(given, Reading):
            return self._after(given, text, situation)
        return self._looked_at(given, text, situation) or given

    async def _after(self, promised: Awaitable[Reading], text: str, situation: Situation) -> Reading:
        given = await promised
        better = self._looked_at(given, text, situation)
        return await better if better else given

    def _looked_at(self, given: Reading, text: str, situation: Situation) -> Awaitable[Reading] | None:
        """The promise of a better reading; None where likeness has nothing to say."""
        if least := doubt(given, text, situation):
            return self._heard(given, text, least)
        told = problem(given, situation)
        return self._weighed(given, told, text, situation) if told else None

    async def _heard(self, reading: Reading, text: str, least: float) -> Reading:
        shares = await self._shares(wishes(), text.strip())
        name = max(shares, key=lambda each: shares[each], default="")
        heard = MISSED if isinstance(reading.event, events.Unclear) else ASKED
        if name not in heard or shares[name] < math.log(least):
            return reading
        event = events.Asked(text.strip()) if name == "question" else intents.said(name, text.strip())
        return Reading(event, reading.language, intents.intent(event))

    async def _weighed(self, reading: Reading, told: events.Told, text: str, situation: Situation) -> Reading:
        about = matter(told)
        if Message(about).weight < LEAST:
            return reading
        shares = await self._shares(targets(), about)
        if not shares:
            return reading
        message = facts.head(Message(text.strip()))
        country = told.answers.get("country")
        held = country.value if country and isinstance(country.value, tuple) else facts.held_countries(situation)
        finding = concepts.likely_targets(message, held, shares, about)
        answers = {key: answer for key, answer in told.answers.items() if key != FIELD}
        if finding:
            answers |= facts.answers(message, [finding], situation)
        return _with(reading, told, replace(told, answers=answers))

    async def _shares(self, learnt: Leanings, text: str) -> Mapping[str, float]:
        """What a text leans to; nothing where the model is another or does not answer."""
        if learnt.model != self._model:
            return {}
        try:
            async with asyncio.timeout(PATIENCE):
                return learnt.of(await self._vector(text[:DEPTH]))
        except (KnowledgeUnavailable, TimeoutError):
            return {}


def doubt(reading: Reading, text: str, situation: Situation) -> float:
    """The least share with which a wish is heard in a message; 0 where its words alone say what it is."""
    field = situation.form.field(situation.asked or "")
    if situation.first or field is None or field.contact:
        return 0.0
    match reading.event:
        case events.Unclear():
            return UNCLEAR if 1 < Message(text.strip()).weight <= REMARK else 0.0
        case events.Told(answers=told, correction=False) if isinstance(field.kind, Text):
            alone = all(key == field.key or answer.source is Source.INFERRED for key, answer in told.items())
            return SURE if alone and _says_little(Message(text.strip())) else 0.0
        case _:
            return 0.0


def _says_little(message: Message) -> bool:
    return 1 < message.weight <= REMARK and talk.weight(talk.content(message)) <= ABOUT


def problem(reading: Reading, situation: Situation) -> events.Told | None:
    """What a reading tells of a problem whose targets are still to be proposed; None when it tells none."""
    if situation.form.field(FIELD) is None:
        return None
    for event in (reading.before, reading.event):
        if isinstance(event, events.Told) and any(isinstance(event.answers.get(key), Answer) for key in PROBLEM):
            proposed = event.answers.get(FIELD)
            open_ = FIELD not in situation.answers if proposed is None else proposed.source is Source.INFERRED
            return event if open_ else None
    return None


def matter(told: events.Told) -> str:
    """What a problem is about: its words without those that were read as something else."""
    words = next(str(told.answers[key].value) for key in PROBLEM if key in told.answers)
    for key in BESIDE & told.answers.keys():
        if told.answers[key].words:
            words = words.replace(told.answers[key].words, " ")
    return re.sub(r"\s+", " ", _LATIN_NAME.sub(" ", words)).strip()


def _with(reading: Reading, told: Event, better: Event) -> Reading:
    return replace(reading, before=better) if reading.before is told else replace(reading, event=better)
