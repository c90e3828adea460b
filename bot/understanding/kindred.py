"""Understanding that also weighs how like a problem is to examples of each target, so that unlisted wordings count too.

Without the embedding model, or when it takes too long, the reading by words alone stands.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.understanding import concepts, facts
from bot.understanding.leanings import leanings
from bot.understanding.port import Reading, Situation, Understanding
from bot.understanding.script import Message
from dialogs import events
from dialogs.answers import Answer, Source
from dialogs.events import Event
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
        told = problem(given, situation)
        return self._weighed(given, told, text, situation) if told else given

    async def _after(self, promised: Awaitable[Reading], text: str, situation: Situation) -> Reading:
        given = await promised
        told = problem(given, situation)
        return await self._weighed(given, told, text, situation) if told else given

    async def _weighed(self, reading: Reading, told: events.Told, text: str, situation: Situation) -> Reading:
        learnt = leanings()
        about = matter(told)
        if learnt.model != self._model or Message(about).weight < LEAST:
            return reading
        try:
            async with asyncio.timeout(PATIENCE):
                vector = await self._vector(about[:DEPTH])
        except (KnowledgeUnavailable, TimeoutError):
            return reading
        message = facts.head(Message(text.strip()))
        country = told.answers.get("country")
        held = country.value if country and isinstance(country.value, tuple) else facts.held_countries(situation)
        finding = concepts.likely_targets(message, held, learnt.of(vector))
        answers = {key: answer for key, answer in told.answers.items() if key != FIELD}
        if finding:
            answers |= facts.answers(message, [finding], situation)
        return _with(reading, told, replace(told, answers=answers))


def problem(reading: Reading, situation: Situation) -> events.Told | None:
    """What a reading tells of a problem whose targets are still to be proposed; None when it tells none."""
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
    return re.sub(r"\s+", " ", words).strip()


def _with(reading: Reading, told: Event, better: Event) -> Reading:
    return replace(reading, before=better) if reading.before is told else replace(reading, event=better)
